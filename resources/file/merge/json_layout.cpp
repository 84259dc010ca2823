// SPDX-License-Identifier: MIT
#include "resources/file/merge/json_layout.h"

#include <algorithm>
#include <cassert>

#include "engine/core/json.h"
#include "resources/file/merge/far_integer.h"

namespace converge {

namespace {

constexpr std::string_view space = " \t\r\n";

/// Walks valid JSON, so it looks only for where tokens end.
class Locator {
 public:
  explicit Locator(std::string_view text) : text_(text) {}

  JsonNode value() {
    skip_space();
    JsonNode node;
    node.key = node.begin = at_;
    assert(at_ < text_.size());
    switch (text_[at_]) {
      case '{':
      case '[': members(node); break;
      case '"': skip_string(); break;
      default: at_ = std::min(text_.find_first_of(" \t\r\n,]}", at_), text_.size());
    }
    node.end = at_;
    return node;
  }

 private:
  void skip_space() { at_ = std::min(text_.find_first_not_of(space, at_), text_.size()); }
  void skip_string() {
    for (++at_; text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    ++at_;
  }
  /// From the opening bracket to behind the closing one. The text is valid, so that
  /// a comma needs no check and a key is always there.
  void members(JsonNode& node) {
    const bool map = text_[at_++] == '{';
    for (skip_space(); text_[at_] != '}' && text_[at_] != ']'; skip_space()) {
      if (text_[at_] == ',') ++at_;
      skip_space();
      const std::size_t key = at_;
      if (map) {
        skip_string();
        skip_space();
        ++at_;  // the colon
      }
      JsonNode child = value();
      if (map) child.key = key;
      node.children.push_back(std::move(child));
    }
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Whether a gap between tokens ends a line.
bool breaks(std::string_view gap) { return gap.find('\n') != std::string_view::npos; }

/// The first node, in written order, of which `wanted` holds.
template <typename Predicate>
const JsonNode* find_node(const JsonNode& node, Predicate wanted) {
  if (wanted(node)) return &node;
  for (const JsonNode& child : node.children)
    if (const JsonNode* found = find_node(child, wanted)) return found;
  return nullptr;
}

/// A list of scalars, which most people write on one line.
bool is_flat(const List& items) {
  return std::all_of(items.begin(), items.end(), [](const Value& item) { return item.is_scalar(); });
}

}  // namespace

JsonNode locate_json(std::string_view text) { return Locator(text).value(); }

JsonLayout layout_of(std::string_view text, const JsonNode& node, JsonLayout fallback) {
  if (node.children.empty()) return fallback;
  // What is added follows the last member, so the gap before that one decides.
  const std::size_t count = node.children.size();
  const std::size_t start = count == 1 ? node.begin + 1 : node.children[count - 2].end;
  return breaks(text.substr(start, node.children.back().key - start)) ? JsonLayout::many_lines : JsonLayout::one_line;
}

std::string_view colon_of(std::string_view text, const JsonNode& member) {
  std::size_t end = member.key + 1;
  while (text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  return text.substr(end + 1, member.begin - end - 1);
}

std::string_view indentation_at(std::string_view text, std::size_t offset) {
  const std::size_t start = text.rfind('\n', offset) == std::string_view::npos ? 0 : text.rfind('\n', offset) + 1;
  return text.substr(start, text.find_first_not_of(" \t", start) - start);
}

JsonStyle detect_style(std::string_view text, const JsonNode& root) {
  JsonStyle style;
  if (text.find("\r\n") != std::string_view::npos) style.newline = "\r\n";
  style.layout = layout_of(text, root, JsonLayout::many_lines);

  // One level of indentation: the first member that starts a line, against its parent's line.
  const auto opened = [&](const JsonNode& node) {
    return !node.children.empty() && breaks(text.substr(node.begin + 1, node.children[0].key - node.begin - 1));
  };
  if (const JsonNode* node = find_node(root, opened)) {
    const std::string_view outer = indentation_at(text, node->begin);
    const std::string_view inner = indentation_at(text, node->children[0].key);
    if (inner.size() > outer.size()) style.unit = inner.substr(outer.size());
  }
  if (!root.children.empty() && text[root.begin] == '{') {
    // Who leaves no space behind a colon leaves none behind a comma.
    const std::string_view colon = colon_of(text, root.children[0]);
    if (!breaks(colon)) style.colon = colon;
    if (!colon.ends_with(' ')) style.comma = ",";
  }
  // Lists of scalars follow the first such list.
  const auto flat_list = [&](const JsonNode& node) {
    return text[node.begin] == '[' && !node.children.empty() &&
           std::all_of(node.children.begin(), node.children.end(),
                       [&](const JsonNode& item) { return text[item.begin] != '[' && text[item.begin] != '{'; });
  };
  if (const JsonNode* list = find_node(root, flat_list))
    style.scalar_lists = layout_of(text, *list, JsonLayout::one_line);
  return style;
}

void append_styled(std::string& out, const Value& value, const JsonStyle& style, const std::string& indent) {
  const bool map = value.is_map();
  const std::size_t count = map ? value.entries().size() : value.is_list() ? value.items().size() : 0;
  if (const auto digits = far_integer(value)) {
    out += *digits;
    return;
  }
  if (count == 0) return append_json(out, value);
  JsonStyle inner = style;
  if (!map && style.scalar_lists == JsonLayout::one_line && is_flat(value.items())) inner.layout = JsonLayout::one_line;
  const bool lines = inner.layout == JsonLayout::many_lines;
  const std::string deeper = indent + (lines ? style.unit : "");
  out += map ? '{' : '[';
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += lines ? "," : style.comma;
    if (lines) out += style.newline + deeper;
    if (map) {
      append_json_string(out, value.entries()[i].key);
      out += style.colon;
    }
    append_styled(out, map ? value.entries()[i].value : value.items()[i], inner, deeper);
  }
  if (lines) out += style.newline + indent;
  out += map ? '}' : ']';
}

}  // namespace converge
