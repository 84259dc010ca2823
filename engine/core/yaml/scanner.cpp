// SPDX-License-Identifier: MIT
#include "engine/core/yaml/scanner.h"

#include <algorithm>
#include <utility>

namespace converge::yaml {

namespace {

/// A file with so many errors is no YAML; to list more would help nobody.
constexpr std::size_t most_findings = 500;

/// The place `length` bytes on in the same line.
Place behind(Place place, std::uint32_t length) {
  return Place{place.offset + length, place.line, place.column + length};
}

/// YAML allows nearly anything, which hides slips such as `&name:`.
bool is_anchor_name(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-' || c == '.' ||
           c == '/' || (static_cast<unsigned char>(c) & 0x80U) != 0;
  });
}

}  // namespace

/// Cut at a character, not within one.
std::string excerpt(std::string_view text) {
  constexpr std::size_t longest = 40;
  text = text.substr(0, text.find('\n'));
  if (text.size() <= longest) return "`" + std::string(text) + "`";
  std::size_t cut = longest;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0U) == 0x80U) --cut;  // not within a character
  return "`" + std::string(text.substr(0, cut)) + "...`";
}

Scanner::Scanner(std::string_view text, const std::string* file, Gated& gated, Diagnostics& diagnostics)
    : cursor_(text), file_(file), gated_(gated), diagnostics_(diagnostics), levels_(1) {}

/// Token by token to the end of the text, or to where it makes no sense to go on.
void Scanner::run() {
  while (to_next_token()) {
    if (too_deep_ || findings_ >= most_findings) {
      gated_.readable = false;
      return;
    }
    if (in_flow()) {
      flow_token();
    } else {
      block_token();
    }
  }
  finish();
}

/// Skips white space, comments and line ends. False at the end of the text.
bool Scanner::to_next_token() {
  while (true) {
    cursor_.skip_blanks();
    if (cursor_.peek() == '#') {
      const Place place = cursor_.place();
      const bool attached = place.column > 1 && !is_blank(cursor_.text()[place.offset - 1]);
      if (attached) report(place, 1, "a comment needs a space before its `#`", "write ` #`, or quote the text");
      cursor_.advance();  // the skeleton keeps the "#": it ends the text before it
      const Place text = cursor_.place();
      cursor_.to_break();
      gated_.cuts.push_back(Cut{text, cursor_.place(), StandIn::none});
    }
    if (!cursor_.at_break()) {
      if (!check_tab() || !fresh_line_) return true;
      cursor_.to_break();  // how deep the line is meant to be is anyone's guess
    }
    if (cursor_.at_end()) return false;
    if (fresh_line_) hide_blank_line();
    cursor_.next_line();
    fresh_line_ = true;
    if (!in_flow()) key_allowed_ = true;
  }
}

/// A line of nothing but white space means nothing, but yaml-cpp refuses tabs in it.
void Scanner::hide_blank_line() {
  const Place end = cursor_.place();
  const Place begin{end.offset - (end.column - 1), end.line, 1};
  const std::string_view line = slice(begin, end.column - 1);
  if (line.find('\t') != std::string_view::npos && line.find_first_not_of(" \t") == std::string_view::npos)
    gated_.cuts.push_back(Cut{begin, end, StandIn::none});
}

/// Refuses a tab in the white space before the token here, where that white
/// space tells the structure. Within brackets it does not.
bool Scanner::check_tab() {
  if (in_flow() || !key_allowed_) return false;
  const Place place = cursor_.place();
  const std::string_view line = cursor_.text().substr(place.offset - (place.column - 1), place.column - 1);
  const std::size_t kept = line.find_last_not_of(" \t");
  const std::size_t tab = line.find('\t', kept == std::string_view::npos ? 0 : kept);
  if (tab == std::string_view::npos) return false;
  const Place at{static_cast<std::uint32_t>(place.offset - (place.column - 1) + tab), place.line,
                 static_cast<std::uint32_t>(tab + 1)};
  derail(at, 1, "a tab is used for indentation", "indent with spaces: YAML does not allow tabs there");
  return true;
}

/// A token outside of brackets. The first one of a line closes the levels that
/// the line is outside of.
void Scanner::block_token() {
  const char c = cursor_.peek();
  if (fresh_line_ && cursor_.at_marker()) return marker();
  if (fresh_line_ && c == '%' && cursor_.place().column == 1 && !document_ && !start_of_document_content())
    return directive();
  const bool dash = cursor_.at_indicator('-');
  if (document_end_) {
    derail(cursor_.place(), cursor_.rest_of_line().size(), "text after the end of the document, which `...` marks",
           "remove the `...`, or what follows it");
    document_end_.reset();
  }
  if (fresh_line_) pop_levels(cursor_.place().column, dash ? Kind::list : Kind::map);
  fresh_line_ = false;
  if (dash) return list_item();
  if (cursor_.at_indicator('?') || cursor_.at_indicator(':')) return explicit_key();
  if (c == ']' || c == '}' || c == ',') {
    derail(cursor_.place(), 1, std::string("`") + c + "` without an opening bracket",
           "remove it, or quote the whole text that it belongs to");
    return cursor_.advance();
  }
  if (c == '|' || c == '>') return block_scalar();
  node_token();
}

/// A "?" before a key, or the ":" behind it; or a ":" that has no key at all.
void Scanner::explicit_key() {
  const Place place = cursor_.place();
  const bool begins = cursor_.peek() == '?';
  if (begins) {
    derail(place, 1, "keys that are marked with `?` are not supported", "write the key as `key: value`");
    enter(place, 1, Kind::map);
  } else if (!explicit_key_) {
    derail(place, 1, "there is no key before this `:`", "write a key, or quote the text");
  }
  explicit_key_ = begins;
  key_allowed_ = true;
  top().filled = false;
  cursor_.advance();
}

/// A token that block and flow context share.
void Scanner::node_token() {
  const char c = cursor_.peek();
  if (c == '&' || c == '!') return property();
  if (c == '*') return alias();
  if (at_template()) return unquoted_template();
  if (c == '[' || c == '{') return open_bracket();
  if (c == '"' || c == '\'') return quoted();
  if (c == '%' || c == '@' || c == '`' || (in_flow() && (c == '|' || c == '>')))
    report(cursor_.place(), 1, "a text cannot start with " + (c == '`' ? "a backtick" : std::string("`") + c + "`"),
           "quote the text");
  plain();
}

/// Whether the document has begun, or has even ended.
bool Scanner::start_of_document_content() {
  return levels_.size() > 1 || top().filled || properties_.has_value() || document_end_.has_value();
}

/// "---" or "...". Either ends whatever is open. The first "---" before any
/// content is the usual head of a file; any other starts a second document.
void Scanner::marker() {
  const Place place = cursor_.place();
  const bool opens = cursor_.peek() == '-';
  const bool second = document_.has_value() || start_of_document_content();
  cursor_.advance(3);
  fresh_line_ = false;
  key_allowed_ = false;
  if (!opens) {
    document_end_ = place;
  } else if (second) {
    Diagnostic& finding = derail(place, 3, "a second document starts here; a file holds one",
                                 "move it to a file of its own, or remove the `---`");
    const Place first = document_ ? *document_ : levels_.size() > 1 ? levels_[1].entry : levels_[0].value;
    finding.notes.push_back(Note{span(first, document_ ? 3 : 1), "the first document starts here"});
    document_end_.reset();
  }
  if (opens) document_ = place;
  directive_.reset();
  levels_.assign(1, Level{});
  properties_.reset();
}

/// A "%" line before "---". YAML 1.1 and 1.2 are the same to us, and are read
/// as 1.2; all other directives would change the meaning of the text.
void Scanner::directive() {
  const Place place = cursor_.place();
  const std::string_view line = cursor_.rest_of_line();
  const std::string_view head = line.substr(0, line.find_first_of(" \t"));
  directive_ = place;
  if (head == "%YAML") {
    const std::size_t begin = line.find_first_not_of(" \t", head.size());
    const std::string_view version =
        begin == std::string_view::npos ? "" : line.substr(begin, line.find_first_of(" \t#", begin) - begin);
    if (version != "1.2" && version != "1.1")
      derail(place, line.size(), "this YAML version is not supported", "write `%YAML 1.2`, or remove the line");
  } else if (head == "%TAG") {
    derail(place, head.size(), "tag shorthands are not supported", "remove the `%TAG` line and the tags that use it");
  } else {
    derail(place, head.size(), "unknown directive " + excerpt(head),
           "remove the line, or quote it if it is meant as text");
  }
  cursor_.to_break();
}

/// A name of an anchor or alias: up to white space or a bracket.
std::string Scanner::read_name() {
  std::string name;
  while (!cursor_.at_space() && !is_flow_indicator(cursor_.peek())) {
    name += cursor_.peek();
    cursor_.advance();
  }
  return name;
}

/// An anchor or a tag: waits for the node that it belongs to. Which tags there
/// are is the composer's business.
void Scanner::property() {
  const Place place = cursor_.place();
  const bool late = top().filled && static_cast<std::int64_t>(place.column) > top().column;
  if (!in_flow() && late) report_misplaced(place, 1);
  if (!properties_) properties_ = Properties{place, false};
  if (properties_->start.line != place.line)
    derail(place, 1, "an anchor or tag follows another one on an earlier line", "write both on one line");
  const char sigil = cursor_.peek();
  cursor_.advance();
  if (sigil == '!') {
    if (cursor_.peek() == '<') {
      while (!cursor_.at_space() && cursor_.peek() != '>') cursor_.advance();
      if (cursor_.peek() == '>') cursor_.advance();
    }
    while (!cursor_.at_space() && !is_flow_indicator(cursor_.peek())) cursor_.advance();
    return;
  }
  std::string name = read_name();
  const std::size_t length = cursor_.place().offset - place.offset;
  if (name.empty()) {
    derail(place, 1, "`&` must be followed by the name of an anchor", "write `&name`, or quote the text");
  } else if (!is_anchor_name(name)) {
    derail(place, length, excerpt("&" + name) + " is no anchor: a name holds letters, digits, `_`, `-`, `.` and `/`",
           "rename the anchor, or quote the text");
  } else if (properties_->anchored) {
    derail(place, length, "a value cannot have two anchors", "keep one of them");
  } else if (!anchors_.insert(name).second) {
    report(place, length, "the anchor " + excerpt("&" + name) + " is defined twice", "give one of them another name");
  }
  properties_->anchored = true;
}

/// "*name". One that names nothing is shown to yaml-cpp as a text, because
/// yaml-cpp would stop there.
void Scanner::alias() {
  Node node = begin_node();
  cursor_.advance();
  std::string name = read_name();
  node.length = cursor_.place().offset - node.place.offset;
  if (name.empty()) {
    derail(node.place, 1, "a text cannot start with `*`: it asks for an anchored value", "quote the text");
    return plain();
  }
  if (!anchors_.contains(name)) {
    std::vector<std::string_view> known(anchors_.begin(), anchors_.end());
    std::sort(known.begin(), known.end());
    const std::string likely = nearest(name, known);
    report(node.place, node.length, "the alias " + excerpt("*" + name) + " names no anchor above it",
           !likely.empty() ? "did you mean `*" + likely + "`?"
                           : "define it with `&" + name + "`, or quote the text if it is not meant as an alias");
  }
  if (node.start.offset != node.place.offset)
    derail(node.start, 1, "an alias cannot have an anchor or a tag of its own", "remove it");
  node.token = anchors_.contains(name) ? emit(Form::alias, node) : emit_misread(node);
  gated_.aliased.insert(std::move(name));
  after_node(node);
}

/// What can only be known at the end of the text.
void Scanner::finish() {
  if (in_flow()) report_unclosed(brackets_.front());
  if (directive_) derail(*directive_, 1, "a directive must be followed by `---`", "write `---` below it");
}

/// A node that starts here, with the anchors and tags that waited for it.
Scanner::Node Scanner::begin_node() {
  Node node;
  node.place = cursor_.place();
  node.start = properties_ ? properties_->start : node.place;
  node.key_allowed = key_allowed_;
  return node;
}

/// Notes a scalar or alias. Properties of an earlier line belong to a key's map, not to the key.
std::size_t Scanner::emit(Form form, const Node& node) {
  Token token;
  token.start = node.start;
  token.place = node.place;
  token.length = static_cast<std::uint32_t>(node.length);
  token.form = form;
  token.extent = cursor_.place().line == node.place.line ? Extent::one_line : Extent::several_lines;
  token.stand_in = stand_in_for(token);
  if (token.stand_in != StandIn::none)
    gated_.cuts.push_back(Cut{token.place, behind(token.place, token.length), token.stand_in});
  gated_.tokens.push_back(token);
  return gated_.tokens.size() - 1;
}

/// Notes a text that yaml-cpp would misread as a plain scalar that the skeleton
/// hides, so that the rest of the file can be checked all the same.
std::size_t Scanner::emit_misread(const Node& node) {
  Token token;
  token.start = node.start;
  token.place = node.place;
  token.length = static_cast<std::uint32_t>(node.length);
  token.stand_in = StandIn::letter;
  gated_.cuts.push_back(Cut{node.place, cursor_.place(), StandIn::letter});
  gated_.tokens.push_back(token);
  return gated_.tokens.size() - 1;
}

/// How the skeleton may show a token: one whose text is just what stands in the file.
StandIn Scanner::stand_in_for(const Token& token) const {
  if (token.extent != Extent::one_line) return StandIn::none;
  const std::string_view text = slice(token.place, token.length);
  if (token.form == Form::plain) return is_null_word(text) || text.empty() ? StandIn::none : StandIn::letter;
  if (text.size() < 2) return StandIn::none;
  const std::string_view inner = text.substr(1, text.size() - 2);
  const bool simple = (token.form == Form::double_quoted && inner.find('\\') == std::string_view::npos) ||
                      (token.form == Form::single_quoted && inner.find('\'') == std::string_view::npos);
  return simple ? StandIn::quotes : StandIn::none;
}

Diagnostic& Scanner::report(Place place, std::size_t length, std::string message, std::string fix) {
  ++findings_;
  return diagnostics_.error(span(place, length), std::move(message), std::move(fix));
}

Diagnostic& Scanner::derail(Place place, std::size_t length, std::string message, std::string fix) {
  gated_.derail(place.line);
  return report(place, length, std::move(message), std::move(fix));
}

std::string_view Scanner::slice(Place place, std::size_t length) const {
  return cursor_.text().substr(place.offset, length);
}

}  // namespace converge::yaml
