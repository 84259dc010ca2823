// SPDX-License-Identifier: MIT
#include "resources/file/others.h"

#include <algorithm>

#include "resources/file/file_kind.h"

namespace converge {

namespace file {

namespace {

constexpr std::size_t most_named = 3;

bool is_others(const Desired& want, const Listed& listed) {
  const auto same = [&](const TreeEntry& entry) { return entry.type == NodeType::absent && entry.path == listed.path; };
  if (want.tree && std::ranges::any_of(*want.tree, same)) return false;
  return !want.goes || std::ranges::find(*want.goes, join_path(want.path, listed.path)) == want.goes->end();
}

bool is_same_owner(const std::optional<std::string>& left, const std::string& now, std::uint32_t id) {
  return !left || *left == now || parse_id(*left) == id;
}

/// Takes out of `mode` and `owners` what is not as the run left it; says what of it
/// is not as it was before either. `path` is "" for the thing at the resource's own path.
void drop_others(const LeftMetadata& left, const ActualEntry& have, const std::string& path, std::optional<Mode>& mode,
                 Owners& owners, std::vector<std::string>& words) {
  const Node& node = have.node;
  const auto say = [&](const std::string& what, const std::string& now, const std::string& then) {
    const std::string subject = path.empty() ? "its " + what : "the " + what + " of " + path;
    words.push_back(subject + " is " + now + " by now, and the run left " + then);
  };
  if (node.type == NodeType::absent) return;
  if (mode && left.mode && node.mode != *left.mode) {
    if (mode->resolve(node.mode, node.type) != node.mode) say("mode", mode_text(node.mode), mode_text(*left.mode));
    mode.reset();
  }
  const auto drop = [&](const char* what, std::optional<std::string>& wanted, const std::optional<std::string>& then,
                        const std::string& now, std::uint32_t id) {
    if (!wanted || is_same_owner(then, now, id)) return;
    if (!is_same_owner(wanted, now, id)) say(what, now, *then);
    wanted.reset();
  };
  drop("owner", owners.owner, left.owners.owner, have.holders.owner, node.uid);
  drop("group", owners.group, left.owners.group, have.holders.group, node.gid);
}

/// The wish without what is somebody else's, which is told in words.
Desired split(Desired want, const Actual& have, std::vector<std::string>& words) {
  drop_others(want.left, {have.node, have.holders}, "", want.mode, want.owners, words);
  for (std::size_t i = 0; want.tree && i < std::min(want.tree->size(), have.entries.size()); ++i) {
    TreeEntry& entry = (*want.tree)[i];
    drop_others(entry.left, have.entries[i], join_path(want.path, entry.path), entry.mode, entry.owners, words);
  }
  return want;
}

}  // namespace

bool holds_others(const Desired& want, const Actual& have, const std::string& folder) {
  if (!want.tree && !want.goes) return false;
  const std::string prefix = folder.empty() ? "" : folder + "/";
  return std::ranges::any_of(
      have.listing, [&](const Listed& listed) { return listed.path.starts_with(prefix) && is_others(want, listed); });
}

std::string others_in(const Desired& want, const Actual& have, const std::string& folder) {
  const std::string prefix = folder.empty() ? "" : folder + "/";
  std::string names;
  std::size_t count = 0;
  for (const Listed& listed : have.listing) {
    if (!listed.path.starts_with(prefix) || !is_others(want, listed)) continue;
    if (++count <= most_named) names += (names.empty() ? "" : ", ") + listed.path.substr(prefix.size());
  }
  if (count > most_named) names += " and " + std::to_string(count - most_named) + " more";
  return (folder.empty() ? want.path : join_path(want.path, folder)) + " holds " + names;
}

bool may_leave_metadata(const Desired& want) {
  if (!want.left.empty()) return true;
  return want.tree && std::ranges::any_of(*want.tree, [](const TreeEntry& entry) { return !entry.left.empty(); });
}

Desired without_others(Desired want, const Actual& have) {
  std::vector<std::string> ignored;
  return split(std::move(want), have, ignored);
}

}  // namespace file

std::vector<std::string> FileKind::leaves(const Desired& want, const Actual& have) {
  std::vector<std::string> words;
  if (file::may_leave_metadata(want)) file::split(want, have, words);
  if (have.node.type != file::NodeType::directory) return words;
  const bool undone = want.goes && want.state == file::State::absent;
  if (undone && file::holds_others(want, have, "")) words.push_back(file::others_in(want, have, "") + ", and stays");
  for (std::size_t i = 0; want.tree && i < std::min(want.tree->size(), have.entries.size()); ++i) {
    const file::TreeEntry& entry = (*want.tree)[i];
    const bool goes = entry.type == file::NodeType::absent && have.entries[i].node.type == file::NodeType::directory;
    if (goes && file::holds_others(want, have, entry.path))
      words.push_back(file::others_in(want, have, entry.path) + ", and stays");
  }
  return words;
}

}  // namespace converge
