// SPDX-License-Identifier: MIT
// engine/template/token_stream.h: what both halves of the parser read from.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/template/lexer.h"

namespace converge::templates {

/// The tokens of one template and a position in them; the last token is always `end`.
class TokenStream {
 public:
  explicit TokenStream(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  [[nodiscard]] const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  /// The next token, and one step forward; at the end it stays there.
  Token take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  [[nodiscard]] Place place() const { return peek().place; }
  [[nodiscard]] bool at(TokenType type) const { return peek().type == type; }
  [[nodiscard]] bool at_symbol(std::string_view text) const { return at(TokenType::symbol) && peek().text == text; }
  [[nodiscard]] bool at_name(std::string_view name) const { return at(TokenType::name) && peek().text == name; }
  /// Takes the token if it is that one.
  bool skip_symbol(std::string_view text) { return at_symbol(text) && (take(), true); }
  bool skip_name(std::string_view name) { return at_name(name) && (take(), true); }

  /// Takes the token or throws what was expected.
  void expect_symbol(std::string_view text) {
    if (!skip_symbol(text)) fail("expected '" + std::string(text) + "'");
  }
  std::string expect_name(std::string_view what) {
    if (!at(TokenType::name)) fail("expected " + std::string(what));
    return take().text;
  }
  /// Throws: what was expected, and what stands there.
  [[noreturn]] void fail(const std::string& message, std::string fix = "") const {
    throw PlacedFailure(place(), message + ", found " + describe(peek()), std::move(fix));
  }

 private:
  static std::string describe(const Token& token) {
    switch (token.type) {
      case TokenType::end: return "the end of the template";
      case TokenType::output_end: return "the end of the tag";
      case TokenType::block_end: return "the end of the tag";
      case TokenType::string: return "a string";
      case TokenType::data: return "text";
      default: return quoted(token.text);
    }
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace converge::templates
