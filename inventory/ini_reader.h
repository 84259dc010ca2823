// SPDX-License-Identifier: MIT
// inventory/ini_reader.h: inventories in Ansible's INI dialect.
#pragma once

#include <string_view>

#include "inventory/builder.h"

namespace converge {

/// Reads sections of hosts, vars and children; hosts before the first section
/// are in no group. Every problem is reported at its place in the line.
void read_ini_inventory(std::string_view text, std::string_view file, InventoryBuilder& builder, Diagnostics& diagnostics);

}  // namespace converge
