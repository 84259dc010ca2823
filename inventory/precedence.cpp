// SPDX-License-Identifier: MIT
// precedence.cpp: tells in words what Inventory::layers() and the order of a host's groups do.
#include "inventory/precedence.h"

#include <string_view>

namespace converge {

namespace {

constexpr std::string_view group_word = "group ";

/// The group that a candidate belongs to; nullptr for one of the host itself.
const Group* group_of(const Inventory& inventory, const Candidate& candidate) {
  const std::string_view owner = candidate.owner;
  return owner.starts_with(group_word) ? inventory.find_group(owner.substr(group_word.size())) : nullptr;
}

bool is_all(const Group& group) { return group.depth == 0; }

std::string two(std::string_view what, const std::string& winner, const std::string& loser) {
  return std::string(what) + winner + " over " + loser;
}

/// Of two groups at the same kind of place: what Ansible sorts them by.
std::string order_of_groups(const Group& winner, const Group& loser) {
  if (winner.depth != loser.depth) return two("the deeper group: depth ", std::to_string(winner.depth), std::to_string(loser.depth));
  if (winner.priority != loser.priority) return two("ansible_group_priority ", std::to_string(winner.priority), std::to_string(loser.priority));
  return two("the later name: ", winner.name, loser.name);
}

/// Of two places of one group or host, or of the same kind.
std::string order_of_places(const Candidate& winner, const Candidate& loser) {
  if (winner.origin == Origin::beside_playbook && loser.origin == Origin::beside_inventory) return "beside the playbook over beside the inventory";
  if (winner.origin == Origin::beside_inventory && winner.input != loser.input) return "beside the later inventory";
  return "read later";
}

}  // namespace

std::string source_of(const Inventory& inventory, const Candidate& candidate) {
  const Group* group = group_of(inventory, candidate);
  if (group == nullptr) return candidate.origin == Origin::inventory ? candidate.owner : "host_vars of " + candidate.owner.substr(5);
  std::string text = candidate.origin == Origin::inventory ? "group " : "group_vars of ";
  text += group->name;
  if (is_all(*group)) return text;
  text += " (depth " + std::to_string(group->depth);
  if (group->priority != 1) text += ", priority " + std::to_string(group->priority);
  return text + ")";
}

std::string reason_over(const Inventory& inventory, const Candidate& winner, const Candidate& loser) {
  const Group* mine = group_of(inventory, winner);
  const Group* theirs = group_of(inventory, loser);
  if (mine == nullptr && theirs != nullptr) return "a host over its groups";
  if (winner.origin != Origin::inventory && loser.origin == Origin::inventory)
    return mine == nullptr ? "host_vars over the inventory" : "group_vars over the inventory";
  if (mine == theirs || mine == nullptr) return order_of_places(winner, loser);
  if (is_all(*theirs)) return "a group over all";
  const bool same_place = winner.origin == loser.origin && winner.input == loser.input;
  return same_place ? order_of_groups(*mine, *theirs) : order_of_places(winner, loser);
}

}  // namespace converge
