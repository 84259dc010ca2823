// SPDX-License-Identifier: MIT
// inventory/variable_files.h: group_vars and host_vars.
#pragma once

#include "inventory/builder.h"
#include "inventory/place.h"

namespace converge {

/// Reads group_vars and host_vars below a folder, for the groups and hosts that
/// there are. For NAME that is a folder or file NAME, else NAME.yml, NAME.yaml or
/// NAME.json, the first of them alone; of a folder all files in order, also
/// those in folders below. `input` says beside which inventory they lie. Every
/// file goes through the place's source.
void read_variable_files(const Place& folder, Origin origin, std::size_t input, InventoryBuilder& builder, Diagnostics& diagnostics);

}  // namespace converge
