// SPDX-License-Identifier: MIT
// What would put a path back to how it was found.
#include <algorithm>
#include <set>

#include "engine/core/catalog.h"
#include "engine/core/hash.h"
#include "resources/file/file_kind.h"
#include "resources/file/merge/rows.h"
#include "resources/file/others.h"

namespace converge {

using file::Actual;
using file::Desired;
using file::Node;
using file::NodeType;
using file::State;

namespace {

Inverse impossible(std::string reason) { return {std::nullopt, std::move(reason)}; }

constexpr std::size_t most_named = 20;

bool is_too_large(const Node& node) { return node.type == NodeType::regular && node.size > most_kept; }

void put(Value& attributes, std::string_view key, const std::string& text) { attributes.set(key, Value::string(text)); }

/// All metadata of a thing that will have to be made again. The numeric id where
/// the name is not known: it is what chown understands.
void put_metadata(Value& attributes, const Node& node) {
  if (node.type != NodeType::link) put(attributes, "mode", file::mode_text(node.mode));
  put(attributes, "owner", std::to_string(node.uid));
  put(attributes, "group", std::to_string(node.gid));
}

/// The metadata that a change sets on a thing that stays: as it was, and in
/// `$left` as it will be. What it does not set goes its own way.
void put_set_metadata(Value& attributes, const file::ActualEntry& have, const std::optional<file::Mode>& mode,
                      const file::Owners& owners) {
  const Node& node = have.node;
  Value left = Value::map();
  if (mode && mode->resolve(node.mode, node.type) != node.mode) {
    put(attributes, "mode", file::mode_text(node.mode));
    put(left, "mode", file::mode_text(mode->resolve(node.mode, node.type)));
  }
  const auto set = [&](std::string_view key, const std::optional<std::string>& name, const std::string& now,
                       std::uint32_t id) {
    if (!name || *name == now || file::parse_id(*name) == id) return;
    put(attributes, key, std::to_string(id));
    put(left, key, *name);
  };
  set("owner", owners.owner, have.holders.owner, node.uid);
  set("group", owners.group, have.holders.group, node.gid);
  if (!left.entries().empty()) attributes.set("$left", std::move(left));
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
  if (node.type == NodeType::absent) return before;
  const bool stays = node.type == entry.type && node.target == entry.target;
  if (stays)
    put_set_metadata(before, have, entry.mode, entry.owners);
  else
    put_metadata(before, node);
  return before;
}

bool is_special(NodeType type) {
  return type == NodeType::fifo || type == NodeType::socket || type == NodeType::device;
}

/// What of a change cannot be taken back.
struct Obstacles {
  std::string whole;              ///< why nothing can, or ""
  std::vector<std::string> lost;  ///< what alone cannot, in words
  std::set<std::string> entries;  ///< of the tree, which stay as the change leaves them
};

bool replaces_content(const file::Change& change) {
  return std::holds_alternative<file::WriteContent>(change.action) ||
         std::holds_alternative<file::Remove>(change.action) || std::holds_alternative<file::MakeLink>(change.action);
}

/// Whether a change does away with a content of which no copy is kept.
bool replaces_large(const file::Change& change, const Desired& want, const Actual& have) {
  if (!replaces_content(change)) return false;
  if (change.entry.empty()) return is_too_large(have.node);
  for (std::size_t i = 0; want.tree && i < std::min(want.tree->size(), have.entries.size()); ++i)
    if ((*want.tree)[i].path == change.entry) return is_too_large(have.entries[i].node);
  return false;
}

/// Why one step cannot be taken back, or "".
std::string obstacle(const file::Change& change, const Desired& want, const Actual& have) {
  if (replaces_large(change, want, have))
    return "the former content of " + change.path + " is too large for a copy to be kept";
  if (const auto* removal = std::get_if<file::Remove>(&change.action)) {
    const bool whole = removal->recursion == file::Recursion::recursive;
    if (whole && removal->type == NodeType::directory)
      return "the directory " + change.path + " is removed with all that is in it";
    if (is_special(removal->type)) return change.path + " was a " + removal->before;
    if (whole && !change.entry.empty()) return change.path + " is purged, and no copy of it is kept";
  }
  const auto* write = std::get_if<file::WriteContent>(&change.action);
  const bool replaces_special =
      write != nullptr && (write->before == "fifo" || write->before == "socket" || write->before == "device");
  return replaces_special ? change.path + " was a " + write->before : "";
}

/// A tree comes back but for those of its entries that cannot, and for what was purged.
Obstacles losses(const Desired& want, const Actual& have) {
  Obstacles found;
  if (want.sensitivity == Sensitivity::secret && have.node.type == NodeType::regular) {
    found.whole = "its content is secret, and no copy of it is kept";
    return found;
  }
  const std::vector<file::Change> changes = file::diff_file(want, have);
  const bool was_secret = want.veil == file::Veil::former && have.node.type == NodeType::regular;
  if (was_secret && std::ranges::any_of(changes, replaces_content)) {
    found.whole = "its content was secret, and no copy of it is kept";
    return found;
  }
  std::size_t unnamed = 0;
  for (const file::Change& change : changes) {
    std::string why = obstacle(change, want, have);
    if (why.empty()) continue;
    if (change.entry.empty()) {
      found.whole = std::move(why);
      return found;
    }
    found.entries.insert(change.entry);
    found.lost.size() < most_named ? found.lost.push_back(std::move(why)) : static_cast<void>(++unnamed);
  }
  if (unnamed > 0) found.lost.push_back("nor can " + std::to_string(unnamed) + " more things in it");
  const auto is_lost = [&](const file::Change& change) { return found.entries.contains(change.entry); };
  if (!changes.empty() && std::ranges::all_of(changes, is_lost)) found.whole = found.lost.front();
  return found;
}

/// The entries of a tree as they were. What was not there goes, but nothing else:
/// a folder stays if somebody has put something into it since.
void put_tree(Value& attributes, const Desired& want, const Actual& have, const Obstacles& obstacles) {
  if (!want.tree || want.tree->empty()) return;
  Value entries = Value::list();
  for (std::size_t i = 0; i < want.tree->size(); ++i) {
    const file::ActualEntry absent;
    if (obstacles.entries.contains((*want.tree)[i].path)) continue;
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
Inverse merged_before(const Desired& want, const Actual& have) {
  const Node& node = have.node;
  const std::string current = node.text.value_or("");
  const auto merged = merge_text(current, *want.merge);
  const auto back = inverse_merge(current, *want.merge);
  const bool secret = want.sensitivity == Sensitivity::secret;
  const bool changes = merged && *merged != current;
  const bool names_secret = back && *back && sensitivity_of((*back)->taken) == Sensitivity::secret;
  if (changes && secret && (!back || names_secret || want.merge->format == MergeFormat::lines)) {
    return impossible("what it merged into the file is secret, and what is secret is not stored");
  }
  const bool others_secret = want.before() == Sensitivity::secret && !secret;
  const bool restores = back && *back && !(*back)->content.is_null();
  if (changes && others_secret && (!back || (restores && want.replaced() == Sensitivity::secret))) {
    return impossible("others keep secrets in the file, and no copy of it is kept");
  }
  Value attributes = Value::map();
  put(attributes, "state", node.type == NodeType::absent && !changes ? "absent" : "present");
  if (back && *back) put_merge(attributes, **back);
  if (changes && !secret && !others_secret) {
    Value untouched = Value::map();
    put(untouched, "left", sha256(*merged));
    if (node.type == NodeType::regular) untouched.set("before", content_value({node.sha256, node.size}));
    attributes.set("$untouched", std::move(untouched));
  }
  if (node.type == NodeType::regular) put_set_metadata(attributes, {node, have.holders}, want.mode, want.owners);
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
  const bool rewrites = !same_shape || (want.content && want.content->sha256 != node.sha256);
  put(attributes, "state", "present");
  if (rewrites) attributes.set("content", content_value({node.sha256, node.size}));
  if (same_shape)
    put_set_metadata(attributes, {node, have.holders}, want.mode, want.owners);
  else
    put_metadata(attributes, node);
  return attributes;
}

/// With a tree, the folder's metadata stand apart: in YAML they would be those of its entries, too.
Value directory_before(const Desired& want, const Actual& have) {
  Value attributes = Value::map();
  Value own = Value::map();
  put(attributes, "state", "directory");
  if (want.state == State::directory)
    put_set_metadata(want.tree ? own : attributes, {have.node, have.holders}, want.mode, want.owners);
  else
    put_metadata(want.tree ? own : attributes, have.node);
  if (!own.entries().empty()) attributes.set("$own", std::move(own));
  return attributes;
}

Value link_before(const Desired& want, const Actual& have) {
  const Node& node = have.node;
  Value attributes = Value::map();
  put(attributes, "state", "link");
  put(attributes, "target", node.target);
  if (want.state == State::link && want.target == node.target)
    put_set_metadata(attributes, {node, have.holders}, std::nullopt, want.owners);
  else
    put_metadata(attributes, node);
  return attributes;
}

/// What was there before, of a path that is not merged into.
Value before(const Desired& want, const Actual& have, const Obstacles& obstacles) {
  Value attributes = Value::map();
  switch (have.node.type) {
    case NodeType::absent: put(attributes, "state", "absent"); break;
    case NodeType::regular: attributes = regular_before(want, have); break;
    case NodeType::directory: attributes = directory_before(want, have); break;
    case NodeType::link: attributes = link_before(want, have); break;
    case NodeType::fifo:
    case NodeType::socket:
    case NodeType::device:
      put(attributes, "state", "present");
      put_set_metadata(attributes, {have.node, have.holders}, want.mode, want.owners);
      break;
  }
  put_tree(attributes, want, have, obstacles);
  const bool makes_folder = want.state == State::directory && have.node.type != NodeType::directory;
  if (makes_folder) attributes.set("$goes", Value::list());
  put(attributes, "path", want.path);
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

/// What the change leaves, metadata apart: `$left` has what of that goes back.
Value left_behind(const Desired& want, const Actual& have, const Obstacles& obstacles) {
  Value left = Value::map();
  put(left, "path", want.path);
  put(left, "state", std::string(file::state_name(want.state)));
  if (want.state == State::link) put(left, "target", want.target);
  if (want.state == State::present) {
    const bool rewrites =
        want.content && (have.node.type != NodeType::regular || have.node.sha256 != want.content->sha256);
    if (rewrites && want.sensitivity == Sensitivity::open) left.set("content", content_value(*want.content));
  }
  if (want.tree) {
    Value entries = Value::list();
    for (const file::TreeEntry& entry : *want.tree)
      if (!obstacles.entries.contains(entry.path)) entries.push_back(entry_after(entry));
    Value source = Value::map();
    source.set("$tree", std::move(entries));
    left.set("source", std::move(source));
  }
  return left;
}

}  // namespace

Inverse FileKind::inverse(const Desired& asked, const Actual& have) {
  // What an undo leaves alone is nothing that another undo could put back.
  const Desired want = file::may_leave_metadata(asked) ? file::without_others(asked, have) : asked;
  Obstacles found = losses(want, have);
  if (!found.whole.empty()) return impossible(std::move(found.whole));
  const bool merges = want.merge && (have.node.type == NodeType::regular || have.node.type == NodeType::absent);
  if (merges) return merged_before(want, have);
  return {before(want, have, found), "", left_behind(want, have, found), {}, std::move(found.lost)};
}

}  // namespace converge
