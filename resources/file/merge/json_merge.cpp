// SPDX-License-Identifier: MIT
// resources/file/merge/json_merge.cpp: rewrites a JSON text member by member;
// whatever no wanted or absent key touches is copied as it stands.
#include <algorithm>
#include <iterator>
#include <optional>
#include <span>

#include "engine/core/json.h"
#include "resources/file/merge/far_integer.h"
#include "resources/file/merge/formats.h"
#include "resources/file/merge/json_layout.h"
#include "resources/file/merge/json_request.h"
#include "resources/file/merge/rows.h"
#include "resources/file/merge/text_lines.h"

namespace converge {

namespace {

/// What is left to walk of absent pointers, each at least one token.
using Rest = std::span<const std::string>;
using Rests = std::vector<Rest>;

/// The value that is being edited: its bytes, its meaning, its pointer, and how
/// the members around it stand.
struct Spot {
  const JsonNode& node;
  const Value& have;
  std::string pointer;
  JsonLayout around;
};

/// The members of a list or map while it is put together again.
struct Members {
  std::vector<std::size_t> kept;    ///< positions in the text
  std::vector<std::string> bodies;  ///< their text, key and all, edited where needed
  std::vector<std::string> added;
};

class JsonEditor {
 public:
  JsonEditor(std::string_view text, const JsonNode& root, MergeRequest::Lists lists)
      : text_(text), style_(detect_style(text, root)), lists_(lists) {}

  /// The new text of a spot. `want` is nullptr where nothing below is wanted.
  std::string edit(const Spot& spot, const Value* want, const Rests& absent);

  /// The rows of all edits so far; an edit without a row changes nothing.
  [[nodiscard]] std::vector<Delta>& deltas() { return deltas_; }
  /// What makes the merge impossible, found on the way.
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  [[nodiscard]] std::string_view bytes(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }
  [[nodiscard]] JsonStyle style_for(const JsonNode& node) const;
  [[nodiscard]] std::string member_indent(const JsonNode& node, const JsonStyle& style) const;
  [[nodiscard]] std::string assemble(const JsonNode& node, const Members& members, const JsonStyle& style) const;

  std::string edit_map(const Spot& spot, const Value* want, const Rests& absent);
  std::string edit_list(const Spot& spot, const Rests& absent);
  std::string unite(const Spot& spot, const Value& want);
  std::string replace(const Spot& spot, const Value& want);
  void keep(Members& members, const Spot& spot, std::size_t i) const;
  void keep_edited(Members& members, const Spot& spot, std::size_t i, const Value* want, const Rests& absent);
  void add_missing(Members& members, const Spot& spot, const Value& want);

  std::string_view text_;
  JsonStyle style_;
  MergeRequest::Lists lists_;
  std::vector<Delta> deltas_;
  std::string problem_;
};

/// The pointers of `absent` that go through `token`, without it; nothing if one ends there.
std::optional<Rests> descend(const Rests& absent, std::string_view token) {
  Rests below;
  for (const Rest& rest : absent) {
    if (rest.front() != token) continue;
    if (rest.size() == 1) return std::nullopt;
    below.push_back(rest.subspan(1));
  }
  return below;
}

/// One row for each leaf of a value that is new.
void report_added(std::vector<Delta>& deltas, const std::string& pointer, const Value& value) {
  if (value.is_map() && !value.entries().empty()) {
    for (const Entry& entry : value.entries()) report_added(deltas, pointer_to(pointer, entry.key), entry.value);
  } else {
    deltas.push_back(row(pointer, std::string(absent_word), words(value), sensitivity_of(value)));
  }
}

/// The style in which a node gets further members.
JsonStyle JsonEditor::style_for(const JsonNode& node) const {
  JsonStyle style = style_;
  style.layout = layout_of(text_, node, style_.layout);
  if (node.children.empty()) return style;
  const std::string_view colon = text_[node.begin] == '{' ? colon_of(text_, node.children.back()) : "";
  if (!colon.empty() && colon.find('\n') == std::string_view::npos) style.colon = colon;
  if (const std::size_t count = node.children.size(); count > 1 && style.layout == JsonLayout::one_line)
    style.comma = bytes(node.children[count - 2].end, node.children.back().key);
  return style;
}

std::string JsonEditor::member_indent(const JsonNode& node, const JsonStyle& style) const {
  if (style.layout == JsonLayout::one_line) return std::string(indentation_at(text_, node.begin));
  if (!node.children.empty()) return std::string(indentation_at(text_, node.children.back().key));
  return std::string(indentation_at(text_, node.begin)) + style.unit;
}

/// Puts a list or map together from the members that stay and those that come.
/// A member that stays brings the bytes before it along; the first one those of the former first.
std::string JsonEditor::assemble(const JsonNode& node, const Members& members, const JsonStyle& style) const {
  const std::string_view brackets = text_[node.begin] == '{' ? "{}" : "[]";
  if (members.kept.empty() && members.added.empty()) return std::string(brackets);
  const bool lines = style.layout == JsonLayout::many_lines;
  const std::string line_start = style.newline + member_indent(node, style);
  const bool was_empty = node.children.empty();
  std::string out(brackets.substr(0, 1));
  if (!was_empty) {
    out += bytes(node.begin + 1, node.children[0].key);
  } else if (lines) {
    out += line_start;
  }
  for (std::size_t i = 0; i < members.kept.size(); ++i) {
    const std::size_t position = members.kept[i];
    if (i > 0) out += bytes(node.children[position - 1].end, node.children[position].key);
    out += members.bodies[i];
  }
  for (std::size_t i = 0; i < members.added.size(); ++i) {
    if (i > 0 || !members.kept.empty()) out += lines ? "," + line_start : style.comma;
    out += members.added[i];
  }
  if (!was_empty) return out += bytes(node.children.back().end, node.end);
  if (lines) out += style.newline + std::string(indentation_at(text_, node.begin));
  return out += brackets.substr(1);
}

std::string JsonEditor::replace(const Spot& spot, const Value& want) {
  deltas_.push_back(row(spot.pointer, words(spot.have), words(want), sensitivity_of(want)));
  JsonStyle style = style_;
  style.layout = spot.around;
  if (spot.have.is_list() && want.is_list())  // a list keeps its own layout
    style.layout = style.scalar_lists = layout_of(text_, spot.node, style_.scalar_lists);
  std::string out;
  append_styled(out, want, style, std::string(indentation_at(text_, spot.node.key)));
  return out;
}

void JsonEditor::keep(Members& members, const Spot& spot, std::size_t i) const {
  members.kept.push_back(i);
  members.bodies.emplace_back(bytes(spot.node.children[i].key, spot.node.children[i].end));
}

void JsonEditor::keep_edited(Members& members, const Spot& spot, std::size_t i, const Value* want,
                             const Rests& absent) {
  const JsonNode& child = spot.node.children[i];
  const bool map = spot.have.is_map();
  const Value& have = map ? spot.have.entries()[i].value : spot.have.items()[i];
  const std::string token = map ? spot.have.entries()[i].key : std::to_string(i);
  const Spot inner{child, have, pointer_to(spot.pointer, token), layout_of(text_, spot.node, style_.layout)};
  members.kept.push_back(i);
  members.bodies.push_back(std::string(bytes(child.key, child.begin)) + edit(inner, want, absent));
}

void JsonEditor::add_missing(Members& members, const Spot& spot, const Value& want) {
  const JsonStyle style = style_for(spot.node);
  for (const Entry& entry : want.entries()) {
    if (spot.have.find(entry.key) != nullptr) continue;
    report_added(deltas_, pointer_to(spot.pointer, entry.key), entry.value);
    std::string& body = members.added.emplace_back();
    append_json_string(body, entry.key);
    body += style.colon;
    append_styled(body, entry.value, style, member_indent(spot.node, style));
  }
}

std::string JsonEditor::edit_map(const Spot& spot, const Value* want, const Rests& absent) {
  const std::size_t rows = deltas_.size();
  Members members;
  for (std::size_t i = 0; i < spot.node.children.size(); ++i) {
    const Entry& entry = spot.have.entries()[i];
    if (const auto below = descend(absent, entry.key)) {
      keep_edited(members, spot, i, want != nullptr ? want->find(entry.key) : nullptr, *below);
    } else {
      deltas_.push_back(row(pointer_to(spot.pointer, entry.key), words(entry.value), std::string(absent_word)));
    }
  }
  if (want != nullptr) add_missing(members, spot, *want);
  if (deltas_.size() == rows) return std::string(bytes(spot.node.begin, spot.node.end));
  return assemble(spot.node, members, style_for(spot.node));
}

/// A list is only walked through, towards keys of maps in it: taking out an
/// element by its position would take out another one in every further run.
std::string JsonEditor::edit_list(const Spot& spot, const Rests& absent) {
  const std::size_t rows = deltas_.size();
  Members members;
  for (std::size_t i = 0; i < spot.node.children.size(); ++i) {
    if (const auto below = descend(absent, std::to_string(i))) {
      keep_edited(members, spot, i, nullptr, *below);
    } else {
      problem_ = "absent: " + pointer_to(spot.pointer, std::to_string(i)) +
                 " is an element of a list, and elements cannot be removed by position; own the whole list instead";
      keep(members, spot, i);
    }
  }
  if (deltas_.size() == rows) return std::string(bytes(spot.node.begin, spot.node.end));
  return assemble(spot.node, members, style_for(spot.node));
}

std::string JsonEditor::unite(const Spot& spot, const Value& want) {
  Members members;
  for (std::size_t i = 0; i < spot.node.children.size(); ++i) keep(members, spot, i);
  JsonStyle style = style_for(spot.node);
  if (spot.node.children.empty()) style.layout = style_.scalar_lists;
  const List& have = spot.have.items();
  for (auto item = want.items().begin(); item != want.items().end(); ++item) {
    const auto same = [&](const Value& other) { return same_json(*item, other); };
    if (std::any_of(have.begin(), have.end(), same) || std::any_of(want.items().begin(), item, same)) continue;
    deltas_.push_back(row(spot.pointer, std::string(absent_word), words(*item), sensitivity_of(*item)));
    append_styled(members.added.emplace_back(), *item, style, member_indent(spot.node, style));
  }
  if (members.added.empty()) return std::string(bytes(spot.node.begin, spot.node.end));
  return assemble(spot.node, members, style);
}

std::string JsonEditor::edit(const Spot& spot, const Value* want, const Rests& absent) {
  const bool into_map = want != nullptr ? want->is_map() : !absent.empty();
  if (spot.have.is_map() && into_map) return edit_map(spot, want, absent);
  if (want == nullptr && spot.have.is_list() && !absent.empty()) return edit_list(spot, absent);
  if (want == nullptr || same_json(spot.have, *want)) return std::string(bytes(spot.node.begin, spot.node.end));
  if (lists_ == MergeRequest::Lists::unite && want->is_list() && spot.have.is_list()) return unite(spot, *want);
  return replace(spot, *want);
}

/// A document that is not there yet.
Merged create(std::string_view current, const Value& content) {
  if (!content.is_map()) return {std::string(current), {}};
  Merged merged;
  append_styled(merged.text, content, JsonStyle{}, "");
  merged.text += '\n';
  report_added(merged.deltas, "", content);
  if (content.entries().empty()) merged.deltas.back().attribute = "document";
  return merged;
}

Result<Merged> merge_document(std::string_view current, const MergeRequest& request) {
  const auto absent = check_json(request);
  if (!absent) return fail(absent.error());
  if (current.find_first_not_of(" \t\r\n") == std::string_view::npos) return create(current, request.content);
  const auto have = parse_document(current);
  if (!have) return fail(have.error());
  if (!have->is_map())
    return fail(ErrorCode::invalid,
                "1:1: the document is " + std::string(type_phrase(have->type())) + "; a merge needs a map at the top");
  const JsonNode root = locate_json(current);
  JsonEditor editor(current, root, request.lists);
  const Rests rests(absent->begin(), absent->end());
  const Value* want = request.content.is_map() ? &request.content : nullptr;
  std::string text = editor.edit({root, *have, "", JsonLayout::many_lines}, want, rests);
  if (!editor.problem().empty()) return fail(ErrorCode::invalid, editor.problem());
  if (editor.deltas().empty()) return Merged{std::string(current), {}};
  const std::string head(current.substr(0, root.begin));
  return Merged{head + text + std::string(current.substr(root.end)), std::move(editor.deltas())};
}

/// Merges once more into what a merge has made.
Result<Merged> go_on(Merged merged, const MergeRequest& request) {
  auto next = merge_document(merged.text, request);
  if (!next) return next;
  merged.text = std::move(next->text);
  std::move(next->deltas.begin(), next->deltas.end(), std::back_inserter(merged.deltas));
  return merged;
}

/// Takes items out of the list at a pointer, whoever else has added to it.
Result<Merged> take_items(Merged merged, const std::string& pointer, const Value& items) {
  const auto document = parse_document(merged.text);
  const auto path = parse_pointer(pointer);
  const Value* have = document && path ? value_at(*document, *path) : nullptr;
  if (have == nullptr || !have->is_list()) return merged;
  Value rest = Value::list();
  for (const Value& item : have->items()) {
    const auto same = [&](const Value& gone) { return same_json(item, gone); };
    if (!std::any_of(items.items().begin(), items.items().end(), same)) rest.push_back(item);
  }
  if (rest.items().size() == have->items().size()) return merged;
  MergeRequest request{};
  request.content = Value::map();
  put_at(request.content, *path, std::move(rest));
  return go_on(std::move(merged), request);
}

Result<Merged> drop_if_empty(Merged merged, const std::string& pointer) {
  const auto document = parse_document(merged.text);
  const auto path = parse_pointer(pointer);
  const Value* have = document && path ? value_at(*document, *path) : nullptr;
  const bool empty =
      have != nullptr && ((have->is_map() && have->entries().empty()) || (have->is_list() && have->items().empty()));
  if (!empty) return merged;
  MergeRequest request{};
  request.absent = {pointer};
  return go_on(std::move(merged), request);
}

}  // namespace

Result<Merged> merge_json(std::string_view current, const MergeRequest& request) {
  auto merged = merge_document(current, request);
  if (request.taken.is_map()) {
    for (const Entry& entry : request.taken.entries())
      if (merged && entry.value.is_list()) merged = take_items(std::move(*merged), entry.key, entry.value);
  }
  for (const std::string& pointer : request.emptied)
    if (merged) merged = drop_if_empty(std::move(*merged), pointer);
  return merged;
}

}  // namespace converge
