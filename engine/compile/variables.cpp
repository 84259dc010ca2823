// SPDX-License-Identifier: MIT
#include "engine/compile/variables.h"

#include <algorithm>

#include "engine/compile/ansible_variables.h"
#include "engine/core/yaml/document.h"

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

void check_written_variables(const Value& variables, Diagnostics& diagnostics) {
  refuse_known_names(variables, diagnostics);
  check_yaml11(variables, diagnostics);
}

void Variables::push(VariableLayer layer) {
  if (layer.map != nullptr && layer.map->is_map()) layers_.push_back(layer);
}

std::optional<templates::Variable> Variables::find(std::string_view name) const {
  if (const Value* known = host_->find(name)) return templates::Variable{known, templates::Content::literal};
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer)
    if (const Value* value = layer->map->find(name)) return templates::Variable{value, layer->content};
  return std::nullopt;
}

namespace {

using Item = templates::LazyMap::Item;

bool is_among(const std::vector<std::string_view>& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

std::vector<std::string> owned(const std::vector<std::string_view>& names) { return {names.begin(), names.end()}; }

templates::Outcome<Item> item_of(const Result<const Value*>& found, std::string fix) {
  if (found) return Item{{*found, templates::Content::literal}, nullptr};
  Diagnostic why;
  why.message = found.error().text();
  why.fix = std::move(fix);
  return tl::unexpected(std::move(why));
}

class Facts final : public templates::LazyMap {
 public:
  explicit Facts(const HostKnowledge& host) : host_(host) {}
  [[nodiscard]] std::vector<std::string> names() const override { return owned(host_.fact_names()); }
  [[nodiscard]] bool has(std::string_view name) const override { return is_among(host_.fact_names(), name); }
  [[nodiscard]] templates::Outcome<Item> find(std::string_view name) const override {
    return item_of(host_.fact(name), "`converge facts` shows what is known of this machine");
  }
  [[nodiscard]] std::string lack() const override { return "there is no such fact"; }
  [[nodiscard]] std::string advice() const override { return "`converge facts` shows what is known of this machine"; }

 private:
  const HostKnowledge& host_;
};

class HostVariables final : public templates::LazyMap {
 public:
  HostVariables(const HostKnowledge& knowledge, std::string host) : knowledge_(knowledge), host_(std::move(host)) {}
  [[nodiscard]] std::vector<std::string> names() const override { return owned(knowledge_.variable_names(host_)); }
  [[nodiscard]] bool has(std::string_view name) const override { return is_among(knowledge_.variable_names(host_), name); }
  [[nodiscard]] templates::Outcome<Item> find(std::string_view name) const override {
    return item_of(knowledge_.variable_of(host_, name), "");
  }
  [[nodiscard]] std::string lack() const override { return "the inventory gives " + host_ + " no variable of this name"; }
  [[nodiscard]] std::string advice() const override { return "`converge inventory --host " + host_ + "` lists them; or use |default(...)"; }

 private:
  const HostKnowledge& knowledge_;
  std::string host_;
};

class AllHosts final : public templates::LazyMap {
 public:
  explicit AllHosts(const HostKnowledge& knowledge) : knowledge_(knowledge) {}
  [[nodiscard]] std::vector<std::string> names() const override { return owned(knowledge_.host_names()); }
  [[nodiscard]] bool has(std::string_view name) const override { return knowledge_.has_host(name); }
  [[nodiscard]] templates::Outcome<Item> find(std::string_view name) const override {
    return Item{{}, std::make_shared<HostVariables>(knowledge_, std::string(name))};
  }
  [[nodiscard]] std::string lack() const override { return "the inventory has no host of this name"; }
  [[nodiscard]] std::string advice() const override { return "`converge inventory --graph` lists the hosts"; }

 private:
  const HostKnowledge& knowledge_;
};

}  // namespace

std::shared_ptr<const templates::LazyMap> Variables::lazy(std::string_view name) const {
  if (name == "facts") return std::make_shared<Facts>(*host_);
  if (name == "hostvars") return std::make_shared<AllHosts>(*host_);
  return nullptr;
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
