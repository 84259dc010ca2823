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

struct Literal { Operand value; };
struct Name { std::string name; };
struct Display { Expressions items; Shape shape = Shape::list; };
struct MapDisplay { std::vector<std::pair<ExpressionPtr, ExpressionPtr>> entries; };
struct Attribute { ExpressionPtr of; std::string name; };
struct Item { ExpressionPtr of, key; };
struct Slice { ExpressionPtr of, from, to, step; };  ///< the last three may be null
struct Call { ExpressionPtr callee; Arguments arguments; };
struct FilterCall { ExpressionPtr of; const Filter* filter; Arguments arguments; };  ///< `of` is null in {% filter %}
struct TestCall { ExpressionPtr of; const Test* test; Arguments arguments; };
struct Unary { UnaryOperator op; ExpressionPtr of; };
struct Binary { BinaryOperator op; ExpressionPtr left, right; };
struct Logic { LogicOperator op; ExpressionPtr left, right; };
struct Concatenation { Expressions parts; };
struct Comparison { ExpressionPtr first; std::vector<std::pair<CompareOperator, ExpressionPtr>> rest; };
struct Conditional { ExpressionPtr then, condition, otherwise; };  ///< `otherwise` may be null

struct Expression {
  using Node = std::variant<Literal, Name, Display, MapDisplay, Attribute, Item, Slice, Call, FilterCall, TestCall, Unary,
                            Binary, Logic, Concatenation, Comparison, Conditional>;
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
  std::vector<std::string> names;
  std::string attribute;  ///< of the namespace names[0]
  bool unpack = false;    ///< `a, b` and also `a,`
};

struct Text { std::string text; };
struct Output { ExpressionPtr value; };
struct If { std::vector<std::pair<ExpressionPtr, Body>> branches; Body otherwise; };
struct For { Target target; ExpressionPtr in, condition; Body body, otherwise; };
struct Set { Target target; ExpressionPtr value; };
struct SetBlock { Target target; ExpressionPtr filter; Body body; };  ///< `filter` may be null
struct FilterBlock { ExpressionPtr filter; Body body; };
struct With { std::vector<std::pair<Target, ExpressionPtr>> values; Body body; };
enum class WhenMissing : std::uint8_t { fail, ignore };
enum class Context : std::uint8_t { shared, none };
struct Include { ExpressionPtr names; WhenMissing when_missing = WhenMissing::fail; Context context = Context::shared; };
struct MacroParameter { std::string name; ExpressionPtr fallback; };
struct MacroDefinition { std::string name; std::vector<MacroParameter> parameters; Body body; };

struct Statement {
  using Node = std::variant<Text, Output, If, For, Set, SetBlock, FilterBlock, With, Include, std::shared_ptr<const MacroDefinition>>;
  Place place;
  Node node;
};

}  // namespace converge::templates
