// SPDX-License-Identifier: MIT
// engine/core/yaml/scan_scalar.cpp: plain and quoted scalars, and templates that should be quoted.
#include <utility>

#include "engine/core/yaml/scanner.h"

namespace converge::yaml {

/// Reads plain text up to its end on this line and answers its length, without
/// the white space behind it. Stays before a ": ", a comment or a bracket.
std::size_t Scanner::plain_line() {
  const std::uint32_t begin = cursor_.place().offset;
  std::uint32_t end = begin;
  while (!cursor_.at_break()) {
    const char c = cursor_.peek();
    if (c == ':' && (cursor_.at_space(1) || (in_flow() && is_flow_indicator(cursor_.peek(1))))) break;
    if (c == '#' && cursor_.place().offset != begin && is_blank(cursor_.text()[cursor_.place().offset - 1])) break;
    if (in_flow() && is_flow_indicator(c)) break;
    cursor_.advance();
    if (!is_blank(c)) end = cursor_.place().offset;
  }
  return end - begin;
}

/// A plain scalar. It is a key if ": " ends its first line; else it goes on over
/// the lines that are indented deeper than what it belongs to. A further line
/// that holds ": " is refused by YAML, one that starts with "- " by us: YAML
/// takes it for text, which nobody means.
void Scanner::plain() {
  Node node = begin_node();
  node.length = plain_line();
  const bool is_key = !in_flow() && cursor_.at_indicator(':');
  bool reported = false;
  while (!is_key && cursor_.at_break() && next_plain_line()) {
    const Place line = cursor_.place();
    const bool item = !in_flow() && (cursor_.at_indicator('-') || cursor_.at_indicator('?'));
    const std::size_t length = plain_line();
    const bool looks_like_key = !in_flow() && cursor_.at_indicator(':');
    if (!reported && (item || looks_like_key)) report_continuation(node, line, length);
    reported = reported || item || looks_like_key;
    if (looks_like_key) cursor_.to_break();
  }
  node.token = emit(Form::plain, node);
  refuse_question_mark(node);
  after_node(node);
}

/// yaml-cpp ends a plain text within brackets at a `?`, unless the skeleton hides the text.
void Scanner::refuse_question_mark(const Node& node) {
  const std::size_t length = cursor_.place().offset - node.place.offset;
  const bool holds = in_flow() && slice(node.place, length).find('?') != std::string_view::npos;
  if (holds && gated_.tokens[*node.token].stand_in == StandIn::none)
    report(node.place, node.length, "a text with a `?` within brackets goes on over several lines",
           "quote the text, or write it on one line");
}

/// Goes to the next line if that continues a plain scalar; else stays where it is.
bool Scanner::next_plain_line() {
  const Place end = cursor_.place();
  do {
    cursor_.next_line();
    cursor_.skip_blanks();
  } while (cursor_.at_break() && !cursor_.at_end());
  const Place here = cursor_.place();
  const std::string_view margin = cursor_.text().substr(here.offset - (here.column - 1), here.column - 1);
  const bool inside = static_cast<std::int64_t>(here.column) > top().column && cursor_.peek() != '#' &&
                      !cursor_.at_marker() && !cursor_.at_end();
  const bool ends = in_flow() && (is_flow_indicator(cursor_.peek()) || cursor_.at_indicator(':'));
  const bool tab = !in_flow() && margin.find('\t') != std::string_view::npos;
  if (inside && !ends && !tab) return true;
  cursor_.move_to(end);
  return false;
}

/// A further line of plain text that looks like a list item or a key.
void Scanner::report_continuation(const Node& node, Place line, std::size_t length) {
  const std::string_view read = slice(line, length);
  const bool item = read == "-" || read.starts_with("- ") || read.starts_with("-\t");
  const std::string beside = top().kind == Kind::map ? "start it at column " + std::to_string(top().column) +
                                                           ", beside " + excerpt(slice(top().entry, top().entry_length))
                                                     : "align it with the key that it stands beside";
  Diagnostic& finding =
      item ? derail(line, 1, "this line continues the text above it, so its `-` starts no list item",
                    "align the `-` with the list's other items, or quote the text")
           : derail(line, length, excerpt(read) + " cannot be a key: this line continues the text above it",
                    beside + ", or quote the text");
  finding.notes.push_back(Note{span(node.place, node.length), "the text starts here"});
}

/// A quoted scalar. Where its closing quote is missing, the next lines tell: text
/// that goes on must be indented deeper than what it belongs to.
void Scanner::quoted() {
  Node node = begin_node();
  const char quote = cursor_.peek();
  const std::string_view line = cursor_.rest_of_line();
  node.quoted = true;
  bad_escape_ = false;
  cursor_.advance();
  bool closed = quoted_line(quote);
  node.length = closed ? cursor_.place().offset - node.place.offset : line.size();
  while (!closed && next_quoted_line()) closed = quoted_line(quote);
  if (!closed)
    report(
        node.place, node.length, std::string("this ") + (quote == '"' ? "double" : "single") + " quote is never closed",
        std::string("add the missing ") + quote + " (text that goes on over several lines is indented below its key)");
  const Form form = quote == '"' ? Form::double_quoted : Form::single_quoted;
  node.token = closed && !bad_escape_ ? emit(form, node) : emit_misread(node);
  after_node(node);
}

/// Reads quoted text to the closing quote, true, or to the end of the line, false.
bool Scanner::quoted_line(char quote) {
  while (!cursor_.at_break()) {
    const char c = cursor_.peek();
    if (c == '\\' && quote == '"') {
      escape();
    } else if (c != quote) {
      cursor_.advance();
    } else if (quote == '\'' && cursor_.peek(1) == '\'') {
      cursor_.advance(2);
    } else {
      cursor_.advance();
      return true;
    }
  }
  return false;
}

/// Goes to the next line if quoted text may go on there; else stays where it is.
bool Scanner::next_quoted_line() {
  const Place end = cursor_.place();
  bool marker = false;
  do {
    cursor_.next_line();
    marker = cursor_.at_marker();
    cursor_.skip_blanks();
  } while (cursor_.at_break() && !cursor_.at_end() && !marker);
  if (!cursor_.at_end() && !marker && static_cast<std::int64_t>(cursor_.place().column) > top().column) return true;
  cursor_.move_to(end);
  return false;
}

/// The scalar is then hidden from yaml-cpp, which would stop at it.
void Scanner::report_escape(Place place, std::size_t length, std::string message, std::string fix) {
  bad_escape_ = true;
  report(place, length, std::move(message), std::move(fix));
}

/// Checks the escape that a backslash in double quotes starts.
void Scanner::escape() {
  const Place place = cursor_.place();
  const char c = cursor_.peek(1);
  cursor_.advance();
  if (cursor_.at_break()) return;  // the line goes on without a space
  cursor_.advance();
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits == 0) {
    if (c == 'N' || c == '_')  // yaml-cpp makes a byte of them that is not UTF-8
      report_escape(place, 2, "the escape " + excerpt(slice(place, 2)) + " is not supported",
                    c == 'N' ? "write \\u0085" : "write \\u00a0");
    else if (std::string_view("0abtnvfre \"/\\LP\t").find(c) == std::string_view::npos)
      report_escape(place, 2, "unknown escape " + excerpt(slice(place, 2)) + " in double quotes",
                    "write \\\\ for a backslash, or use single quotes");
    return;
  }
  std::uint64_t code = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const std::size_t digit =
        std::string_view("0123456789abcdef").find(cursor_.peek() | (cursor_.peek() >= 'A' ? 0x20 : 0));
    if (cursor_.at_break() || digit == std::string_view::npos) {
      report_escape(place, 2 + i, "this escape needs " + std::to_string(digits) + " hexadecimal digits",
                    "write them all, or use single quotes");
      return;
    }
    code = code * 16 + digit;
    cursor_.advance();
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    report_escape(place, 2 + digits, "this escape is not a character",
                  "write the character itself, or \\U and its eight digits");
}

/// Whether a template's "{{" or "{%" stands here, which YAML takes for maps.
bool Scanner::at_template() const {
  return cursor_.peek() == '{' && (cursor_.peek(1) == '{' || cursor_.peek(1) == '%');
}

/// Takes the rest of the text along, so that the fix can show all of it quoted.
void Scanner::unquoted_template() {
  Node node = begin_node();
  const std::string_view line = cursor_.rest_of_line();
  const std::size_t close = line.find(line[1] == '{' ? "}}" : "%}");
  node.length = close == std::string_view::npos ? line.size() : close + 2;
  cursor_.advance(node.length);
  if (!cursor_.at_indicator(':')) node.length += plain_line();
  const std::string text(slice(node.place, node.length));
  const char quote = text.find('"') == std::string::npos ? '"' : '\'';
  const std::string fix = text.find(quote) == std::string::npos
                              ? "quote it: " + std::string(1, quote) + text + quote
                              : "write the text in a block: put `>-` here and the text on the next line, indented";
  report(node.place, node.length, "an unquoted `" + text.substr(0, 2) + "` starts a map in YAML, not a template", fix);
  node.token = emit_misread(node);
  after_node(node);
}

}  // namespace converge::yaml
