// SPDX-License-Identifier: MIT
// inventory/variable_files.h: group_vars and host_vars.
#pragma once

#include "inventory/builder.h"
#include "inventory/loader.h"
#include "inventory/place.h"

namespace converge {

/// Where group_vars and host_vars lie, and how to read them.
struct VariablePlace {
  Place folder;  ///< that both lie in
  Origin origin = Origin::beside_inventory;
  std::size_t input = 0;          ///< beside which inventory
  SecretDoor* secrets = nullptr;  ///< opens encrypted files
  Locked locked = Locked::refused;
};

/// Reads group_vars and host_vars below a folder, for the groups and hosts that
/// there are. For NAME that is a folder or file NAME, else NAME.yml, NAME.yaml or
/// NAME.json, the first of them alone; of a folder all files in order, also
/// those in folders below. Every file goes through the place's source.
void read_variable_files(const VariablePlace& where, InventoryBuilder& builder, Diagnostics& diagnostics);

}  // namespace converge
