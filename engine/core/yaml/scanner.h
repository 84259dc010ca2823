// SPDX-License-Identifier: MIT
// engine/core/yaml/scanner.h: the gate's own reading of YAML's structure.
//
// The scanner walks the text once and keeps two stacks: the levels of block
// indentation and the open brackets. It builds no value; it finds what is wrong,
// and notes every scalar, so that yaml-cpp's reading can be checked against it.
// After a finding it goes on at the most likely place, to find the others too.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/yaml/cursor.h"
#include "engine/core/yaml/gate.h"

namespace converge::yaml {

class Scanner {
 public:
  Scanner(std::string_view text, const std::string* file, Gated& gated, Diagnostics& diagnostics);
  void run();

 private:
  enum class Kind : std::uint8_t { root, list, map };

  /// A level of block indentation: the document itself, a list or a map.
  struct Level {
    std::int64_t column = 0;  ///< from 1; 0 for the document
    Kind kind = Kind::root;
    bool filled = false;  ///< the current entry has its value
    Place entry;          ///< the key, or the "-", of the current entry
    std::size_t entry_length = 1;
    Place value;                  ///< where that entry's value starts, once filled
    std::uint32_t value_end = 0;  ///< the last line of a scalar value, 0 for others
    bool value_is_block = false;  ///< the value is a `|` or `>` scalar
  };

  /// What an open bracket may be followed by.
  enum class Step : std::uint8_t { entry, after_node, value, after_value };

  /// An open "[" or "{".
  struct Bracket {
    Place place;
    char open = '[';
    Step step = Step::entry;
    Place start;              ///< where the bracket's own node starts, anchors and tags included
    bool key_allowed = true;  ///< whether the collection could be a key of a block map
    Place node;               ///< the latest entry's node
    std::size_t node_length = 0;
    std::optional<std::size_t> node_token;
    bool node_quoted = false;  ///< "a":1 needs no space after the colon
  };

  /// A complete node: a scalar, an alias or a closed bracket.
  struct Node {
    Place start;  ///< anchors and tags included
    Place place;
    std::size_t length = 0;
    std::optional<std::size_t> token;  ///< nothing for a collection or an unquoted template
    bool collection = false;
    bool quoted = false;  ///< quoted, or a collection
    bool block = false;
    bool key_allowed = false;
  };

  /// Anchors and tags that wait for their node.
  struct Properties {
    Place start;
    bool anchored = false;
  };

  // scanner.cpp: tokens between nodes
  bool to_next_token();
  bool check_tab();
  void hide_blank_line();
  void explicit_key();
  void block_token();
  void node_token();
  void marker();
  void directive();
  void property();
  void alias();
  void finish();
  std::string read_name();
  bool start_of_document_content();

  // scan_levels.cpp: block structure
  void pop_levels(std::int64_t column, Kind next);
  void list_item();
  void enter(Place place, std::size_t length, Kind kind);
  void key(const Node& node);
  void fill(const Node& node);
  void after_node(const Node& node);
  void report_missing_colon(const Node& node);
  void report_misplaced(Place place, std::size_t length);
  void report_second_root(Place place, std::size_t length);
  void report_trailing(Place place, std::size_t length);
  void report_nested_key(const Node& node);
  void check_depth(Place place);

  // scan_flow.cpp: flow collections
  void flow_token();
  bool flow_abandoned();
  void report_unclosed(const Bracket& bracket);
  void open_bracket();
  void close_bracket();
  void comma();
  void colon();
  void end_entry(Bracket& bracket);
  void after_flow_node(const Node& node);

  // scan_scalar.cpp: plain and quoted scalars, templates
  void plain();
  std::size_t plain_line();
  void refuse_question_mark(const Node& node);
  bool next_plain_line();
  void report_continuation(const Node& node, Place line, std::size_t length);
  void quoted();
  bool quoted_line(char quote);
  void escape();
  void report_escape(Place place, std::size_t length, std::string message, std::string fix);
  bool next_quoted_line();
  bool at_template() const;
  void unquoted_template();

  // scan_block.cpp: literal and folded scalars
  void block_scalar();
  struct Header;
  std::optional<Header> block_header();
  void block_body(const Header& header, std::size_t token);
  std::uint32_t detect_indent(std::uint32_t least);
  bool body_line(std::uint32_t indent);
  void skip_comment_lines();

  // shared
  [[nodiscard]] Level& top() { return levels_.back(); }
  [[nodiscard]] bool in_flow() const { return !brackets_.empty(); }
  Node begin_node();
  std::size_t emit(Form form, const Node& node);
  std::size_t emit_misread(const Node& node);
  [[nodiscard]] StandIn stand_in_for(const Token& token) const;
  Diagnostic& report(Place place, std::size_t length, std::string message, std::string fix);
  /// Like report(), and what follows may be misread.
  Diagnostic& derail(Place place, std::size_t length, std::string message, std::string fix);
  [[nodiscard]] Span span(Place place, std::size_t length) const { return span_of(file_, place, length); }
  [[nodiscard]] std::string_view slice(Place place, std::size_t length) const;

  Cursor cursor_;
  const std::string* file_;
  Gated& gated_;
  Diagnostics& diagnostics_;

  std::vector<Level> levels_;
  std::vector<Bracket> brackets_;
  std::optional<Level> popped_;  ///< the outermost level that the current line closed
  std::optional<Properties> properties_;
  std::unordered_set<std::string> anchors_;
  bool fresh_line_ = true;   ///< the next token is the first of its line
  bool key_allowed_ = true;  ///< a node here could be a key of a block map
  std::size_t findings_ = 0;
  bool too_deep_ = false;              ///< reported once
  bool explicit_key_ = false;          ///< a "?" waits for its ":"
  bool bad_escape_ = false;            ///< in the quoted scalar at hand
  std::optional<Place> document_;      ///< the "---" that was seen
  std::optional<Place> document_end_;  ///< the "..." that was seen
  std::optional<Place> directive_;     ///< a directive that waits for its "---"
};

/// A text for a message: quoted with backticks, shortened, one line.
std::string excerpt(std::string_view text);

}  // namespace converge::yaml
