// SPDX-License-Identifier: MIT
// engine/inventory_pass.h: the second pass of every run: from what -i names, beside
// the playbook or not, on disk or in a Git revision, to an inventory.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/source.h"
#include "inventory/loader.h"

namespace converge {

/// What names the inventory, and where from.
struct InventoryWish {
  std::vector<std::string> inputs;   ///< as given with -i; empty for this machine alone
  const Source* repository = nullptr;  ///< a Git revision, which then holds everything; nullptr for the disk
  std::optional<std::string> playbook_folder;  ///< as written; in the repository, or on disk; nothing where no playbook is meant
  std::string limit;                 ///< a host pattern; "" is all hosts
  SecretDoor* secrets = nullptr;     ///< opens encrypted files; lives as long as the call
  Locked locked = Locked::refused;   ///< what to do with one that no key opens
};

/// An inventory with what is known of its making.
class InventoryPass {
 public:
  /// Reads it; findings about it are added. An Error means that the disk could not be looked at.
  static Result<std::unique_ptr<InventoryPass>> read(const InventoryWish& wish, Diagnostics& diagnostics);
  InventoryPass(const InventoryPass&) = delete;
  InventoryPass& operator=(const InventoryPass&) = delete;
  ~InventoryPass();

  [[nodiscard]] const Inventory& inventory() const { return inventory_; }
  /// The hosts of the limit, in the inventory's order; none if there are findings.
  [[nodiscard]] const std::vector<const Host*>& chosen() const { return chosen_; }
  /// The path of the file or script that names a host first: absolute on disk, or within the
  /// revision; "" for a host of a list, and for this machine where no file names it.
  [[nodiscard]] std::string file_of(const Host& host) const;
  /// Over every file, folder and script's answer that it was made from: while the
  /// digest is the same, so is the inventory.
  [[nodiscard]] const std::string& digest() const { return digest_; }
  /// The text of a file of it on disk, for showing a finding; nothing for another file.
  [[nodiscard]] std::optional<std::string> text(const std::string& shown) const;

 private:
  InventoryPass();
  void load(const InventoryWish& wish, Diagnostics& diagnostics);
  void choose(const std::string& limit, Diagnostics& diagnostics);

  struct Doors;
  std::unique_ptr<Doors> doors_;
  Inventory inventory_;
  std::vector<const Host*> chosen_;
  std::string digest_;
  bool is_revision_ = false;
};

/// Whether a place exists, also if it cannot be looked at or is a link that leads
/// nowhere: reading it says what is wrong.
bool exists_on_disk(const std::string& path);

}  // namespace converge
