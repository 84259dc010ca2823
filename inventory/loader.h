// SPDX-License-Identifier: MIT
// inventory/loader.h: from all that -i may name to one inventory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/secret_door.h"
#include "inventory/inventory.h"
#include "inventory/place.h"
#include "inventory/script.h"

namespace converge {

/// One -i: a file, script or folder at a place, or, without a source, a list of
/// hosts such as "web1,web2," in `shown`.
using InventoryInput = Place;

/// What to do with an encrypted file of variables that no key opens.
enum class Locked : std::uint8_t {
  refused,   ///< an error
  left_out,  ///< a warning, for who only looks at hosts
};

/// What to read.
struct InventoryRequest {
  std::vector<InventoryInput> inputs;  ///< in the order given, which is that of merging
  std::optional<Place> playbook;       ///< the folder of the playbook: its group_vars and host_vars win over those of inventories
  /// Runs scripts, by their path in a source that is the whole disk; nullptr
  /// refuses them. What a script prints is no file, so it
  /// goes past the sources: a cache must compare its answers.
  ScriptRunner* scripts = nullptr;
  SecretDoor* secrets = nullptr;  ///< opens files that are encrypted as a whole; nullptr opens none
  Locked locked = Locked::refused;
};

/// Reads everything; each file goes through the source of its place. All errors
/// are reported, and an input that says nothing is one. The inventory is usable only if there are none.
Inventory load_inventory(const InventoryRequest& request, Diagnostics& diagnostics);

}  // namespace converge
