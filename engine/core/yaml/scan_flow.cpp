// SPDX-License-Identifier: MIT
// engine/core/yaml/scan_flow.cpp: lists in [ ] and maps in { }.
#include "engine/core/yaml/scanner.h"

namespace converge::yaml {

/// A token within brackets. Here a ":" may also touch what follows it, if that
/// is a bracket or comma, or if the key is quoted, as in JSON.
void Scanner::flow_token() {
  if (fresh_line_ && flow_abandoned()) return;
  fresh_line_ = false;
  const char c = cursor_.peek();
  const Bracket& bracket = brackets_.back();
  if (c == ']' || c == '}') return close_bracket();
  if (c == ',') return comma();
  const bool adjacent = bracket.step == Step::after_node && bracket.node_quoted;
  if (c == ':' && (cursor_.at_space(1) || is_flow_indicator(cursor_.peek(1)) || adjacent)) return colon();
  if (cursor_.at_indicator('?')) {
    derail(cursor_.place(), 1, "keys that are marked with `?` are not supported", "write the key as `key: value`");
    return cursor_.advance();
  }
  if (c == '-' && (cursor_.at_space(1) || is_flow_indicator(cursor_.peek(1)))) {
    derail(cursor_.place(), 1, "`- ` cannot stand within brackets",
           "separate the items with commas, or quote the text");
    return cursor_.advance();
  }
  node_token();
}

/// Whether this line, the first of which is a token, is left of what the open
/// brackets belong to: then they were never closed. Reports it and leaves them.
bool Scanner::flow_abandoned() {
  const char c = cursor_.peek();
  const bool outside = static_cast<std::int64_t>(cursor_.place().column) <= top().column || cursor_.at_marker();
  if (!outside || c == ']' || c == '}') return false;
  report_unclosed(brackets_.front());
  Node node;
  node.place = brackets_.front().place;
  node.start = node.place;
  brackets_.clear();
  fill(node);
  key_allowed_ = true;
  return true;
}

/// At the opening bracket: that is what the user has to look for.
void Scanner::report_unclosed(const Bracket& bracket) {
  const std::string closer = bracket.open == '[' ? "]" : "}";
  derail(bracket.place, 1, std::string("this `") + bracket.open + "` is never closed",
         "add the missing `" + closer + "`");
}

/// Opens a level of brackets. Anchors and tags before it belong to the collection.
void Scanner::open_bracket() {
  const Node node = begin_node();
  Bracket bracket;
  bracket.place = node.place;
  bracket.start = node.start;
  bracket.open = cursor_.peek();
  bracket.key_allowed = node.key_allowed;
  properties_.reset();
  brackets_.push_back(bracket);
  check_depth(bracket.place);
  cursor_.advance();
}

/// Closes the innermost bracket, which makes a node of it. A bracket of the
/// wrong kind closes it too: it is more likely mistyped than missing.
void Scanner::close_bracket() {
  const Place place = cursor_.place();
  const char c = cursor_.peek();
  Bracket bracket = brackets_.back();
  if ((bracket.open == '[') != (c == ']')) {
    Diagnostic& finding = derail(place, 1, std::string("`") + c + "` closes a `" + bracket.open + "`",
                                 std::string("write `") + (bracket.open == '[' ? ']' : '}') + "`");
    finding.notes.push_back(Note{span(bracket.place, 1), "opened here"});
  } else {
    end_entry(bracket);
  }
  cursor_.advance();
  brackets_.pop_back();
  properties_.reset();
  Node node;
  node.start = bracket.start;
  node.place = bracket.place;
  node.length = cursor_.place().line == bracket.place.line ? cursor_.place().offset - bracket.place.offset : 1;
  node.collection = true;
  node.quoted = true;
  node.key_allowed = bracket.key_allowed;
  after_node(node);
}

/// Ends an entry. A trailing comma is fine, an empty entry is not: yaml-cpp
/// would make a null of it.
void Scanner::comma() {
  Bracket& bracket = brackets_.back();
  if (bracket.step == Step::entry) {
    derail(cursor_.place(), 1, "there is nothing before this comma", "remove the comma, or write `null`");
  } else {
    end_entry(bracket);
  }
  bracket.step = Step::entry;
  properties_.reset();
  cursor_.advance();
}

/// An entry of a map that has no ": " is a key without a value: nearly always a slip.
void Scanner::end_entry(Bracket& bracket) {
  if (bracket.open != '{' || bracket.step != Step::after_node) return;
  const std::string_view text = slice(bracket.node, bracket.node_length);
  if (bracket.node_token) gated_.tokens[*bracket.node_token].role = Role::key;
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && !bracket.node_quoted) {
    report(bracket.node, bracket.node_length, excerpt(text) + " is read as a key without a value",
           "put a space after the colon: `" + std::string(text.substr(0, colon + 1)) + " " +
               std::string(text.substr(colon + 1)) + "`");
  } else {
    report(bracket.node, bracket.node_length, excerpt(text) + " has no value in this map",
           "write " + excerpt(std::string(text) + ": value") + ", or use [ ] for a list");
  }
}

/// Makes a key of the node before it. It must be on the line of the key, where
/// yaml-cpp would look for it.
void Scanner::colon() {
  Bracket& bracket = brackets_.back();
  const Place place = cursor_.place();
  if (bracket.step == Step::entry) {
    derail(place, 1, "there is no key before this `:`", "write a key, or quote the text");
  } else if (bracket.step != Step::after_node) {
    derail(place, 1, "a second `:` in one entry", "quote the text that it belongs to, or add the missing comma");
  } else if (bracket.node.line != place.line) {
    derail(place, 1, "this `:` is not on the line of its key", "put it behind the key");
  } else if (!bracket.node_token) {
    derail(bracket.node, bracket.node_length, "a list or map cannot be a key", "use text as the key");
  } else {
    Token& token = gated_.tokens[*bracket.node_token];
    token.role = Role::key;
    if (token.form == Form::alias) derail(token.place, token.length, "an alias cannot be a key", "write the key out");
  }
  bracket.step = Step::value;
  cursor_.advance();
}

/// A node is an entry, or the value of one; a second one in a row lacks a comma.
void Scanner::after_flow_node(const Node& node) {
  Bracket& bracket = brackets_.back();
  properties_.reset();
  if (bracket.step == Step::after_node || bracket.step == Step::after_value)
    derail(node.place, node.length, "a comma is missing before this", "separate the items with commas");
  bracket.step = bracket.step == Step::value ? Step::after_value : Step::after_node;
  bracket.node = node.place;
  bracket.node_length = node.length;
  bracket.node_token = node.token;
  bracket.node_quoted = node.quoted;
}

}  // namespace converge::yaml
