// SPDX-License-Identifier: MIT
#include "engine/compile/auto_edges.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace converge {

namespace {

struct KeyHash {
  std::size_t operator()(const Key& key) const noexcept {
    return std::hash<std::string>{}(key.value) * 31 + std::hash<std::string>{}(key.space);
  }
};
using Nodes = std::vector<std::uint32_t>;
using KeyIndex = std::unordered_map<Key, Nodes, KeyHash>;

bool is_part_of_file(const Key& key) { return key.space == "file-key"; }

std::string reason_for(const Key& key) { return key.space == "path" ? "parent folder " + key.value : key.text(); }

}  // namespace

void add_automatic_edges(const std::vector<Claimed>& resources, NodeEdges& edges) {
  KeyIndex providers;
  for (std::uint32_t i = 0; i < resources.size(); ++i)
    for (const Key& key : resources[i].claims.provides) providers[key].push_back(i);
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    if (resources[i].declaration->auto_edges == AutoEdges::off) continue;
    for (const Key& key : resources[i].claims.needs) {
      const auto found = providers.find(key);
      if (found == providers.end()) continue;
      for (const std::uint32_t provider : found->second) {
        if (provider == i || resources[provider].declaration->auto_edges == AutoEdges::off) continue;
        edges.add({provider, i, EdgeType::automatic, reason_for(key)});
      }
    }
  }
}

std::vector<Edge> chain_sharers(const std::vector<Claimed>& resources, const std::vector<std::uint32_t>& order) {
  std::unordered_map<Key, std::uint32_t, KeyHash> last;
  std::vector<Edge> edges;
  for (const std::uint32_t node : order) {
    if (node >= resources.size()) continue;  // a barrier
    for (const Key& key : resources[node].claims.shares) {
      if (is_part_of_file(key)) continue;  // who shares it shares the file as well
      const auto [before, first] = last.try_emplace(key, node);
      if (!first) edges.push_back({std::exchange(before->second, node), node, EdgeType::soft, "both edit " + key.value});
    }
  }
  return edges;
}

bool has_sharers(const std::vector<Claimed>& resources) {
  std::unordered_map<Key, std::uint32_t, KeyHash> first;
  for (std::uint32_t i = 0; i < resources.size(); ++i)
    for (const Key& key : resources[i].claims.shares)
      if (first.try_emplace(key, i).first->second != i) return true;
  return false;
}

namespace {

void report_conflict(const Key& key, const Claimed& one, const Claimed& other, Diagnostics& diagnostics) {
  const Declaration& first = *one.declaration;
  const Declaration& second = *other.declaration;
  const bool within_file = is_part_of_file(key);
  // What names a line or an item of a list is its text.
  const bool secret = within_file && std::max(one.sensitivity, other.sensitivity) == Sensitivity::secret;
  const std::string what = secret        ? "the same part of " + key.value.substr(0, key.value.find('#')) + ", and something in it is secret"
                           : within_file ? key.value
                                         : key.text();
  diagnostics
      .error(second.title_span, second.id.text() + " and " + first.id.text() + " both manage " + what,
             within_file ? "let one of them own it" : "keep one of them, or let each own only its keys with `merge:`")
      .notes.push_back({first.title_span, "the other one is here"});
}

/// By path: who sees to it that nothing can be below, and how.
struct Lid {
  std::uint32_t node = 0;
  std::string words;
  std::string hint;
};
using Lids = std::unordered_map<std::string, Lid>;

Lids lids_of(const std::vector<Claimed>& resources) {
  Lids lids;
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    const Claims& claims = resources[i].claims;
    if (!claims.removes.empty()) lids.emplace(claims.removes, Lid{i, "removes", "drop one of the two"});
    for (const std::string& path : claims.closes)
      lids.emplace(path, Lid{i, "makes a file or a link",
                             "drop one of the two; what is behind a link is written by the path that it leads to"});
  }
  return lids;
}

void refuse_below(const Lids& lids, const std::vector<Claimed>& resources, std::uint32_t node, const Key& key,
                  Diagnostics& diagnostics) {
  const Declaration& declaration = *resources[node].declaration;
  for (std::size_t slash = key.value.rfind('/'); slash != 0 && slash != std::string::npos;
       slash = key.value.rfind('/', slash - 1)) {
    const auto lid = lids.find(key.value.substr(0, slash));
    if (lid == lids.end() || lid->second.node == node) continue;
    const Declaration& first = *resources[lid->second.node].declaration;
    diagnostics
        .error(declaration.title_span,
               declaration.id.text() + " keeps " + key.value + " below " + lid->first + ", which " + first.id.text() +
                   " " + lid->second.words,
               lid->second.hint)
        .notes.push_back({first.title_span, "the other one is here"});
  }
}

/// What one takes away with all below it or makes a file, and another puts below it, can never both be there.
void refuse_fills(const std::vector<Claimed>& resources, Diagnostics& diagnostics) {
  const Lids lids = lids_of(resources);
  if (lids.empty()) return;
  for (std::uint32_t node = 0; node < resources.size(); ++node) {
    // Not what it only provides: a command may well fill a folder that is emptied before it.
    const Claims& claims = resources[node].claims;
    for (const auto* keys : {&claims.owns, &claims.shares})
      for (const Key& key : *keys)
        if (key.space == "file" && claims.removes != key.value) refuse_below(lids, resources, node, key, diagnostics);
  }
}

void refuse_disagreements(const std::vector<Claimed>& resources, Diagnostics& diagnostics) {
  std::unordered_map<Key, std::pair<std::uint32_t, std::string>, KeyHash> first;
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    for (const Agreement& each : resources[i].claims.agrees) {
      const auto [said, fresh] = first.try_emplace(each.about, i, each.word);
      if (fresh || said->second.second == each.word) continue;
      const Declaration& one = *resources[said->second.first].declaration;
      const Declaration& other = *resources[i].declaration;
      diagnostics
          .error(other.title_span,
                 one.id.text() + " takes " + each.about.value + " for " + said->second.second + ", " + other.id.text() +
                     " for " + each.word,
                 "let both take it for the same")
          .notes.push_back({one.title_span, "the other one is here"});
    }
  }
}

}  // namespace

void refuse_conflicts(const std::vector<Claimed>& resources, Diagnostics& diagnostics) {
  refuse_fills(resources, diagnostics);
  refuse_disagreements(resources, diagnostics);
  std::unordered_map<Key, std::uint32_t, KeyHash> owners;
  KeyIndex sharers;
  for (std::uint32_t i = 0; i < resources.size(); ++i)
    for (const Key& key : resources[i].claims.shares) sharers[key].push_back(i);
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    for (const Key& key : resources[i].claims.owns) {
      const auto [owner, fresh] = owners.try_emplace(key, i);
      if (!fresh) report_conflict(key, resources[owner->second], resources[i], diagnostics);
      const auto shared = sharers.find(key);
      if (shared == sharers.end()) continue;
      for (const std::uint32_t sharer : shared->second) {
        const auto [first, second] = std::minmax(i, sharer);
        if (sharer != i) report_conflict(key, resources[first], resources[second], diagnostics);
      }
    }
  }
}

std::vector<std::string> paths_below(const std::vector<Claimed>& resources, const std::string& folder) {
  const std::string prefix = folder == "/" ? folder : folder + "/";
  std::set<std::string> paths;
  const auto collect = [&](const std::vector<Key>& keys) {
    for (const Key& key : keys)
      if ((key.space == "path" || key.space == "file") && key.value.starts_with(prefix)) paths.insert(key.value);
  };
  for (const Claimed& resource : resources) {
    if (resource.claims.sweeps == folder) continue;
    collect(resource.claims.provides);
    collect(resource.claims.owns);
    collect(resource.claims.shares);
  }
  return {paths.begin(), paths.end()};
}

}  // namespace converge
