// SPDX-License-Identifier: MIT
#include "engine/template/parser.h"

#include <algorithm>
#include <initializer_list>

#include "engine/core/diagnostic.h"
#include "engine/template/expression_parser.h"

namespace converge::templates {

namespace {

constexpr std::size_t deepest_blocks = 50;

/// Statements by recursive descent: each {% word %} has a function of its own.
class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)), expressions_(tokens_) {}

  Body all() {
    Body body = until({});
    if (!tokens_.at(TokenType::end)) tokens_.fail("nothing is open that this could end");
    return body;
  }

 private:
  /// The statements up to a block tag that begins with one of the words, which is not taken.
  Body until(std::initializer_list<std::string_view> stops) {
    if (++depth_ > deepest_blocks) throw PlacedFailure(tokens_.place(), "blocks are nested too deep here");
    Body body;
    while (!tokens_.at(TokenType::end)) {
      const Place place = tokens_.place();
      if (tokens_.at(TokenType::data)) {
        body.push_back({place, Text{tokens_.take().text}});
      } else if (tokens_.at(TokenType::output_begin)) {
        tokens_.take();
        body.push_back({place, Output{expressions_.tuple()}});
        if (!tokens_.at(TokenType::output_end)) tokens_.fail("expected the end of the expression");
        tokens_.take();
      } else {
        const Token& word = tokens_.peek(1);
        if (word.type == TokenType::name && std::find(stops.begin(), stops.end(), word.text) != stops.end()) break;
        tokens_.take();
        body.push_back(statement(place));
      }
    }
    --depth_;
    return body;
  }

  /// The inside of a block: its statements, its end tag taken.
  Body block(Place opened, std::string_view word) {
    const std::string end = "end" + std::string(word);
    end_tag();
    Body body = until({end});
    finish(opened, word, end);
    return body;
  }

  void end_tag() {
    if (!tokens_.at(TokenType::block_end)) tokens_.fail("expected the end of the tag");
    tokens_.take();
  }

  /// Takes "{% endWORD".
  void finish(Place opened, std::string_view word, std::string_view end) {
    if (!tokens_.at(TokenType::block_begin))
      throw PlacedFailure(opened, quoted(word) + " is not closed", "add {% " + std::string(end) + " %}");
    tokens_.take();
    tokens_.take();
    end_tag();
  }

  Statement statement(Place place) {
    const Place at = tokens_.place();
    const std::string word = tokens_.expect_name("a word such as if, for or set");
    if (word == "if") return {place, if_block(place)};
    if (word == "for") return {place, for_block(place)};
    if (word == "set") return set(place);
    if (word == "include") return {place, include()};
    if (word == "macro") return {place, macro(place)};
    if (word == "filter") return filter_block(place);
    if (word == "with") return {place, with(place)};
    refuse(at, word);
  }

  [[noreturn]] static void refuse(Place at, const std::string& word) {
    constexpr std::string_view no_parents = "use {% include %} for shared text; there is no inheritance here";
    if (word == "extends" || word == "block")
      throw PlacedFailure(at, quoted(word) + " is not known", std::string(no_parents));
    if (word == "import" || word == "from")
      throw PlacedFailure(at, "macros of another file cannot be imported",
                          "define the macro in this file, or include the text");
    if (word == "call") throw PlacedFailure(at, "'call' blocks are not known", "hand the text over as an argument");
    if (word == "do")
      throw PlacedFailure(at, "'do' is not known: values never change", "use {% set %} with a new value");
    if (word == "break" || word == "continue")
      throw PlacedFailure(at, quoted(word) + " is not known", "write the condition into {% for ... if ... %}");
    if (word.starts_with("end") || word == "else" || word == "elif")
      throw PlacedFailure(at, quoted(word) + " ends nothing that is open here");
    const std::string near =
        nearest(word, {"if", "for", "set", "include", "macro", "raw", "filter", "with", "endif", "endfor"});
    throw PlacedFailure(at, "there is no tag " + quoted(word),
                        near.empty() ? "" : "did you mean " + quoted(near) + "?");
  }

  If if_block(Place opened) {
    If out;
    ExpressionPtr condition = expressions_.tuple();
    while (true) {
      end_tag();
      out.branches.emplace_back(std::move(condition), until({"elif", "else", "endif"}));
      if (tokens_.peek(1).text != "elif" || !tokens_.at(TokenType::block_begin)) break;
      tokens_.take();
      tokens_.take();
      condition = expressions_.tuple();
    }
    out.otherwise = else_block({"endif"});
    finish(opened, "if", "endif");
    return out;
  }

  Body else_block(std::initializer_list<std::string_view> stops) {
    if (!tokens_.at(TokenType::block_begin) || tokens_.peek(1).text != "else") return {};
    tokens_.take();
    tokens_.take();
    end_tag();
    return until(stops);
  }

  For for_block(Place opened) {
    For out;
    out.target = target();
    if (!tokens_.skip_name("in")) tokens_.fail("expected 'in'");
    out.in = expressions_.tuple_without_condition();
    if (tokens_.skip_name("if")) out.condition = expressions_.one();
    if (tokens_.at_name("recursive")) tokens_.fail("recursive loops are not known", "write a macro that calls itself");
    end_tag();
    out.body = until({"else", "endfor"});
    out.otherwise = else_block({"endfor"});
    finish(opened, "for", "endfor");
    return out;
  }

  Target target(unsigned depth = 0) {
    Target first = target_part(depth);
    if (!tokens_.at_symbol(",")) {
      const bool may_have = !first.unpack && depth == 0;
      if (may_have && tokens_.skip_symbol(".")) first.attribute = tokens_.expect_name("the name of an attribute");
      return first;
    }
    Target out;
    out.unpack = true;
    out.parts.push_back(std::move(first));
    while (tokens_.skip_symbol(",")) {
      if (!tokens_.at(TokenType::name) && !tokens_.at_symbol("(")) break;
      out.parts.push_back(target_part(depth));
    }
    return out;
  }

  /// A name, or a target in brackets.
  Target target_part(unsigned depth) {
    constexpr unsigned deepest = 20;
    if (!tokens_.at_symbol("(")) return Target{variable_name(), "", false, {}};
    if (depth == deepest) tokens_.fail("what is unpacked is nested too deep");
    tokens_.take();
    Target inner = target(depth + 1);
    tokens_.expect_symbol(")");
    return inner;
  }

  std::string variable_name() {
    const Place place = tokens_.place();
    std::string name = tokens_.expect_name("the name of a variable");
    constexpr std::string_view words[] = {"true", "false", "none", "True", "False", "None"};
    const bool constant = std::find(std::begin(words), std::end(words), name) != std::end(words);
    if (constant || is_reserved(name)) throw PlacedFailure(place, quoted(name) + " cannot be the name of a variable");
    return name;
  }

  Statement set(Place place) {
    Target to = target();
    if (tokens_.skip_symbol("=")) {
      ExpressionPtr value = expressions_.tuple();
      end_tag();
      return {place, Set{std::move(to), std::move(value)}};
    }
    if (to.unpack) tokens_.fail("expected '='");
    ExpressionPtr filter = tokens_.skip_symbol("|") ? expressions_.filter_chain() : nullptr;
    Body body = block(place, "set");
    return {place, SetBlock{std::move(to), std::move(filter), std::move(body)}};
  }

  Statement filter_block(Place place) {
    ExpressionPtr filter = expressions_.filter_chain();
    Body body = block(place, "filter");
    return {place, FilterBlock{std::move(filter), std::move(body)}};
  }

  With with(Place opened) {
    With out;
    while (!tokens_.at(TokenType::block_end)) {
      if (!out.values.empty() && !tokens_.skip_symbol(",")) tokens_.fail("expected ','");
      Target to = target();
      tokens_.expect_symbol("=");
      out.values.emplace_back(std::move(to), expressions_.one());
    }
    out.body = block(opened, "with");
    return out;
  }

  Include include() {
    Include out;
    out.names = expressions_.one();
    if (tokens_.at_name("ignore") && tokens_.peek(1).text == "missing") {
      tokens_.take();
      tokens_.take();
      out.when_missing = WhenMissing::ignore;
    }
    if ((tokens_.at_name("with") || tokens_.at_name("without")) && tokens_.peek(1).text == "context") {
      if (tokens_.take().text == "without") out.context = Context::none;
      tokens_.take();
    }
    end_tag();
    return out;
  }

  std::shared_ptr<const MacroDefinition> macro(Place opened) {
    auto out = std::make_shared<MacroDefinition>();
    out->name = variable_name();
    tokens_.expect_symbol("(");
    while (!tokens_.skip_symbol(")")) {
      if (!out->parameters.empty()) tokens_.expect_symbol(",");
      MacroParameter parameter{variable_name(), nullptr};
      if (tokens_.skip_symbol("="))
        parameter.fallback = expressions_.one();
      else if (!out->parameters.empty() && out->parameters.back().fallback)
        tokens_.fail("a parameter without a default cannot follow one that has one");
      out->parameters.push_back(std::move(parameter));
    }
    out->body = block(opened, "macro");
    return out;
  }

  TokenStream tokens_;
  ExpressionParser expressions_;
  std::size_t depth_ = 0;
};

}  // namespace

Body parse_body(std::string_view text, const Settings& settings, Place start) {
  return Parser(tokenize(text, settings, start)).all();
}

ExpressionPtr parse_lone_expression(std::string_view text) {
  TokenStream tokens(tokenize_expression(text));
  if (tokens.at_symbol("{") && tokens.peek(1).type == TokenType::symbol && tokens.peek(1).text == "{")
    tokens.fail("an expression stands here without braces", "drop the {{ and }} around it");
  ExpressionPtr out = ExpressionParser(tokens).tuple();
  if (!tokens.at(TokenType::end)) tokens.fail("expected the end of the expression");
  return out;
}

}  // namespace converge::templates
