// SPDX-License-Identifier: MIT
#include "engine/compile/expansion.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "engine/compile/role.h"
#include "engine/compile/secret_places.h"

namespace converge {

namespace {

constexpr unsigned deepest_include = 32;
constexpr std::size_t longest_loop = 100'000;

/// The resource that is made, not how: these are used up by the expansion.
bool is_used_up(std::string_view key) { return key == "when" || key == "loop"; }

std::vector<std::string> joined(std::vector<std::string> a, const std::vector<std::string>& b) {
  for (const std::string& word : b)
    if (std::ranges::find(a, word) == a.end()) a.push_back(word);
  return a;
}

}  // namespace

std::vector<std::string_view> variable_names(const HostScope& scope) {
  std::vector<std::string_view> names;
  std::unordered_set<std::string_view> seen;
  for (const std::vector<VariableLayer>* layers : {&scope.inventory, &scope.extra})
    for (const VariableLayer& layer : *layers)
      for (const Entry& entry : layer.map->entries())
        if (seen.insert(entry.key).second) names.push_back(entry.key);
  return names;
}

templates::Outcome<Value> render_variable(const HostScope& scope, std::string_view name) {
  Variables variables(*scope.knowledge);
  for (const std::vector<VariableLayer>* layers : {&scope.inventory, &scope.extra})
    for (const VariableLayer& layer : *layers) variables.push(layer);
  const std::optional<templates::Variable> found = variables.find(name);
  if (!found) return Value::null();
  templates::Renderer renderer(variables, {{}, nullptr, scope.secrets, scope.stop});
  return renderer.render(*found->value);
}

Variables variables_at(const HostScope& scope, const Play& play, const Section& section) {
  Variables variables(*scope.knowledge);
  for (const Value& defaults : section.defaults) variables.push({&defaults});
  for (const VariableLayer& layer : scope.inventory) variables.push(layer);
  variables.push({&play.variables});
  variables.push({&section.parameters});
  for (const VariableLayer& layer : scope.extra) variables.push(layer);
  variables.push({&section.known, templates::Content::literal});
  return variables;
}

const Value* Expansion::keep(Value value) { return &kept_.emplace_back(std::move(value)); }

bool Expansion::takes_part(const Play& play, const Section& section) {
  if (section.condition.is_null()) return true;
  Rendering rendering(scope_.host, variables_at(scope_, play, section), parsed_, section.template_folders, diagnostics_);
  return rendering.holds(section.condition).value_or(false);
}

void Expansion::expand(const Play& play, const Section& section, const Take& take) {
  Rendering rendering(scope_.host, variables_at(scope_, play, section), parsed_, section.template_folders, diagnostics_);
  const Place place{section, play.policy, section.folder, joined(play.tags, section.tags)};
  expand_items(section.items, place, rendering, take);
}

void Expansion::expand_items(const std::vector<Item>& items, const Place& place, Rendering& rendering, const Take& take) {
  for (const Item& item : items) {
    for (const Declaration& declaration : item.declarations) {
      if (place.tags.empty()) take(declaration);
      else hand_out(declaration, place, take);
    }
    if (item.written) expand_item(*item.written, place, rendering, take);
  }
}

void Expansion::expand_item(const Value& written, const Place& place, Rendering& rendering, const Take& take) {
  if (written.find("loop") != nullptr) return run_loop(written, place, rendering, take);
  const Value* condition = written.find("when");
  if (condition != nullptr && !rendering.holds(*condition).value_or(false)) return;
  declare(written, place, rendering, nullptr, take);
}

/// The list first, then the condition for each turn, as Ansible has it. Where the
/// list cannot be made, a condition that needs no turn to be false settles it.
void Expansion::run_loop(const Value& written, const Place& place, Rendering& rendering, const Take& take) {
  Diagnostics reported;  // when the item was read: what is wrong with it has been said
  const Loop loop = read_loop(*written.find("loop"), reported);
  if (loop.over == nullptr) return;
  const Value* condition = written.find("when");
  if (condition != nullptr && rendering.holds_quietly(*condition) == std::optional(false)) return;
  const std::optional<Value> list = rendering.render(*loop.over);
  if (!list) return;
  if (!list->is_list()) {
    diagnostics_.error(loop.over->span(), "loop: expected a list, found " + std::string(type_phrase(list->type())),
                       list->is_map() ? "loop over `| dict2items`; item.key and item.value are there"
                                      : "make it a list: `[...]`, or `| split`");
    return;
  }
  if (list->items().size() > longest_loop) {
    diagnostics_.error(loop.over->span(), "loop: " + std::to_string(list->items().size()) + " turns are more than " + std::to_string(longest_loop), "loop over less");
    return;
  }
  for (std::size_t i = 0; i < list->items().size(); ++i) {
    Value turn = Value::map();
    turn.set(loop.item_name, list->items()[i]);
    if (!loop.index_name.empty()) turn.set(loop.index_name, Value::integer(static_cast<std::int64_t>(i)));
    Variables variables = rendering.variables();
    variables.push({keep(std::move(turn)), templates::Content::literal});
    for (const VariableLayer& layer : scope_.extra) variables.push(layer);
    Rendering of_turn(scope_.host, std::move(variables), parsed_, place.section.template_folders, diagnostics_);
    if (condition != nullptr && !of_turn.holds(*condition).value_or(false)) continue;
    declare(written, place, of_turn, loop.label, take);
  }
}

void Expansion::declare(const Value& written, const Place& place, Rendering& rendering, const Value* label, const Take& take) {
  if (written.find("include") != nullptr) include(written, place, rendering, take);
  else make(written, place, rendering, label, take);
}

void Expansion::include(const Value& written, const Place& place, Rendering& rendering, const Take& take) {
  const std::optional<Value> name = rendering.render(*written.find("include"));
  if (!name || !name->is_string()) return;
  if (refuse_secret_word("include", {*written.find("include"), *name, rendering.variables()}, diagnostics_)) return;
  if (place.depth >= deepest_include) {
    diagnostics_.error(name->span(), "include: files include each other more than " + std::to_string(deepest_include) + " deep", "look for one that includes itself");
    return;
  }
  const std::string path = place.folder + name->text();
  const std::vector<Item>* items = files_.items(path, place.policy, name->span());
  if (items == nullptr) return;
  Place inside = place;
  inside.folder = folder_above(path);
  ++inside.depth;
  if (const Value* tags = written.find("tags")) inside.tags = joined(place.tags, read_tags(*tags, "include", diagnostics_));
  const Value* vars = written.find("vars");
  if (vars == nullptr || !vars->is_map()) return expand_items(*items, inside, rendering, take);
  // Rendered here: a variable may be made of the one of the same name outside.
  std::optional<Value> given = rendering.render(*vars);
  if (!given) return;
  Variables variables = rendering.variables();
  variables.push({keep(std::move(*given)), templates::Content::literal});
  for (const VariableLayer& layer : scope_.extra) variables.push(layer);
  Rendering with_vars(scope_.host, std::move(variables), parsed_, place.section.template_folders, diagnostics_);
  expand_items(*items, inside, with_vars, take);
}

void Expansion::make(const Value& written, const Place& place, Rendering& rendering, const Value* label, const Take& take) {
  Value resource = Value::map({}, written.span());
  bool good = true;
  for (const Entry& entry : written.entries()) {
    if (is_used_up(entry.key)) continue;
    std::optional<Value> value = rendering.render(entry.value);
    good = good && value.has_value();
    if (value) resource.entries().push_back(Entry{entry.key, std::move(*value), entry.key_span});
  }
  if (label != nullptr && resource.find("name") == nullptr) {
    std::optional<Value> text = rendering.render(*label);
    good = good && text.has_value();
    if (text) resource.set("name", std::move(*text));
  }
  if (!good || refuse_secrets({written, resource, rendering.variables()}, files_.registry(), diagnostics_)) return;
  std::vector<Declaration> declarations;
  read_declaration(resource, files_.registry(), place.policy, declarations, diagnostics_);
  for (Declaration& declaration : declarations)
    if (render_template_files(declaration, rendering)) hand_out(std::move(declaration), place, take);
}

/// A `template:` becomes the `content:` that it gives.
bool Expansion::render_template_files(Declaration& declaration, Rendering& rendering) {
  const Schema& schema = files_.registry().find(declaration.id.kind)->schema();
  for (Entry& entry : declaration.attributes.entries()) {
    const Field* field = schema.find(entry.key);
    if (field == nullptr || field->type != FieldType::template_file) continue;
    const std::string label = declaration.id.text() + "." + entry.key;
    const Value name = normalise_field(*field, entry.value, label, diagnostics_);
    if (!name.is_string()) return false;
    if (declaration.attributes.find("content") != nullptr) {
      diagnostics_.error(entry.key_span, label + ": there is a `content` as well", "keep one of the two");
      return false;
    }
    std::optional<Value> text = rendering.render_file(name);
    if (!text) return false;
    entry.key = "content";
    entry.value = std::move(*text);
  }
  return true;
}

void Expansion::hand_out(Declaration declaration, const Place& place, const Take& take) {
  declaration.tags = joined(place.tags, declaration.tags);
  take(made_.emplace_back(std::move(declaration)));
}

}  // namespace converge
