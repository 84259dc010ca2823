// SPDX-License-Identifier: MIT
// inventory/yaml_reader.h: inventories in YAML and JSON.
#pragma once

#include "inventory/builder.h"
#include "inventory/document.h"

namespace converge {

/// Reads a map of groups, each with hosts, vars and children; every problem is reported.
void read_yaml_inventory(const Document& document, std::string_view file, InventoryBuilder& builder, Diagnostics& diagnostics);

}  // namespace converge
