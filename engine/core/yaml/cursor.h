// SPDX-License-Identifier: MIT
// engine/core/yaml/cursor.h: a position in a YAML text that knows its line and column.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/core/span.h"

namespace converge::yaml {

/// A place in the text. Lines and columns count from 1, columns and the offset count bytes.
struct Place {
  std::uint32_t offset = 0;
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// The span of `length` bytes at a place; what does not fit a span's fields is cut to their maximum.
Span span_of(const std::string* file, std::uint32_t line, std::uint32_t column, std::size_t length);
inline Span span_of(const std::string* file, Place place, std::size_t length) {
  return span_of(file, place.line, place.column, length);
}

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// The characters that structure a flow collection.
inline bool is_flow_indicator(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

/// Walks a text. A line ends with "\n" or "\r\n"; the end of the text also ends a line.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] Place place() const { return here_; }
  [[nodiscard]] bool at_end() const { return here_.offset >= text_.size(); }
  /// The byte `ahead` of here; '\0' beyond the end, so ask at_end() where that matters.
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return here_.offset + ahead < text_.size() ? text_[here_.offset + ahead] : '\0';
  }
  /// Whether the line ends `ahead` bytes from here.
  [[nodiscard]] bool at_break(std::size_t ahead = 0) const;
  /// Whether white space or the end of the line is `ahead` bytes from here.
  [[nodiscard]] bool at_space(std::size_t ahead = 0) const { return is_blank(peek(ahead)) || at_break(ahead); }
  /// Whether `indicator` stands here and is followed by white space, as "- " and ": " must be.
  [[nodiscard]] bool at_indicator(char indicator) const { return peek() == indicator && at_space(1); }
  /// Whether "---" or "..." stands here, at the start of a line.
  [[nodiscard]] bool at_marker() const;
  /// From here to the end of the line, without its break.
  [[nodiscard]] std::string_view rest_of_line() const;

  /// Goes ahead within the line.
  void advance(std::size_t bytes = 1);
  void skip_blanks();
  /// Goes to the end of the line, before its break.
  void to_break() { advance(rest_of_line().size()); }
  /// Goes past the break that stands here.
  void next_line();
  void move_to(Place place) { here_ = place; }

 private:
  std::string_view text_;
  Place here_;
};

}  // namespace converge::yaml
