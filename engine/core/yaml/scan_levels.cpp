// SPDX-License-Identifier: MIT
// engine/core/yaml/scan_levels.cpp: the levels of block indentation.
#include <algorithm>
#include <utility>

#include "engine/core/yaml/scanner.h"

namespace converge::yaml {

/// Closes the levels that a line starting at `column` is outside of. A list may
/// stand at the column of the key that holds it, so it ends before the next key.
void Scanner::pop_levels(std::int64_t column, Kind next) {
  popped_.reset();
  const auto closed = [&](const Level& level) {
    return level.column > column || (level.column == column && level.kind == Kind::list && next != Kind::list);
  };
  while (levels_.size() > 1 && closed(top())) {
    popped_ = top();
    levels_.pop_back();
  }
  if (column <= top().column) properties_.reset();
}

/// A "- ": the next item of the list at its column, or the first of a new one.
void Scanner::list_item() {
  const Place place = cursor_.place();
  if (!key_allowed_) {
    derail(place, 1, "a list cannot start on the line of its key", "start it on the next line, or write it as [a, b]");
  } else if (properties_ && properties_->start.line == place.line) {
    derail(properties_->start, 1, "an anchor or tag cannot stand before `- `", "put it after the `- `");
  }
  enter(place, 1, Kind::list);
  properties_.reset();
  top().filled = false;
  top().entry = place;
  top().entry_length = 1;
  cursor_.advance();
  key_allowed_ = true;
}

/// Goes to the level of a "-" or key that stands here, which may be a new one.
void Scanner::enter(Place place, std::size_t length, Kind kind) {
  const auto column = static_cast<std::int64_t>(place.column);
  if (top().kind == kind && top().column == column) return;
  if (top().filled && top().kind == Kind::map && top().column == column) {
    derail(place, length, "a list item stands where a key belongs",
           "write `key:` above the list, or remove the value of " + excerpt(slice(top().entry, top().entry_length)));
  } else if (top().filled) {
    report_misplaced(place, length);
  }
  top().filled = true;
  top().value = place;
  top().value_end = 0;
  top().value_is_block = false;
  levels_.push_back(Level{column, kind, false, place, 1, {}, 0, false});
  check_depth(place);
}

/// A node that is followed by ":": a key of the map at its column.
void Scanner::key(const Node& node) {
  const bool own_line = node.start.line != node.place.line;  // its anchors and tags are its map's
  const Place start = own_line ? node.place : node.start;
  if (!node.key_allowed) {
    report_nested_key(node);
  } else if (node.collection) {
    derail(node.place, node.length, "a list or map cannot be a key", "use text as the key");
  } else if (!own_line && properties_ && properties_->anchored) {
    derail(start, 1, "this anchor would name only the key, not the map",
           "put the anchor on a line of its own above the map, or after the colon");
  }
  if (node.token) {
    Token& token = gated_.tokens[*node.token];
    token.role = Role::key;
    token.start = start;
    if (token.form == Form::alias) derail(node.place, node.length, "an alias cannot be a key", "write the key out");
  }
  properties_.reset();
  if (node.key_allowed) {
    enter(start, node.length, Kind::map);
    top().filled = false;
    top().entry = node.place;
    top().entry_length = node.length;
  }
  cursor_.advance();
  key_allowed_ = false;
}

/// A node that is a value: of the current entry, or of the document.
void Scanner::fill(const Node& node) {
  const bool beside_keys =
      node.key_allowed && top().kind == Kind::map && top().column == static_cast<std::int64_t>(node.place.column);
  if (beside_keys) {
    report_missing_colon(node);
  } else if (top().filled) {
    report_misplaced(node.place, node.length);
  }
  properties_.reset();
  top().filled = true;
  top().value = node.place;
  top().value_end = node.block ? cursor_.place().line - 1 : cursor_.place().line;
  top().value_is_block = node.block;
  key_allowed_ = false;
}

/// A text at the column of keys: its colon is missing, or has no space behind it.
void Scanner::report_missing_colon(const Node& node) {
  const std::string_view text = slice(node.place, node.length);
  const std::size_t colon = node.quoted ? std::string_view::npos : text.find(':');
  const std::string fix = colon == std::string_view::npos
                              ? "write `key: value`, or indent it if it belongs to the line above"
                              : "put a space after the colon: `" + std::string(text.substr(0, colon + 1)) + " " +
                                    std::string(text.substr(colon + 1)) + "`";
  derail(node.place, node.length, excerpt(text) + " stands where a key belongs, but it has no `: `", fix);
}

/// Decides what a complete node is: a key if a ": " follows it, else a value.
void Scanner::after_node(const Node& node) {
  if (in_flow()) return after_flow_node(node);
  if (node.block) return fill(node);
  cursor_.skip_blanks();
  if (!cursor_.at_indicator(':')) return fill(node);
  if (cursor_.place().line != node.place.line)
    derail(node.place, node.length, "a key must stand on one line", "shorten the key, or join its lines");
  key(node);
}

/// Something stands where the enclosing level already has what it needs.
void Scanner::report_misplaced(Place place, std::size_t length) {
  const Level& level = top();
  if (level.value_end >= place.line || level.value.line == place.line) return report_trailing(place, length);
  if (level.kind == Kind::root) return report_second_root(place, length);
  if (level.value_is_block) {
    Diagnostic& finding = derail(place, length, "this line is indented less than the text block above it",
                                 "indent it as deep as the block's first line, or as deep as the block's key");
    finding.notes.push_back(Note{span(level.value, 1), "the block starts here"});
    return;
  }
  if (popped_) {
    const std::string columns = std::to_string(level.column) + " or " + std::to_string(popped_->column);
    Diagnostic& finding =
        derail(place, length, "the indentation of this line fits no line above it",
               "start it at column " + columns + "; it starts at column " + std::to_string(place.column));
    finding.notes.push_back(Note{span(level.entry, level.entry_length), "column " + std::to_string(level.column)});
    finding.notes.push_back(
        Note{span(popped_->entry, popped_->entry_length), "column " + std::to_string(popped_->column)});
    return;
  }
  const std::string owner =
      level.kind == Kind::map ? excerpt(slice(level.entry, level.entry_length)) : "this list item";
  Diagnostic& finding = derail(place, length, "this line is indented below " + owner + ", which already has a value",
                               "start it at column " + std::to_string(level.column) + ", or remove the value above it");
  finding.notes.push_back(Note{span(level.value, 1), "the value"});
}

/// A second node beside the first: yaml-cpp would silently call it a second document.
void Scanner::report_second_root(Place place, std::size_t length) {
  std::string message = "the document is a single value, and it ends above this";
  std::string fix = "remove this, or make a list or map of both";
  if (popped_ && popped_->column > place.column) {
    const std::string column = std::to_string(popped_->column);
    message = "this line is indented less than the first one, which starts at column " + column;
    fix = "start it at column " + column + ", or the first one at column " + std::to_string(place.column);
  } else if (popped_) {
    message = "the document is a list, but this is not an item of it";
    fix = "start it with `- `, or indent it if it belongs to the item above";
  }
  Diagnostic& finding = derail(place, length, std::move(message), std::move(fix));
  finding.notes.push_back(Note{span(top().value, 1), "the document starts here"});
}

/// A second node on the line where the value ended.
void Scanner::report_trailing(Place place, std::size_t length) {
  const std::string_view rest = cursor_.text().substr(place.offset);
  const char first = cursor_.text()[top().value.offset];
  const bool single = first == '\'';
  const std::string what = single || first == '"' ? "text after the closing quote" : "text after the end of the value";
  const std::string fix = single         ? "quote the whole value; within single quotes write '' for an apostrophe"
                          : first == '"' ? "quote the whole value; within double quotes write \\\" for a quote"
                                         : "remove it, or quote the whole value";
  const std::size_t line_length = rest.substr(0, rest.find('\n')).size();
  derail(place, length == 0 ? 1 : std::min(length, line_length), what, fix);
}

/// A second "key: " on a line, or one after "---".
void Scanner::report_nested_key(const Node& node) {
  const Level& level = top();
  const std::string text = excerpt(std::string(slice(node.place, node.length)) + ":");
  if (level.kind == Kind::map && level.entry.line == node.place.line) {
    Diagnostic& finding = derail(node.place, node.length, text + " cannot be a key on the line of another key",
                                 "quote the whole value if the colon is part of it, or start a new line");
    finding.notes.push_back(Note{span(level.entry, level.entry_length), "the line's key"});
  } else {
    derail(node.place, node.length, text + " cannot start a map here",
           "start the map on a new line, or quote the text");
  }
}

/// Reported once; the scanner stops there, since yaml-cpp and the destructors of
/// values recurse.
void Scanner::check_depth(Place place) {
  if (too_deep_ || levels_.size() - 1 + brackets_.size() <= deepest) return;
  too_deep_ = true;
  derail(place, 1, "lists and maps are nested deeper than " + std::to_string(deepest) + " levels",
         "write the inner ones as files or variables of their own");
}

}  // namespace converge::yaml
