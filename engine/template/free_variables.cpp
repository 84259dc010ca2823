// SPDX-License-Identifier: MIT
// free_variables.cpp: which names a template needs from its scope.
#include <algorithm>
#include <set>

#include "engine/template/evaluator.h"

namespace converge::templates {

namespace {

/// Walks a tree with the names that are set on the way. A name counts as set only
/// where it surely is: what one branch of an `if` sets is still looked for outside.
class Collector {
 public:
  std::set<std::string> free;

  void visit(const Expression& expression) {
    if (const auto* name = std::get_if<Name>(&expression.node)) return use(name->name);
    const auto* call = std::get_if<Call>(&expression.node);
    const auto* callee = call == nullptr ? nullptr : std::get_if<Name>(&call->callee->node);
    if (callee != nullptr && (is_function(callee->name) || is_set(callee->name)))
      return for_each_child(call->arguments, [this](const Expression& child) { visit(child); });
    for_each_child(expression, [this](const Expression& child) { visit(child); });
  }

  void visit(const Body& body) {
    for (const Statement& statement : body) std::visit([this](const auto& node) { on(node); }, statement.node);
  }

 private:
  using Names = std::set<std::string>;

  [[nodiscard]] bool is_set(const std::string& name) const { return set_.contains(name); }
  void use(const std::string& name) {
    if (!is_set(name)) free.insert(name);
  }
  void maybe(const ExpressionPtr& expression) {
    if (expression) visit(*expression);
  }
  void set(const Target& target) {
    for (const Target& part : target.parts) set(part);
    if (!target.unpack && target.attribute.empty()) set_.insert(target.name);
  }
  /// A body whose settings end with it.
  void inner(const Body& body) {
    const Names before = set_;
    visit(body);
    set_ = before;
  }

  void on(const Text&) {}
  void on(const Output& node) { visit(*node.value); }
  void on(const If& node) {
    for (const auto& [condition, body] : node.branches) visit(*condition), inner(body);
    inner(node.otherwise);
  }
  void on(const For& node) {
    visit(*node.in);
    inner(node.otherwise);
    const Names before = set_;
    set(node.target);
    maybe(node.condition);
    set_.insert("loop");
    visit(node.body);
    set_ = before;
  }
  void on(const Set& node) {
    visit(*node.value);
    set(node.target);
  }
  void on(const SetBlock& node) {
    inner(node.body);
    maybe(node.filter);
    set(node.target);
  }
  void on(const FilterBlock& node) {
    inner(node.body);
    maybe(node.filter);
  }
  void on(const With& node) {
    for (const auto& [target, value] : node.values) visit(*value);
    const Names before = set_;
    for (const auto& [target, value] : node.values) set(target);
    visit(node.body);
    set_ = before;
  }
  void on(const Include& node) { visit(*node.names); }
  void on(const std::shared_ptr<const MacroDefinition>& node) {
    set_.insert(node->name);
    const Names before = set_;
    for (const MacroParameter& parameter : node->parameters) {
      maybe(parameter.fallback);
      set_.insert(parameter.name);
    }
    visit(node->body);
    set_ = before;
  }

  Names set_;
};

}  // namespace

namespace {

bool is_name(const Expression& expression, std::string_view word) {
  const auto* name = std::get_if<Name>(&expression.node);
  return name != nullptr && name->name == word;
}

using TakeMember = std::function<void(const std::string& name, Place place)>;

void take_member(const Expression& expression, std::string_view space, const TakeMember& take) {
  if (const auto* attribute = std::get_if<Attribute>(&expression.node); attribute != nullptr && is_name(*attribute->of, space))
    take(attribute->name, attribute->of->place);
  const auto* item = std::get_if<Item>(&expression.node);
  const auto* key = item == nullptr ? nullptr : std::get_if<Literal>(&item->key->node);
  if (key != nullptr && is_name(*item->of, space) && key->value.is_string()) take(key->value.text(""), item->of->place);
}

void collect_members(const Expression& expression, std::string_view space, const TakeMember& take) {
  take_member(expression, space, take);
  for_each_child(expression, [&](const Expression& child) { collect_members(child, space, take); });
}

}  // namespace

std::vector<Template::Member> Template::members(std::string_view space) const {
  std::vector<Member> found;
  if (tree_->expression)
    collect_members(*tree_->expression, space, [&](const std::string& name, Place place) { found.push_back({name, origin_.at(place)}); });
  return found;
}

std::vector<std::string> Template::free_variables() const {
  Collector collector;
  if (tree_->expression) collector.visit(*tree_->expression);
  collector.visit(tree_->body);
  return {collector.free.begin(), collector.free.end()};
}

}  // namespace converge::templates
