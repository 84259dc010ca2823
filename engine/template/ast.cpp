// SPDX-License-Identifier: MIT
#include "engine/template/ast.h"

namespace converge::templates {

namespace {

using Visit = std::function<void(const Expression&)>;

/// Visits the children of one kind of node; the overloads are all that knows them.
struct Children {
  const Visit& visit;

  void one(const ExpressionPtr& child) const {
    if (child) visit(*child);
  }
  void all(const Expressions& children) const {
    for (const ExpressionPtr& child : children) one(child);
  }

  void operator()(const Literal&) const {}
  void operator()(const Name&) const {}
  void operator()(const Display& node) const { all(node.items); }
  void operator()(const MapDisplay& node) const {
    for (const auto& [key, value] : node.entries) one(key), one(value);
  }
  void operator()(const Attribute& node) const { one(node.of); }
  void operator()(const Item& node) const { one(node.of), one(node.key); }
  void operator()(const Slice& node) const { one(node.of), one(node.from), one(node.to), one(node.step); }
  void operator()(const Call& node) const { one(node.callee), for_each_child(node.arguments, visit); }
  void operator()(const FilterCall& node) const { one(node.of), for_each_child(node.arguments, visit); }
  void operator()(const TestCall& node) const { one(node.of), for_each_child(node.arguments, visit); }
  void operator()(const Unary& node) const { one(node.of); }
  void operator()(const Binary& node) const { one(node.left), one(node.right); }
  void operator()(const Logic& node) const { one(node.left), one(node.right); }
  void operator()(const Concatenation& node) const { all(node.parts); }
  void operator()(const Comparison& node) const {
    one(node.first);
    for (const auto& [op, operand] : node.rest) one(operand);
  }
  void operator()(const Conditional& node) const { one(node.condition), one(node.then), one(node.otherwise); }
};

}  // namespace

void for_each_child(const Expression& expression, const Visit& visit) { std::visit(Children{visit}, expression.node); }

void for_each_child(const Arguments& arguments, const Visit& visit) {
  const Children children{visit};
  children.all(arguments.plain);
  for (const auto& [name, value] : arguments.named) children.one(value);
  children.one(arguments.all_of);
  children.one(arguments.names_of);
}

std::string spelling(const Expression& expression) {
  if (const auto* name = std::get_if<Name>(&expression.node)) return name->name;
  if (const auto* attribute = std::get_if<Attribute>(&expression.node)) {
    const std::string of = spelling(*attribute->of);
    return of.empty() ? "" : of + "." + attribute->name;
  }
  const auto* item = std::get_if<Item>(&expression.node);
  const auto* key = item == nullptr ? nullptr : std::get_if<Literal>(&item->key->node);
  const std::string of = key == nullptr ? "" : spelling(*item->of);
  return of.empty() ? "" : of + "[" + python_repr(key->value) + "]";
}

}  // namespace converge::templates
