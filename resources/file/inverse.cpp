// SPDX-License-Identifier: MIT
// What would put a path back to how it was found.
#include <algorithm>

#include "engine/core/catalog.h"
#include "engine/core/hash.h"
#include "resources/file/file_kind.h"

namespace converge {

using file::Actual;
using file::Desired;
using file::Node;
using file::NodeType;
using file::State;

namespace {

Inverse impossible(std::string reason) { return {std::nullopt, std::move(reason)}; }

bool is_too_large(const Node& node) { return node.type == NodeType::regular && node.size > most_kept; }

void put(Value& attributes, std::string_view key, const std::string& text) { attributes.set(key, Value::string(text)); }

/// The numeric id where the name is not known: it is what chown understands.
void put_metadata(Value& attributes, const Node& node, bool mode, const file::Owners& managed) {
  if (mode) put(attributes, "mode", file::mode_text(node.mode));
  if (managed.owner) put(attributes, "owner", std::to_string(node.uid));
  if (managed.group) put(attributes, "group", std::to_string(node.gid));
}

/// One entry of a tree as it was, for `$tree`.
Value entry_before(const file::TreeEntry& entry, const file::ActualEntry& have) {
  const Node& node = have.node;
  Value before = Value::map();
  put(before, "path", entry.path);
  put(before, "type", std::string(file::node_type_name(node.type)));
  if (node.type == NodeType::regular) {
    put(before, "sha256", node.sha256);
    before.set("size", Value::integer(static_cast<std::int64_t>(node.size)));
  }
  if (node.type == NodeType::link) put(before, "target", node.target);
  const bool mode = entry.mode && (node.type == NodeType::regular || node.type == NodeType::directory);
  if (node.type != NodeType::absent) put_metadata(before, node, mode, entry.owners);
  return before;
}

bool is_special(NodeType type) {
  return type == NodeType::fifo || type == NodeType::socket || type == NodeType::device;
}

/// Whether a change does away with a content of which no copy is kept.
bool replaces_large(const file::Change& change, const Desired& want, const Actual& have) {
  const bool replaces = std::holds_alternative<file::WriteContent>(change.action) ||
                        std::holds_alternative<file::Remove>(change.action) ||
                        std::holds_alternative<file::MakeLink>(change.action);
  if (!replaces) return false;
  if (change.entry.empty()) return is_too_large(have.node);
  for (std::size_t i = 0; want.tree && i < std::min(want.tree->size(), have.entries.size()); ++i)
    if ((*want.tree)[i].path == change.entry) return is_too_large(have.entries[i].node);
  return false;
}

/// Why not everything can be put back, or "".
std::string obstacle(const Desired& want, const Actual& have) {
  if (want.sensitivity == Sensitivity::secret && have.node.type == NodeType::regular) {
    return "its content is secret, and no copy of it is kept";
  }
  for (const file::Change& change : file::diff_file(want, have)) {
    if (replaces_large(change, want, have)) return "the former content of " + change.path + " is too large for a copy to be kept";
    const auto* removal = std::get_if<file::Remove>(&change.action);
    if (removal != nullptr && removal->recursion == file::Recursion::recursive &&
        removal->type == NodeType::directory) {
      return "the directory " + change.path + " is removed with all that is in it";
    }
    if (removal != nullptr && is_special(removal->type)) return change.path + " was a " + removal->before;
    const bool purged = removal != nullptr && !change.entry.empty() && removal->recursion == file::Recursion::recursive;
    if (purged) return change.path + " is purged, and no copy of it is kept";
    const auto* write = std::get_if<file::WriteContent>(&change.action);
    const bool replaces_special =
        write != nullptr && (write->before == "fifo" || write->before == "socket" || write->before == "device");
    if (replaces_special) return change.path + " was a " + write->before;
  }
  return "";
}

/// The entries of a tree as they were. What was not there goes, but nothing else:
/// a folder stays if somebody has put something into it since.
void put_tree(Value& attributes, const Desired& want, const Actual& have) {
  if (!want.tree || want.tree->empty()) return;
  Value entries = Value::list();
  for (std::size_t i = 0; i < want.tree->size(); ++i) {
    const file::ActualEntry absent;
    entries.push_back(entry_before((*want.tree)[i], i < have.entries.size() ? have.entries[i] : absent));
  }
  Value source = Value::map();
  source.set("$tree", std::move(entries));
  attributes.set("source", std::move(source));
}

/// A merge goes back as a merge, because others may have edited the rest of the file since.
void put_merge(Value& attributes, const MergeRequest& request) {
  put(attributes, "merge", std::string(merge_format_name(request.format)));
  put(attributes, "marker", request.marker);
  put(attributes, "comment", request.comment);
  if (request.lists == MergeRequest::Lists::unite) put(attributes, "list", "union");
  const auto put_texts = [&](std::string_view key, const std::vector<std::string>& texts) {
    Value list = Value::list();
    for (const std::string& each : texts) list.push_back(Value::string(each));
    if (!texts.empty()) attributes.set(key, std::move(list));
  };
  if (!request.content.is_null()) attributes.set("content", request.content);
  put_texts("absent", request.absent);
  put_texts("$emptied", request.emptied);
  if (!request.taken.is_null()) attributes.set("$taken", request.taken);
}

/// What brings a merged file back: its bytes where nobody else edited it, what
/// the merge changed, and its metadata. A change that no merge takes back still
/// has the bytes.
Inverse merged_before(const Desired& want, const Node& node) {
  const std::string current = node.text.value_or("");
  const auto merged = merge_text(current, *want.merge);
  const auto back = inverse_merge(current, *want.merge);
  const bool secret = want.sensitivity == Sensitivity::secret;
  const bool changes = merged && *merged != current;
  if (changes && secret && (!back || want.merge->format == MergeFormat::lines)) {
    return impossible("what it merged into the file is secret, and what is secret is not stored");
  }
  Value attributes = Value::map();
  put(attributes, "state", node.type == NodeType::absent && !changes ? "absent" : "present");
  if (back && *back) put_merge(attributes, **back);
  if (changes && !secret) {
    Value untouched = Value::map();
    put(untouched, "left", sha256(*merged));
    if (node.type == NodeType::regular) untouched.set("before", content_value({node.sha256, node.size}));
    attributes.set("$untouched", std::move(untouched));
  }
  if (node.type == NodeType::regular) put_metadata(attributes, node, want.mode.has_value(), want.owners);
  put(attributes, "path", want.path);
  Value left = Value::map();  // the rest of the file is free to change
  put(left, "path", want.path);
  put_merge(left, *want.merge);
  return {std::move(attributes), "", std::move(left)};
}

Value regular_before(const Desired& want, const Actual& have) {
  const Node& node = have.node;
  Value attributes = Value::map();
  const bool same_shape = want.state == State::present;
  const bool content_managed = want.content || !same_shape;
  put(attributes, "state", "present");
  if (content_managed) attributes.set("content", content_value({node.sha256, node.size}));
  const file::Owners all{"", ""};
  put_metadata(attributes, node, want.mode || !same_shape, same_shape ? want.owners : all);
  put_tree(attributes, want, have);
  return attributes;
}

Value directory_before(const Desired& want, const Actual& have) {
  Value attributes = Value::map();
  const bool same_shape = want.state == State::directory;
  put(attributes, "state", "directory");
  if (want.tree) {
    put_tree(attributes, want, have);
    if (want.mode) put(attributes, "directory_mode", file::mode_text(have.node.mode));
    put_metadata(attributes, have.node, false, want.owners);
    return attributes;
  }
  const file::Owners all{"", ""};
  put_metadata(attributes, have.node, want.mode || !same_shape, same_shape ? want.owners : all);
  return attributes;
}

Value link_before(const Desired& want, const Actual& have) {
  const Node& node = have.node;
  Value attributes = Value::map();
  put(attributes, "state", "link");
  put(attributes, "target", node.target);
  put_metadata(attributes, node, false, {"", ""});
  put_tree(attributes, want, have);
  return attributes;
}

Value absent_before(const Desired& want, const Actual& have) {
  Value attributes = Value::map();
  put(attributes, "state", "absent");
  put_tree(attributes, want, have);
  return attributes;
}

/// One entry of a tree as the change leaves it.
Value entry_after(const file::TreeEntry& entry) {
  Value after = Value::map();
  put(after, "path", entry.path);
  put(after, "type", std::string(file::node_type_name(entry.type)));
  if (entry.type == NodeType::regular) {
    put(after, "sha256", entry.content.sha256);
    after.set("size", Value::integer(static_cast<std::int64_t>(entry.content.size)));
  }
  if (entry.type == NodeType::link) put(after, "target", entry.target);
  return after;
}

/// What the change leaves, metadata apart: who changes a mode loses nothing by the way back.
Value left_behind(const Desired& want) {
  Value left = Value::map();
  put(left, "path", want.path);
  put(left, "state", std::string(file::state_name(want.state)));
  if (want.state == State::link) put(left, "target", want.target);
  if (want.state == State::present) {
    if (want.content && want.sensitivity == Sensitivity::open) left.set("content", content_value(*want.content));
  }
  if (want.tree) {
    Value entries = Value::list();
    for (const file::TreeEntry& entry : *want.tree) entries.push_back(entry_after(entry));
    Value source = Value::map();
    source.set("$tree", std::move(entries));
    left.set("source", std::move(source));
  }
  return left;
}

}  // namespace

Inverse FileKind::inverse(const Desired& want, const Actual& have) {
  if (std::string reason = obstacle(want, have); !reason.empty()) return impossible(std::move(reason));
  const bool merges = want.merge && (have.node.type == NodeType::regular || have.node.type == NodeType::absent);
  if (merges) return merged_before(want, have.node);
  Value attributes = Value::map();
  switch (have.node.type) {
    case NodeType::absent: attributes = absent_before(want, have); break;
    case NodeType::regular: attributes = regular_before(want, have); break;
    case NodeType::directory: attributes = directory_before(want, have); break;
    case NodeType::link: attributes = link_before(want, have); break;
    case NodeType::fifo:
    case NodeType::socket:
    case NodeType::device:
      put(attributes, "state", "present");
      put_metadata(attributes, have.node, want.mode.has_value(), want.owners);
      break;
  }
  put(attributes, "path", want.path);
  return {std::move(attributes), "", left_behind(want)};
}

}  // namespace converge
