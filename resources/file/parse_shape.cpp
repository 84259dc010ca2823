// SPDX-License-Identifier: MIT
// Which attributes go together, and the entries of a source folder.
#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

#include "engine/core/catalog.h"
#include "resources/file/parse.h"

namespace converge::file {

namespace {

constexpr std::array<std::string_view, 6> shape_phrases = {"a file with content", "a merged file", "`state: directory`",
                                                           "a source folder",     "a link",        "`state: absent`"};

std::string_view shape_phrase(Shape shape) { return shape_phrases[static_cast<std::size_t>(shape)]; }

/// An attribute and the shapes in which it says something.
struct Rule {
  std::string_view attribute;
  std::vector<Shape> shapes;
};

const std::vector<Rule>& rules() {
  static const std::vector<Rule> table = {
      {"content", {Shape::whole, Shape::merged}},
      {"source", {Shape::whole, Shape::tree}},
      {"url", {Shape::whole}},
      {"sha256", {Shape::whole}},
      {"validate", {Shape::whole, Shape::merged}},
      {"merge", {Shape::merged}},
      {"list", {Shape::merged}},
      {"absent", {Shape::merged}},
      {"marker", {Shape::merged}},
      {"comment", {Shape::merged}},
      {"mode", {Shape::whole, Shape::merged, Shape::directory}},
      {"file_mode", {Shape::tree}},
      {"directory_mode", {Shape::tree}},
      {"owner", {Shape::whole, Shape::merged, Shape::directory, Shape::tree, Shape::link}},
      {"group", {Shape::whole, Shape::merged, Shape::directory, Shape::tree, Shape::link}},
      {"target", {Shape::link}},
      {"purge", {Shape::directory, Shape::tree}},
      {"recursive", {Shape::absent, Shape::whole, Shape::merged, Shape::link}},
  };
  return table;
}

std::string joined(const std::vector<Shape>& shapes) {
  std::string out;
  for (const Shape shape : shapes) out += (out.empty() ? "" : " or ") + std::string(shape_phrase(shape));
  return out;
}

bool is_inside(const std::string& path) {
  if (path.empty() || path.front() == '/' || path.back() == '/') return false;
  const std::string framed = "/" + path + "/";
  return framed.find("/../") == std::string::npos && framed.find("/./") == std::string::npos &&
         framed.find("//") == std::string::npos;
}

/// A tree of which nothing is to be there: what an undo takes away. No folder of a repository becomes one.
bool is_undone_tree(const Value* source) {
  const Value* tree = source != nullptr && source->is_map() ? source->find("$tree") : nullptr;
  if (tree == nullptr || !tree->is_list() || tree->items().empty()) return false;
  return std::ranges::all_of(tree->items(), [](const Value& entry) {
    const Value* type = entry.is_map() ? entry.find("type") : nullptr;
    return type != nullptr && type->text() == "absent";
  });
}

NodeType entry_type(const Value* type) {
  const std::string word = type == nullptr ? "" : type->text();
  if (word == "directory") return NodeType::directory;
  if (word == "link") return NodeType::link;
  return word == "absent" ? NodeType::absent : NodeType::regular;
}

}  // namespace

void DesiredParser::choose_shape() {
  const Value* source = find("source");
  const bool folder = source != nullptr && source->is_map() && source->find("$tree") != nullptr;
  const std::string state = find("state") == nullptr ? "" : find("state")->text();
  if (state == "absent")
    shape_ = Shape::absent;
  else if (state == "directory")
    shape_ = folder ? Shape::tree : Shape::directory;
  else if (state == "link")
    shape_ = Shape::link;
  else if (folder && state.empty())
    shape_ = Shape::tree;
  else if (find("merge") != nullptr)
    shape_ = Shape::merged;
  else if (find("target") != nullptr && state.empty() && find("content") == nullptr)
    shape_ = Shape::link;
  else
    shape_ = Shape::whole;
  want_.state = shape_ == Shape::absent                               ? State::absent
                : shape_ == Shape::directory || shape_ == Shape::tree ? State::directory
                : shape_ == Shape::link                               ? State::link
                                                                      : State::present;
  undone_ = is_undone_tree(source);
  if (folder && shape_ == Shape::whole && !undone_) {
    refuse(*source, "`source` is a folder, but `state` asks for a file",
           "Write `state: directory`, or name a file of the repository.");
  }
}

void DesiredParser::check_shape() {
  for (const Rule& rule : rules()) {
    const Value* value = find(rule.attribute);
    if (value == nullptr || std::find(rule.shapes.begin(), rule.shapes.end(), shape_) != rule.shapes.end()) continue;
    if (rule.attribute == "source" && undone_) continue;
    const bool says_no = value->type() == Type::boolean && !value->as_boolean();
    if (says_no) continue;
    std::string fix = "Remove it; it belongs to " + joined(rule.shapes) + ".";
    if (rule.attribute == "mode" && shape_ == Shape::tree) fix = "Write `file_mode` and `directory_mode`.";
    if (rule.attribute == "purge") fix = "Add `state: directory`, or remove `purge`.";
    refuse(*value, "`" + std::string(rule.attribute) + "` means nothing for " + std::string(shape_phrase(shape_)), fix);
  }
  check_exclusive();
}

void DesiredParser::check_exclusive() {
  if (shape_ != Shape::whole) return;
  const Value* content = find("content");
  const Value* source = find("source");
  const Value* url = find("url");
  if (content != nullptr && source != nullptr && !undone_) {
    refuse(*source, "`content` and `source` exclude each other", "Remove one of them.");
  }
  if (url == nullptr) return;
  // A compiled `url` may stand beside the reference that it was compiled to.
  const auto compiled = content == nullptr ? std::nullopt : content_ref(*content);
  if (source != nullptr || (content != nullptr && !(compiled && compiled->size == 0))) {
    refuse(*url, "`url` and " + std::string(source != nullptr ? "`source`" : "`content`") + " exclude each other",
           "Remove one of them.");
  }
}

std::optional<TreeEntry> DesiredParser::read_entry(const Value& written) {
  const auto text = [&](std::string_view key) {
    const Value* value = written.is_map() ? written.find(key) : nullptr;
    return value == nullptr ? std::string() : value->text();
  };
  TreeEntry entry;
  entry.path = text("path");
  if (!is_inside(entry.path)) {
    refuse(written, "the source folder has an entry that is not inside it: '" + entry.path + "'", "Rename it.");
    return std::nullopt;
  }
  entry.type = entry_type(written.find("type"));
  entry.target = text("target");
  entry.content.sha256 = text("sha256");
  const Value* size = written.find("size");
  if (size != nullptr && size->type() == Type::integer)
    entry.content.size = static_cast<std::uint64_t>(size->as_integer());
  const Value* executable = written.find("executable");
  const bool runs = executable != nullptr && executable->type() == Type::boolean && executable->as_boolean();
  entry.fresh_mode = entry.type == NodeType::directory || runs ? 0755 : 0644;
  if (const Value* mode = written.find("mode"))
    entry.mode = read_mode(*mode, "mode");
  else if (entry.type == NodeType::directory)
    entry.mode = want_.mode;
  else if (entry.type == NodeType::regular)
    entry.mode = file_mode_;
  entry.owners = want_.owners;
  if (const Value* owner = written.find("owner")) entry.owners.owner = owner->text();
  if (const Value* group = written.find("group")) entry.owners.group = group->text();
  entry.left = read_left(written);
  return entry;
}

void DesiredParser::take_tree(const Value& entries) {
  std::vector<TreeEntry> tree;
  if (!entries.is_list())
    return refuse(entries, "a source folder's entries are not a list", "Compile the catalog again.");
  for (const Value& written : entries.items()) {
    if (auto entry = read_entry(written)) tree.push_back(std::move(*entry));
  }
  std::sort(tree.begin(), tree.end(), [](const TreeEntry& a, const TreeEntry& b) { return a.path < b.path; });
  want_.tree = std::move(tree);
}

}  // namespace converge::file
