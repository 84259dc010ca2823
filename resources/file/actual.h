// SPDX-License-Identifier: MIT
// resources/file/actual.h: what a probe found at one path.
#pragma once

#include <string>
#include <vector>

#include "resources/file/filesystem.h"

namespace converge::file {

/// Whether a wanted user or group exists yet; the same run may still make it.
enum class Account : std::uint8_t { known, missing };

/// Who owns a thing, by name where it has one. Looked up only where managed. A
/// wanted name that means the id that is there counts as its name.
struct Holders {
  std::string owner;
  std::string group;
  Account wanted_owner = Account::known;
  Account wanted_group = Account::known;
  bool operator==(const Holders&) const = default;
};

/// One thing of a tree; in the order of Desired::tree.
struct ActualEntry {
  Node node;
  Holders holders;
  std::vector<Listed> listing = {};  ///< of a folder in the place of something else, unless it is purged with all in it
  bool operator==(const ActualEntry&) const = default;
};

/// What is at the path of a resource.
struct Actual {
  Node node;
  Holders holders;
  std::vector<ActualEntry> entries;  ///< for a tree: one for each of its entries
  std::vector<Listed> listing;       ///< of a folder that is purged, removed, replaced or undone: what is in it, sorted
  std::optional<Folder> folder;      ///< where nothing is at the path but something is wanted: the folder for it
  bool operator==(const Actual&) const = default;
};

/// In words: "absent", "sha256:0123456789ab (1.0 KiB)", "link to X", "directory".
std::string node_words(const Node& node);

}  // namespace converge::file
