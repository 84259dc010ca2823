// SPDX-License-Identifier: MIT
#include "engine/core/yaml/cursor.h"

#include <algorithm>
#include <limits>

namespace converge::yaml {

Span span_of(const std::string* file, std::uint32_t line, std::uint32_t column, std::size_t length) {
  constexpr std::size_t widest = std::numeric_limits<std::uint16_t>::max();
  return Span{file, line, static_cast<std::uint16_t>(std::min<std::size_t>(column, widest)),
              static_cast<std::uint16_t>(std::min(length, widest))};
}

/// A carriage return counts only together with its line feed; alone it is refused
/// by check_encoding() before the cursor sees the text.
bool Cursor::at_break(std::size_t ahead) const {
  const std::size_t at = here_.offset + ahead;
  if (at >= text_.size()) return true;
  return text_[at] == '\n' || (text_[at] == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n');
}

bool Cursor::at_marker() const {
  if (here_.column != 1) return false;
  const std::string_view head = text_.substr(here_.offset, 3);
  return (head == "---" || head == "...") && at_space(3);
}

std::string_view Cursor::rest_of_line() const {
  const std::string_view rest = text_.substr(std::min<std::size_t>(here_.offset, text_.size()));
  std::string_view line = rest.substr(0, rest.find('\n'));
  if (line.size() < rest.size() && line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void Cursor::advance(std::size_t bytes) {
  here_.offset += static_cast<std::uint32_t>(bytes);
  here_.column += static_cast<std::uint32_t>(bytes);
}

void Cursor::skip_blanks() {
  while (is_blank(peek())) advance();
}

void Cursor::next_line() {
  if (at_end()) return;
  here_.offset += peek() == '\r' ? 2 : 1;
  ++here_.line;
  here_.column = 1;
}

}  // namespace converge::yaml
