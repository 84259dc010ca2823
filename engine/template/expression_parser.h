// SPDX-License-Identifier: MIT
// engine/template/expression_parser.h: expressions by recursive descent, with Jinja2's precedence.
#pragma once

#include <string>

#include "engine/template/ast.h"
#include "engine/template/token_stream.h"

namespace converge::templates {

/// Reads one expression from a stream; throws a PlacedFailure where there is none.
class ExpressionParser {
 public:
  explicit ExpressionParser(TokenStream& tokens) : tokens_(tokens) {}

  /// An expression as in {{ }}: one, or several with commas, which are a tuple.
  ExpressionPtr tuple() { return tuple_of(&ExpressionParser::one); }
  /// One expression, inline if and all.
  ExpressionPtr one();
  /// The same without an inline if: what stands after `in` of a loop.
  ExpressionPtr tuple_without_condition() { return tuple_of(&ExpressionParser::either); }
  /// `name(args) | name ...` without a value before it, for {% filter %} and {% set %} blocks.
  ExpressionPtr filter_chain();

 private:
  ExpressionPtr tuple_of(ExpressionPtr (ExpressionParser::*part)());
  ExpressionPtr make(Place place, Expression::Node node);
  ExpressionPtr either();
  ExpressionPtr both();
  ExpressionPtr negation();
  ExpressionPtr comparison();
  ExpressionPtr sum();
  ExpressionPtr concatenation();
  ExpressionPtr product();
  ExpressionPtr power();
  enum class Tail : std::uint8_t { filters, none };
  ExpressionPtr unary(Tail tail);
  ExpressionPtr primary();
  ExpressionPtr number();
  ExpressionPtr name_or_word();
  ExpressionPtr parenthesis();
  ExpressionPtr list_display();
  ExpressionPtr map_display();
  ExpressionPtr postfix(ExpressionPtr expression);
  ExpressionPtr filters(ExpressionPtr expression);
  ExpressionPtr filter(Place place, ExpressionPtr of);
  ExpressionPtr test(Place place, ExpressionPtr of);
  ExpressionPtr subscript(Place place, ExpressionPtr of);
  Arguments arguments();
  void argument(Arguments& out);

  TokenStream& tokens_;
  std::size_t depth_ = 0;
};

}  // namespace converge::templates
