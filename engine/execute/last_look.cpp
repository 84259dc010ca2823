// SPDX-License-Identifier: MIT
#include "engine/execute/last_look.h"

#include <algorithm>

#include "engine/execute/batch.h"

namespace converge {

/// What can do anything reaches everything; others reach what they share something
/// with, and what stands below a folder that they sweep or remove.
LastLook::Reached LastLook::reached() const {
  Reached all;
  for (const Change& change : changes_) {
    const Claims claims = bound_.kinds[change.node]->claims(bound_.wants[change.node]);
    if (claims.affects == Reach::machine) all.everything.push_back(change);
    for (const Key& key : claims.shares) all.sharers[key.text()].push_back(change);
    for (const std::string* folder : {&claims.sweeps, &claims.removes})
      if (!folder->empty()) all.folders.emplace_back(*folder + "/", change);
  }
  return all;
}

LastLook::Doubt LastLook::doubt_of(std::uint32_t node, const Reached& reached) const {
  Doubt doubt{node, {}};
  const auto suspect = [&](const Change& change) {
    const bool later = change.node != node && change.time > looked_[node];
    if (later && std::ranges::find(doubt.suspects, change.node) == doubt.suspects.end()) doubt.suspects.push_back(change.node);
  };
  for (const Change& change : reached.everything) suspect(change);
  if (reached.sharers.empty() && reached.folders.empty()) return doubt;
  const Claims claims = bound_.kinds[node]->claims(bound_.wants[node]);
  for (const Key& key : claims.shares)
    if (const auto found = reached.sharers.find(key.text()); found != reached.sharers.end())
      std::ranges::for_each(found->second, suspect);
  for (const auto& [folder, change] : reached.folders) {
    const auto inside = [&folder = folder](const Key& key) { return key.space == "file" && key.value.starts_with(folder); };
    if (std::ranges::any_of(claims.owns, inside) || std::ranges::any_of(claims.shares, inside)) suspect(change);
  }
  return doubt;
}

std::vector<LastLook::Doubt> LastLook::doubts() const {
  std::vector<Doubt> doubts;
  if (changes_.empty()) return doubts;
  const Reached all = reached();
  for (std::uint32_t node = 0; node < bound_.size(); ++node) {
    if (bound_.kinds[node]->law() != KindLaw::state) continue;
    Doubt doubt = doubt_of(node, all);
    if (!doubt.suspects.empty()) doubts.push_back(std::move(doubt));
  }
  return doubts;
}

std::vector<std::string> look_again(const BoundCatalog& bound, const std::vector<LastLook::Doubt>& doubts) {
  std::vector<std::uint32_t> nodes;
  nodes.reserve(doubts.size());
  for (const LastLook::Doubt& doubt : doubts) nodes.push_back(doubt.node);
  const std::vector<Result<Boxed>> found = probe_nodes(bound, nodes, {});
  std::vector<std::string> answers;
  for (std::size_t i = 0; i < doubts.size(); ++i) {
    const Kind& kind = *bound.kinds[nodes[i]];
    std::string& answer = answers.emplace_back();
    if (!found[i]) {
      answer = "converged, but could not be looked at again: " + found[i].error().text();
      continue;
    }
    const std::vector<Boxed> left = kind.diff(bound.wants[nodes[i]], *found[i], Refresh::no);
    if (left.empty()) continue;
    std::string names;
    for (const std::uint32_t suspect : doubts[i].suspects) names += (names.empty() ? "" : " or ") + bound.resource(suspect).id.text();
    answer = "had converged, but was changed again by " + names + ": " + differences(left, kind);
  }
  return answers;
}

}  // namespace converge
