// SPDX-License-Identifier: MIT
// inventory/pattern.h: Ansible's host patterns: "gpu:!maintenance".
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "inventory/inventory.h"

namespace converge {

/// The hosts that a pattern selects: names, groups and globs, joined by ':' or
/// ',' (union), ':&' (intersection) and ':!' (exclusion), which are applied in
/// that order. A part that names nothing is reported.
std::set<std::string> select_hosts(const Inventory& inventory, std::string_view pattern, Span span,
                                   Diagnostics& diagnostics);

}  // namespace converge
