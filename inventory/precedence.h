// SPDX-License-Identifier: MIT
// inventory/precedence.h: why one value of a variable counts more than another.
#pragma once

#include <string>

#include "inventory/inventory.h"

namespace converge {

/// Where a candidate was set, for people: "group gpu (depth 2)", "host_vars of node01".
std::string source_of(const Inventory& inventory, const Candidate& candidate);

/// Why `winner` stands behind `loser` in Inventory::candidates(): "priority 10 over 1".
std::string reason_over(const Inventory& inventory, const Candidate& winner, const Candidate& loser);

}  // namespace converge
