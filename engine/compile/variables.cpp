// SPDX-License-Identifier: MIT
#include "engine/compile/variables.h"

#include <algorithm>
#include <ranges>

#include "engine/compile/ansible_variables.h"

namespace converge {

void refuse_known_name(const std::string& name, Span span, Diagnostics& diagnostics) {
  if (std::ranges::find(known_names, name) != known_names.end())
    diagnostics.error(span, name + " is set by converge itself", "give your variable another name");
}

void refuse_known_names(const Value& variables, Diagnostics& diagnostics) {
  if (!variables.is_map()) return;
  for (const Entry& entry : variables.entries())
    refuse_known_name(entry.key, entry.key_span.known() ? entry.key_span : entry.value.span(), diagnostics);
}

void Variables::push(VariableLayer layer) {
  if (layer.map != nullptr && layer.map->is_map()) layers_.push_back(std::move(layer));
}

std::optional<templates::Variable> Variables::find(std::string_view name) const {
  if (const Value* known = host_->find(name)) return templates::Variable{known, templates::Content::literal};
  for (const VariableLayer& layer : layers_ | std::views::reverse)
    if (const Value* value = layer.map->find(name)) return templates::Variable{value, layer.content};
  return std::nullopt;
}

templates::Outcome<templates::Variable> Variables::find_member(std::string_view space, std::string_view name) const {
  const bool facts = space == "facts";
  const Result<const Value*> found = facts ? host_->fact(name) : host_->variables_of(name);
  if (found) return templates::Variable{*found, templates::Content::literal};
  const std::vector<std::string_view> known = facts ? host_->fact_names() : host_->host_names();
  Diagnostic why;
  why.fix = facts ? "`converge facts` shows what is known of this machine" : "`converge inventory --graph` lists the hosts";
  if (std::ranges::find(known, name) != known.end()) {
    why.message = found.error().text();
    return tl::unexpected(std::move(why));
  }
  why.message = facts ? "there is no such fact" : "the inventory has no host of this name";
  if (const std::string guess = nearest(name, known); !guess.empty()) why.fix = "did you mean '" + guess + "'?";
  return tl::unexpected(std::move(why));
}

std::vector<std::string_view> Variables::names() const {
  std::vector<std::string_view> all = host_->names();
  for (const VariableLayer& layer : layers_)
    for (const Entry& entry : layer.map->entries()) all.push_back(entry.key);
  return all;
}

std::string Variables::advice(std::string_view name) const {
  const std::string start = std::string(name) + "-";
  for (const std::string_view known : names())
    if (known.starts_with(start)) return "'" + std::string(known) + "' is read as a subtraction: name it with _ for the -";
  return ansible_variable_advice(name, *host_);
}

}  // namespace converge
