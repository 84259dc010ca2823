// SPDX-License-Identifier: MIT
// engine/template/expression_lexer.h: the tokens within {{ }} and {% %}.
#pragma once

#include <string>
#include <string_view>

#include "engine/template/lexer.h"

namespace converge::templates {

/// A position in a text that knows its line and column.
class Cursor {
 public:
  explicit Cursor(std::string_view text, Place start = {}) : text_(text), place_(start) {}
  [[nodiscard]] bool at_end() const { return offset_ >= text_.size(); }
  [[nodiscard]] std::size_t offset() const { return offset_; }
  [[nodiscard]] Place place() const { return place_; }
  [[nodiscard]] std::string_view rest() const { return text_.substr(offset_); }
  /// The byte `ahead` of the position, '\0' beyond the end.
  [[nodiscard]] char peek(std::size_t ahead) const {
    return offset_ + ahead < text_.size() ? text_[offset_ + ahead] : '\0';
  }
  void advance(std::size_t bytes);

 private:
  std::string_view text_;
  std::size_t offset_ = 0;
  Place place_;
};

/// Cuts tokens from a cursor; knows whether it stands within brackets.
class ExpressionLexer {
 public:
  explicit ExpressionLexer(Cursor& cursor) : cursor_(cursor) {}
  void skip_space();
  [[nodiscard]] bool balanced() const { return open_.empty(); }
  /// The next token; the cursor is not at the end.
  Token next();

 private:
  Token string();
  void escape(std::string& out);
  void code_escape(std::string& out, std::size_t digits);
  Token number();
  Token symbol();
  Cursor& cursor_;
  std::string open_;  ///< the brackets that wait to be closed
};

}  // namespace converge::templates
