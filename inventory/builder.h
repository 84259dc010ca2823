// SPDX-License-Identifier: MIT
// inventory/builder.h: what every format of inventory is read into. It keeps
// Ansible's rules, so that the readers only know their syntax.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "inventory/inventory.h"

namespace converge {

/// Collects hosts and groups of all inputs; finish() settles what depends on all of them.
class InventoryBuilder {
 public:
  explicit InventoryBuilder(Diagnostics& diagnostics);

  /// The group of that name, new where there is none yet.
  GroupIndex group(std::string_view name, Span span);
  [[nodiscard]] bool has_group(std::string_view name) const { return inventory_.group_names_.contains(name); }
  /// The host of that name, new where there is none yet. A port counts for a new
  /// one only, as it does for Ansible; a port that is lost is warned about.
  HostIndex host(std::string_view name, Span span, std::optional<std::int64_t> port = std::nullopt);
  [[nodiscard]] bool has_host(std::string_view name) const { return inventory_.host_names_.contains(name); }
  /// Puts a host into a group; once is enough.
  void add_host(GroupIndex group, HostIndex host);
  /// Puts a group below another; a loop is reported at `span`.
  void add_child(GroupIndex parent, GroupIndex child, Span span);

  /// Takes variables of a group; ansible_group_priority is taken out of them.
  void add_group_variables(GroupIndex group, const Value& variables);
  /// Takes variables of hosts, which share them. Where a group has the name of
  /// the host, Ansible gives them to the group, and so do we, with a warning.
  void add_host_variables(const std::vector<HostIndex>& hosts, const Value& variables);

  /// What is known so far, for who looks for files beside it.
  [[nodiscard]] const Inventory& so_far() const { return inventory_; }
  /// Takes one file of group_vars or host_vars.
  void add_group_file(GroupIndex group, Definition file) { inventory_.groups_[group].definitions.push_back(std::move(file)); }
  void add_host_file(HostIndex host, Definition file) { inventory_.hosts_[host].definitions.push_back(std::move(file)); }
  /// Takes a file of host_vars for this machine, where the inventory does not name it.
  void add_implicit_file(std::string_view name, const Definition& file);

  /// Ansible's last steps: groups without a parent go below "all", hosts without
  /// a group into "ungrouped"; then depths and orders. Once every input is read;
  /// files may be added after it.
  void settle();
  /// The inventory; settles it where that has not been done.
  Inventory finish();

 private:
  [[nodiscard]] bool is_below(GroupIndex group, GroupIndex top) const;
  void take_priority(Group& group, const Value& priority);
  void adopt_orphans();
  void settle_ungrouped();
  void settle_depths();
  void settle_host_groups();
  void judge_shared_names();
  void add_implicit_hosts();

  Inventory inventory_;
  Diagnostics& diagnostics_;
  std::unordered_set<std::uint64_t> memberships_;  ///< group and host in one number
  std::vector<std::pair<GroupIndex, HostIndex>> diverted_;  ///< variables of a host that went to a group
  bool settled_ = false;
};

}  // namespace converge
