// SPDX-License-Identifier: MIT
// engine/template/ast.h: a parsed template, as plain values.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/template/failure.h"
#include "engine/template/operand.h"

namespace converge::templates {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;
using Expressions = std::vector<ExpressionPtr>;
struct Filter;
struct Test;

enum class BinaryOperator : std::uint8_t { add, subtract, multiply, divide, floor_divide, modulo, power };
enum class UnaryOperator : std::uint8_t { negative, positive, negation };
enum class LogicOperator : std::uint8_t { both, either };
enum class CompareOperator : std::uint8_t { equal, unequal, less, less_equal, greater, greater_equal, in, not_in };

/// What a call hands over: plain, `name=`, `*list` and `**map` arguments.
struct Arguments {
  Expressions plain;
  std::vector<std::pair<std::string, ExpressionPtr>> named;
  ExpressionPtr all_of;
  ExpressionPtr names_of;
};

/// A number, text or word such as true, as it stands in the template.
struct Literal {
  Operand value;
};
/// A variable: what a statement set, or else the scope's.
struct Name {
  std::string name;
};
/// [a, b] and (a, b).
struct Display {
  Expressions items;
  Shape shape = Shape::list;
};
/// {key: value}; the keys have to be strings once they are computed.
struct MapDisplay {
  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> entries;
};
/// of.name: a key of a map, or an attribute of `loop` or a namespace; never a method.
struct Attribute {
  ExpressionPtr of;
  std::string name;
};
/// of[key].
struct Item {
  ExpressionPtr of, key;
};
/// of[from:to:step].
struct Slice {
  ExpressionPtr of, from, to, step;
};  ///< the last three may be null
/// A function, macro or method with its arguments.
struct Call {
  ExpressionPtr callee;
  Arguments arguments;
};
/// of | name(arguments); which filter it is was settled by the parser.
struct FilterCall {
  ExpressionPtr of;
  const Filter* filter;
  Arguments arguments;
};  ///< `of` is null in {% filter %}
/// of is name(arguments).
struct TestCall {
  ExpressionPtr of;
  const Test* test;
  Arguments arguments;
};
/// -a, +a and not a.
struct Unary {
  UnaryOperator op;
  ExpressionPtr of;
};
/// Both sides are always computed.
struct Binary {
  BinaryOperator op;
  ExpressionPtr left, right;
};
/// `and` and `or`: the right side only if the left one does not settle it.
struct Logic {
  LogicOperator op;
  ExpressionPtr left, right;
};
/// a ~ b ~ c.
struct Concatenation {
  Expressions parts;
};
/// a < b <= c: each part is computed once, and no more than needed.
struct Comparison {
  ExpressionPtr first;
  std::vector<std::pair<CompareOperator, ExpressionPtr>> rest;
};
/// then if condition else otherwise.
struct Conditional {
  ExpressionPtr then, condition, otherwise;
};  ///< `otherwise` may be null

/// One node with the place where it is written. Movable, immutable once parsed.
struct Expression {
  using Node = std::variant<Literal, Name, Display, MapDisplay, Attribute, Item, Slice, Call, FilterCall, TestCall,
                            Unary, Binary, Logic, Concatenation, Comparison, Conditional>;
  Place place;
  Node node;
  std::uint32_t height = 1;  ///< of the tree below, itself counted; bounded by the parser
};

/// Calls `visit` with each expression right below one, in the order in which they are written.
void for_each_child(const Expression& expression, const std::function<void(const Expression&)>& visit);
void for_each_child(const Arguments& arguments, const std::function<void(const Expression&)>& visit);
/// "server.port[0]" for names, attributes and items with a literal key; "" for others.
std::string spelling(const Expression& expression);

struct Statement;
using Body = std::vector<Statement>;

/// What an assignment or a loop writes to: one name, several, or ns.name.
struct Target {
  std::string name;           ///< "" where it is unpacked
  std::string attribute;      ///< of the namespace `name`
  bool unpack = false;        ///< `a, b` and also `a,`
  std::vector<Target> parts;  ///< `a, (b, c)`: a and (b, c)
};

/// What stands between tags.
struct Text {
  std::string text;
};
/// {{ value }}.
struct Output {
  ExpressionPtr value;
};
/// The branches in order, and what runs if none holds.
struct If {
  std::vector<std::pair<ExpressionPtr, Body>> branches;
  Body otherwise;
};
/// `condition` filters the items before the loop begins; `otherwise` runs if none is left.
struct For {
  Target target;
  ExpressionPtr in, condition;
  Body body, otherwise;
};
/// {% set x = value %}.
struct Set {
  Target target;
  ExpressionPtr value;
};
/// {% set x %}text{% endset %}.
struct SetBlock {
  Target target;
  ExpressionPtr filter;
  Body body;
};  ///< `filter` may be null
/// {% filter name %}text{% endfilter %}.
struct FilterBlock {
  ExpressionPtr filter;
  Body body;
};
/// Names for the body alone; the values do not see each other.
struct With {
  std::vector<std::pair<Target, ExpressionPtr>> values;
  Body body;
};
/// Whether an include may find nothing.
enum class WhenMissing : std::uint8_t { fail, ignore };
/// Whether what is included sees the names that are set here.
enum class Context : std::uint8_t { shared, none };
/// The first of the named templates that is there.
struct Include {
  ExpressionPtr names;
  WhenMissing when_missing = WhenMissing::fail;
  Context context = Context::shared;
};
/// `fallback` is null for a parameter without one; it is computed at each call.
struct MacroParameter {
  std::string name;
  ExpressionPtr fallback;
};
/// Shared with the values that it makes, so that they may outlive the statement.
struct MacroDefinition {
  std::string name;
  std::vector<MacroParameter> parameters;
  Body body;
};

/// One statement with the place of its tag.
struct Statement {
  using Node = std::variant<Text, Output, If, For, Set, SetBlock, FilterBlock, With, Include,
                            std::shared_ptr<const MacroDefinition>>;
  Place place;
  Node node;
};

}  // namespace converge::templates
