// SPDX-License-Identifier: MIT
// Changes and actuals in words and rows.
#include <algorithm>
#include <cassert>

#include "engine/core/hash.h"
#include "resources/file/file_kind.h"

namespace converge {

using file::Account;
using file::Change;
using file::NodeType;

namespace {

/// One row for each action; `attribute` is relative to the thing at the path.
struct Describe {
  Delta operator()(const file::WriteContent& write) const {
    const std::string secret(file::secret_words);
    const bool hides = !write.before_sha256.empty() && write.former == Sensitivity::secret;
    if (write.sensitivity == Sensitivity::open)
      return {"content", hides ? secret : write.before, file::content_words(write.content), Sensitivity::open};
    return {"content", hides ? "other " + secret : write.before, secret, Sensitivity::secret};
  }
  Delta operator()(const file::MergeKey& key) const { return key.delta; }
  Delta operator()(const file::SetMode& mode) const {
    return {"mode", mode.before ? file::mode_text(*mode.before) : "absent", file::mode_text(mode.after)};
  }
  Delta operator()(const file::SetOwner& owner) const {
    const bool user = owner.which == file::SetOwner::Which::owner;
    const std::string missing = owner.wanted == Account::missing ? " (does not exist yet)" : "";
    return {user ? "owner" : "group", owner.before, owner.after + missing};
  }
  Delta operator()(const file::MakeDirectory&) const { return {"state", "absent", "directory"}; }
  Delta operator()(const file::MakeLink& link) const { return {"target", link.before, link.target}; }
  Delta operator()(const file::Remove& removal) const {
    const bool hidden = removal.sensitivity == Sensitivity::secret && removal.type == NodeType::regular;
    return {"state", hidden ? std::string(file::secret_words) : removal.before, "absent"};
  }
};

std::string holder_words(const std::string& now, const std::string& wanted, Account account) {
  return account == Account::known ? now : now + " (" + wanted + " does not exist yet)";
}

std::string entry_words(const file::TreeEntry& entry, const file::ActualEntry& have) {
  std::string words = entry.path + " " + std::string(file::node_type_name(have.node.type));
  if (have.node.type == NodeType::regular) words += " " + have.node.sha256;
  if (have.node.type == NodeType::link) words += " " + have.node.target;
  if (entry.mode) words += " mode " + file::mode_text(have.node.mode);
  if (entry.owners.owner) words += " owner " + have.holders.owner;
  if (entry.owners.group) words += " group " + have.holders.group;
  return words + "\n";
}

/// A tree as one row: a digest over its entries.
Observation observe_tree(const file::Desired& want, const file::Actual& have) {
  std::string words;
  for (std::size_t i = 0; i < want.tree->size(); ++i) {
    const file::ActualEntry absent;
    words += entry_words((*want.tree)[i], i < have.entries.size() ? have.entries[i] : absent);
  }
  return {"entries", std::to_string(want.tree->size()) + " entries, sha256:" + sha256(words)};
}

std::string observed_content(const file::Desired& want, const file::Node& node) {
  if (node.type != NodeType::regular) return std::string(file::node_type_name(node.type));
  const bool as_wanted = node.sha256 == want.content->sha256;
  if ((as_wanted ? want.sensitivity : want.before()) == Sensitivity::open) return "sha256:" + node.sha256;
  return as_wanted ? "as wanted (secret)" : "other than wanted (secret)";
}

std::string untouched_words(const file::Desired& want, const file::Node& node) {
  if (want.before() == Sensitivity::open) return "sha256:" + node.sha256;
  return node.sha256 == want.untouched->left ? "as the run left it (secret)" : "other than the run left it (secret)";
}

/// The owned keys that are not as wanted, as they are.
void observe_merge(const file::Desired& want, const file::Node& node, std::vector<Observation>& rows) {
  if (want.untouched) rows.push_back({"content", untouched_words(want, node)});
  const auto deltas = merge_deltas(node.text.value_or(""), *want.merge);
  if (!deltas) return rows.push_back({"merge", "unreadable: " + deltas.error().message});
  if (deltas->empty()) return rows.push_back({"merge", "all keys as wanted"});
  for (const Delta& delta : *deltas) {
    rows.push_back(
        {delta.attribute, want.replaced() == Sensitivity::open ? delta.before : "other than wanted (secret)"});
  }
}

void observe_metadata(const file::Desired& want, const file::Actual& have, std::vector<Observation>& rows) {
  const file::Holders& holders = have.holders;
  if (want.mode) rows.push_back({"mode", file::mode_text(have.node.mode)});
  if (want.owners.owner) {
    rows.push_back({"owner", holder_words(holders.owner, *want.owners.owner, holders.wanted_owner)});
  }
  if (want.owners.group) {
    rows.push_back({"group", holder_words(holders.group, *want.owners.group, holders.wanted_group)});
  }
}

/// What a purge would remove, by name.
std::string unmanaged_names(const file::Desired& want, const file::Actual& have) {
  std::string names;
  for (const Change& change : file::diff_file(want, have)) {
    const auto* removal = std::get_if<file::Remove>(&change.action);
    const bool purged = removal != nullptr && !change.entry.empty() && removal->recursion == file::Recursion::recursive;
    if (purged) names += (names.empty() ? "" : ", ") + change.entry;
  }
  return names.empty() ? "none" : names;
}

}  // namespace

std::string file::node_words(const Node& node) {
  if (node.type == NodeType::link) return "link to " + node.target;
  if (node.type == NodeType::regular && !node.sha256.empty()) {
    return content_words({node.sha256, node.size}) + (node.size > most_kept ? ", of which no copy is kept" : "");
  }
  return std::string(node_type_name(node.type));
}

Step FileKind::describe(const Change& change) {
  Delta delta = std::visit(Describe{}, change.action);
  if (!change.entry.empty()) delta.attribute = change.entry + " " + delta.attribute;
  return {std::move(delta), Disruption::none};
}

std::vector<Observation> FileKind::observe(const Desired& want, const Actual& have) {
  std::vector<Observation> rows = {{"state", std::string(file::node_type_name(have.node.type))}};
  if (have.node.type == NodeType::absent) return rows;
  if (want.content) rows.push_back({"content", observed_content(want, have.node)});
  if (want.merge) observe_merge(want, have.node, rows);
  if (want.state == file::State::link && have.node.type == NodeType::link) rows.push_back({"target", have.node.target});
  observe_metadata(want, have, rows);
  if (want.tree) rows.push_back(observe_tree(want, have));
  if (want.purge == file::Purge::remove) rows.push_back({"unmanaged", unmanaged_names(want, have)});
  return rows;
}

std::vector<Change> FileKind::diff(const Desired& want, const Actual& have, Refresh) {
  return file::diff_file(want, have);
}

std::optional<FileKind::Desired> FileKind::parse(const Value& attributes, Diagnostics& diagnostics) {
  return file::parse_desired(attributes, diagnostics);
}

}  // namespace converge
