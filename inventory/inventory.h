// SPDX-License-Identifier: MIT
// inventory/inventory.h: hosts, groups and their variables, as Ansible's YAML inventories write them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/value.h"

namespace converge {

/// One machine.
struct Host {
  std::string name;
  Span span;  ///< where it is first named
  Value variables = Value::map();  ///< merged: all, then groups from parent to child, then the host's own
};

/// A named set of hosts.
struct Group {
  std::string name;
  Span span;
  std::vector<std::string> hosts;     ///< its own, in written order
  std::vector<std::string> children;  ///< groups
  Value variables = Value::map();
};

/// How a host is reached.
enum class Connection { local, ssh };

/// Hosts in the order in which they are first named.
struct Inventory {
  std::vector<Host> hosts;
  std::map<std::string, Group> groups;  ///< "all" is always there

  [[nodiscard]] const Host* find(std::string_view name) const;
  /// The hosts of a group and of all its children.
  [[nodiscard]] std::set<std::string> members(const std::string& group) const;
};

/// Reads a YAML inventory: groups of hosts, vars and children. Every error is reported.
Inventory load_inventory(std::string_view text, std::string_view file, Diagnostics& diagnostics);

/// The inventory of a run without one: this machine, as "localhost".
Inventory local_inventory();

/// From the variable ansible_connection; ssh where nothing is said, but local
/// for a host named localhost. Another transport is reported.
Connection connection_of(const Host& host, Diagnostics& diagnostics);

}  // namespace converge
