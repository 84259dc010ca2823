// SPDX-License-Identifier: MIT
// inventory/inventory.h: hosts, groups and their variables, as Ansible sees them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/value.h"

namespace converge {

/// Places in Inventory::hosts() and Inventory::groups().
using HostIndex = std::uint32_t;
using GroupIndex = std::uint32_t;

/// Where variables come from: the inventory itself, or a file of group_vars or
/// host_vars beside it or beside the playbook.
enum class Origin : std::uint8_t { inventory, beside_inventory, beside_playbook };

/// Variables that were written together: a section, a host's line, a file. The
/// hosts of a range share one.
struct Definition {
  std::shared_ptr<const Value> variables;  ///< a map
  Origin origin = Origin::inventory;
  std::size_t input = 0;  ///< of beside_inventory: beside which -i it lies
};

/// One machine.
struct Host {
  std::string name;
  Span span;                            ///< where it is first named
  std::vector<GroupIndex> groups;       ///< that it is in, also through children, low to high precedence; without "all"
  std::vector<Definition> definitions;  ///< its own variables, in the order in which they were read
};

/// A named set of hosts.
struct Group {
  std::string name;
  Span span;                        ///< where it is first named
  std::vector<HostIndex> hosts;     ///< its own, in the order in which they were added
  std::vector<GroupIndex> children;
  std::vector<GroupIndex> parents;
  std::vector<Definition> definitions;
  std::int64_t priority = 1;  ///< ansible_group_priority: of two equally deep groups the higher wins
  std::size_t depth = 0;      ///< the longest way down from "all"; deeper wins
};

/// Variables of one place as they reach one host.
struct Layer {
  std::string owner;  ///< "group web" or "host web1"
  Origin origin = Origin::inventory;
  const Value* variables = nullptr;  ///< a map; lives as long as the inventory
  std::size_t input = 0;             ///< of beside_inventory: beside which -i it lies
};

/// One value that a variable of a host was given.
struct Candidate {
  std::string owner;
  Origin origin = Origin::inventory;
  const Entry* entry = nullptr;  ///< with the spans of key and value
  std::size_t input = 0;         ///< of beside_inventory: beside which -i it lies
};

/// How a host is reached.
enum class Connection { local, ssh };

/// Hosts and groups; immutable once built. Variables are merged when asked for,
/// since most hosts of a large inventory share most of them.
class Inventory {
 public:
  /// In the order in which they are first named.
  [[nodiscard]] const std::vector<Host>& hosts() const { return hosts_; }
  /// In the order in which they are first named, after "all" and "ungrouped".
  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
  /// A host by name, or nullptr. "localhost" and its addresses are always found.
  [[nodiscard]] const Host* find(std::string_view name) const;
  [[nodiscard]] const Group* find_group(std::string_view name) const;
  /// This machine, where the inventory does not name it: selected by name only,
  /// and in no group. Has the name that was asked for: see implicit().
  [[nodiscard]] const Host* implicit(std::string_view name) const;

  /// The hosts of a group and of all its children, each once, in Ansible's order.
  [[nodiscard]] std::vector<const Host*> members(const Group& group) const;
  /// Names of the groups a host is in, sorted, without "all": `group_names`.
  [[nodiscard]] std::vector<std::string> group_names(const Host& host) const;

  /// What applies to a host, low to high precedence: inventory variables of "all",
  /// then of its groups; group_vars of "all" beside inventories, then beside the
  /// playbook; the same of its groups; its own from the inventory, then from
  /// host_vars beside inventories and playbook. A later layer replaces whole values.
  [[nodiscard]] std::vector<Layer> layers(const Host& host) const;
  /// The same of one group alone.
  [[nodiscard]] std::vector<Layer> layers(const Group& group) const;
  /// All layers merged into one map; each entry keeps the spans of its winner.
  /// Templates are in it as they were written.
  [[nodiscard]] Value variables(const Host& host) const;
  [[nodiscard]] Value variables(const Group& group) const;
  /// The winner for one variable, or nullptr; cheaper than all of them.
  [[nodiscard]] const Value* variable(const Host& host, std::string_view name) const;
  /// Every value a variable was given, low to high: the last one wins, the
  /// others lost to it. Empty for a variable that nobody sets.
  [[nodiscard]] std::vector<Candidate> candidates(const Host& host, std::string_view name) const;

 private:
  friend class InventoryBuilder;
  std::vector<Host> hosts_;
  std::vector<Group> groups_;
  std::vector<Host> implicit_;  ///< the names of this machine; empty where a host of the inventory is one
  std::map<std::string, HostIndex, std::less<>> host_names_;
  std::map<std::string, GroupIndex, std::less<>> group_names_;
};

/// Reads one YAML inventory, with nothing beside it. Every error is reported.
Inventory load_inventory(std::string_view text, std::string_view file, Diagnostics& diagnostics);

/// The inventory of a run without one: this machine, as "localhost".
Inventory local_inventory();

/// From the variable ansible_connection, of the command line before the inventory's; ssh
/// where nothing is said, but local for a host named localhost. Another transport is reported.
Connection connection_of(const Inventory& inventory, const Host& host, const Value& extra, Diagnostics& diagnostics);

}  // namespace converge
