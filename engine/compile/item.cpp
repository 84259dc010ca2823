// SPDX-License-Identifier: MIT
#include "engine/compile/item.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/compile/ansible_words.h"
#include "engine/compile/moving_facts.h"
#include "engine/compile/rendering.h"
#include "engine/core/meta_schema.h"
#include "engine/core/secret_value.h"
#include "engine/core/yaml/document.h"

namespace converge {

namespace {

/// Checks of an item that depends on the host all that does not.
class DynamicItem {
 public:
  DynamicItem(const Value& item, const ItemContext& context, Diagnostics& diagnostics)
      : item_(item), context_(context), diagnostics_(diagnostics) {}

  void check() {
    if (const Value* condition = item_.find("when")) {
      check_condition(*condition);
      warn_of_moving_facts(*condition, diagnostics_);
    }
    if (const Value* loop = item_.find("loop")) static_cast<void>(read_loop(*loop, diagnostics_));
    for (const Entry& entry : item_.entries())
      if (entry.key != "when") for_each_template(entry.value, [&](const Value& text) { check_template(text); });
    if (const Entry* include = find_include()) check_include(*include);
    else check_names();
  }

 private:
  void check_condition(const Value& condition) {
    if (condition.is_list()) {
      for (const Value& each : condition.items()) check_condition(each);
    } else if (condition.type() != Type::boolean && !condition.is_string()) {
      diagnostics_.error(condition.span(), "when: expected a condition, found " + std::string(type_phrase(condition.type())),
                         "write an expression such as `when: facts.os == 'debian'`");
    } else if (condition.is_string()) {
      const auto parsed = parse_condition(condition);  // refuses an encrypted one
      if (!parsed) diagnostics_.add(advised(parsed.error()));
    }
  }

  void check_template(const Value& text) {
    const auto parsed = templates::Template::parse(text.text(), {text.span(), text.style()});
    if (!parsed) diagnostics_.add(advised(parsed.error()));
  }

  [[nodiscard]] const Entry* find_include() const {
    const Map& entries = item_.entries();
    const auto found = std::ranges::find(entries, "include", &Entry::key);
    return found == entries.end() ? nullptr : &*found;
  }

  void check_include(const Entry& include) {
    static constexpr std::array known = {std::string_view("include"), std::string_view("when"), std::string_view("loop"),
                                         std::string_view("tags"), std::string_view("vars"), std::string_view("name")};
    for (const Entry& entry : item_.entries()) {
      if (std::ranges::find(known, entry.key) != known.end()) continue;
      const std::string guess = nearest(entry.key, {known.begin(), known.end()});
      diagnostics_.error(entry.key_span, "include: unknown attribute '" + entry.key + "'",
                         guess.empty() ? "an include knows when, loop, tags, vars and name" : "did you mean '" + guess + "'?");
    }
    if (!include.value.is_string() || include.value.text().empty())
      diagnostics_.error(include.value.span(), "include: expected the path of a file", "write `include: more.yaml`");
    const Value* vars = item_.find("vars");
    if (vars != nullptr) check_written_variables(*vars, diagnostics_);
    if (vars != nullptr && !vars->is_map() && !vars->is_null())
      diagnostics_.error(vars->span(), "include.vars: expected a map of variables, found " + std::string(type_phrase(vars->type())), "");
  }

  void check_names() {
    const Entry* kind = kind_entry(item_, context_.registry);
    if (kind == nullptr) return refuse_kindless(item_, context_.registry, diagnostics_);
    const Schema& schema = context_.registry.find(kind->key)->schema();
    for (const Entry& entry : item_.entries()) {
      const bool known = &entry == kind || meta_schema().find(entry.key) != nullptr || schema.find(entry.key) != nullptr;
      if (!known) refuse_attribute(schema, entry, kind->key, diagnostics_);
    }
  }

  const Value& item_;
  const ItemContext& context_;
  Diagnostics& diagnostics_;
};

/// Whether a kind's attribute makes the item differ from host to host: a template file does.
bool names_template_file(const Value& item, const Registry& registry) {
  const Entry* kind = kind_entry(item, registry);
  if (kind == nullptr) return false;
  const Schema& schema = registry.find(kind->key)->schema();
  return std::ranges::any_of(item.entries(), [&](const Entry& entry) {
    const Field* field = &entry == kind ? nullptr : schema.find(entry.key);
    return field != nullptr && field->type == FieldType::template_file;
  });
}

bool depends_on_host(const Value& item, const Registry& registry) {
  for (const char* word : {"when", "loop", "include"})
    if (item.find(word) != nullptr) return true;
  bool found = false;
  for_each_template(item, [&](const Value&) { found = true; });
  return found || holds_sealed(item) || names_template_file(item, registry);
}

}  // namespace

namespace {

bool can_be_looped(const Value& over) {
  return over.is_list() || (over.is_string() && templates::has_template(over.text()));
}

void refuse_loop(const Value& over, Diagnostics& diagnostics) {
  diagnostics.error(over.span(), "loop: expected a list, found " + std::string(type_phrase(over.type())),
                    over.is_string() ? "write `loop: \"{{ " + over.text() + " }}\"` for the variable of that name"
                                     : "write a list, or a template that gives one");
}

}  // namespace

/// A name that templates can say.
std::string read_loop_name(const Entry& entry, Diagnostics& diagnostics) {
  const std::string& name = entry.value.text();
  const auto is_part = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  const bool starts = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0;
  if (!entry.value.is_string() || !starts || !std::ranges::all_of(name, is_part))
    diagnostics.error(entry.value.span(), "loop: " + entry.key + " is no name of a variable", "write letters, digits and _");
  return name;
}

Loop read_loop(const Value& written, Diagnostics& diagnostics) {
  Loop loop;
  const Value* over = &written;
  if (written.is_map()) {
    over = written.find("over");
    for (const Entry& entry : written.entries()) {
      if (entry.key == "as" || entry.key == "index") refuse_known_name(entry.value.text(), entry.value.span(), diagnostics);
      if (entry.key == "as") loop.item_name = read_loop_name(entry, diagnostics);
      else if (entry.key == "index") loop.index_name = read_loop_name(entry, diagnostics);
      else if (entry.key == "label") loop.label = &entry.value;
      else if (entry.key != "over")
        diagnostics.error(entry.key_span, "loop: unknown key '" + entry.key + "'", "a loop knows over, as, index and label");
    }
    if (over == nullptr)
      diagnostics.error(written.span(), "loop: there is nothing to loop over", "write `loop: {over: \"{{ LIST }}\"}`");
  }
  if (over == nullptr) return loop;
  check_yaml11(*over, diagnostics);
  if (can_be_looped(*over)) loop.over = over;
  else refuse_loop(*over, diagnostics);
  return loop;
}

std::vector<Item> read_items(const Value& list, const ItemContext& context, Diagnostics& diagnostics) {
  std::vector<Item> items;
  if (list.is_null()) return items;
  if (!list.is_list()) {
    diagnostics.error(list.span(), "expected a list of resources, found " + std::string(type_phrase(list.type())),
                      "start each resource with `- `");
    return items;
  }
  for (const Value& each : list.items()) {
    Item& item = items.emplace_back();
    if (each.is_map() && depends_on_host(each, context.registry)) {
      DynamicItem(each, context, diagnostics).check();
      item.written = each;
    } else {
      read_declaration(each, context.registry, context.policy, item.declarations, diagnostics);
    }
  }
  return items;
}

}  // namespace converge
