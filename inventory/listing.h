// SPDX-License-Identifier: MIT
// inventory/listing.h: an inventory as `ansible-inventory` shows it. Magic variables
// such as group_names are left out, as there.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>

#include "inventory/inventory.h"

namespace converge {

/// Whether a graph shows variables.
enum class GraphVariables : std::uint8_t { hidden, shown };

/// What is shown of an inventory.
struct ListedHosts {
  const Inventory& inventory;
  std::unordered_set<const Host*> chosen;
};

// Of what is encrypted all of these show the encrypted text alone, and of what was in
// an encrypted file the word "(secret)".

/// --list: groups by name with hosts and children, and _meta.hostvars.
Value list_of_hosts(const ListedHosts& hosts);
/// --list as YAML: groups inside groups, variables where a host comes first.
Value tree_of_hosts(const ListedHosts& hosts);
/// --host: all variables of one.
Value variables_of_host(const Inventory& inventory, const Host& host);
/// --graph: a group with what is below it, one a line.
std::string graph_of_hosts(const ListedHosts& hosts, const Group& top, GraphVariables variables);

}  // namespace converge
