// SPDX-License-Identifier: MIT
// engine/core/yaml/scan_block.cpp: literal (`|`) and folded (`>`) scalars.
#include <algorithm>

#include "engine/core/yaml/scanner.h"

namespace converge::yaml {

/// What follows the `|` or `>` on its line.
struct Scanner::Header {
  bool literal = false;
  std::uint32_t indent = 0;  ///< as written, relative to the parent; 0 means "see the first line"
  Chomp chomp = Chomp::clip;
};

/// A whole block scalar: header, body, and the note for the composer. After it
/// the cursor is at the start of a line.
void Scanner::block_scalar() {
  Node node = begin_node();
  node.block = true;
  node.length = 1;
  const bool literal = cursor_.peek() == '|';
  const std::optional<Header> header = block_header();
  cursor_.next_line();
  node.token = emit(literal ? Form::literal : Form::folded, node);
  block_body(header.value_or(Header{literal, 0, Chomp::clip}), *node.token);
  fresh_line_ = true;
  after_node(node);
  key_allowed_ = true;
}

/// Reads the header and goes to the end of its line.
std::optional<Scanner::Header> Scanner::block_header() {
  Header header{cursor_.peek() == '|', 0, Chomp::clip};
  cursor_.advance();
  for (int i = 0; i < 2; ++i) {
    const char c = cursor_.peek();
    if (header.chomp == Chomp::clip && (c == '-' || c == '+')) {
      header.chomp = c == '-' ? Chomp::strip : Chomp::keep;
    } else if (header.indent == 0 && c >= '1' && c <= '9') {
      header.indent = static_cast<std::uint32_t>(c - '0');
    } else {
      break;
    }
    cursor_.advance();
  }
  const Place rest = cursor_.place();
  cursor_.skip_blanks();
  const bool comment = cursor_.peek() == '#' && cursor_.place().offset > rest.offset;
  if (cursor_.at_break() || comment) {
    cursor_.to_break();
    return header;
  }
  const std::string sign(1, header.literal ? '|' : '>');
  derail(cursor_.place(), cursor_.rest_of_line().size(), "text on the line of `" + sign + "`",
         "start the text on the next line, indented; or quote it if the `" + sign + "` is part of it");
  cursor_.to_break();
  return std::nullopt;
}

/// Goes to the first line behind the body. The cursor is at the start of the line after the header.
void Scanner::block_body(const Header& header, std::size_t token) {
  const auto parent = static_cast<std::uint32_t>(std::max<std::int64_t>(top().column - 1, 0));
  const auto least = top().kind == Kind::root ? 1U : static_cast<std::uint32_t>(top().column);
  const Place begin = cursor_.place();
  const std::uint32_t indent = header.indent != 0 ? parent + header.indent : detect_indent(least);
  while (!cursor_.at_end() && body_line(indent)) {
  }
  const Place end = cursor_.place();
  if (!header.literal) return;
  gated_.literals.push_back(Literal{token, begin.offset, end.offset, end.line - begin.line, indent, header.chomp});
  skip_comment_lines();
  gated_.cuts.push_back(Cut{begin, cursor_.place(), StandIn::none});
  cursor_.move_to(end);
}

/// Goes past the blank and comment lines that follow a body: without the body
/// they would look like one.
void Scanner::skip_comment_lines() {
  while (!cursor_.at_end()) {
    const Place line = cursor_.place();
    cursor_.skip_blanks();
    if (cursor_.peek() != '#' && !cursor_.at_break()) return cursor_.move_to(line);
    cursor_.to_break();
    cursor_.next_line();
  }
}

/// The indentation of the first line that is not blank. A body without one gets
/// an indentation that leaves nothing of its lines.
std::uint32_t Scanner::detect_indent(std::uint32_t least) {
  const Place begin = cursor_.place();
  Place deepest_blank = begin;
  std::uint32_t indent = least;
  for (; !cursor_.at_end(); cursor_.next_line()) {
    while (cursor_.peek() == ' ') cursor_.advance();
    if (!cursor_.at_break()) {
      indent = cursor_.place().column - 1;
      break;
    }
    if (cursor_.place().column > deepest_blank.column) deepest_blank = cursor_.place();
  }
  const bool has_text = !cursor_.at_end() && indent >= least;
  if (has_text && deepest_blank.column - 1 > indent)
    derail(Place{deepest_blank.offset - (deepest_blank.column - 1), deepest_blank.line, 1}, deepest_blank.column - 1,
           "this blank line holds more spaces than the text below it is indented by", "remove the spaces");
  cursor_.move_to(begin);
  return has_text ? indent : std::max(least, deepest_blank.column - 1);
}

/// Goes past a line if it belongs to a body of this indentation.
bool Scanner::body_line(std::uint32_t indent) {
  const std::string_view text = cursor_.text();
  const Place place = cursor_.place();
  const std::size_t found = text.find('\n', place.offset);
  const std::size_t line_end = found == std::string_view::npos ? text.size() : found;
  std::size_t at = place.offset;
  while (at < line_end && at - place.offset < indent && text[at] == ' ') ++at;
  const auto spaces = static_cast<std::uint32_t>(at - place.offset);
  const bool blank = at == line_end || (at + 1 == line_end && text[at] == '\r');
  if (spaces < indent && !blank) {
    if (text[at] == '\t' && text.find_first_not_of(" \t\r", at) == line_end)
      derail(Place{static_cast<std::uint32_t>(at), place.line, spaces + 1}, 1,
             "a tab in the indentation of a text block", "remove the tab: the line is blank");
    else
      return false;
  }
  const bool last = found == std::string_view::npos;
  cursor_.move_to(Place{static_cast<std::uint32_t>(last ? line_end : line_end + 1), place.line + (last ? 0U : 1U),
                        last ? static_cast<std::uint32_t>(line_end - place.offset + 1) : 1U});
  return true;
}

}  // namespace converge::yaml
