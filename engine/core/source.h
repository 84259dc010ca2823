// SPDX-License-Identifier: MIT
// engine/core/source.h: where desired state is read from: a folder, or one Git revision.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/content.h"
#include "engine/core/result.h"

namespace converge {

/// What stands at a path of a source.
enum class SourceType : std::uint8_t { file, directory, link };

/// One thing in a source.
struct SourceEntry {
  std::string name;  ///< last component of the path
  SourceType type = SourceType::file;
  std::uint64_t size = 0;      ///< of a file, bytes
  bool executable = false;     ///< of a file: its owner's x bit
  std::string target;          ///< of a link
};

/// A tree of files, read-only. Paths are relative to its top, with '/' between
/// components ("" is the top itself); one that would leave the tree is denied.
class Source {
 public:
  virtual ~Source() = default;
  /// The whole file; not_found, or unsupported beyond 64 MiB.
  virtual Result<std::string> read(const std::string& path) const = 0;
  /// A file piece by piece, for contents of any size.
  virtual Result<std::unique_ptr<ContentReader>> open(const std::string& path) const = 0;
  /// What is there; a link is answered as a link. not_found if nothing is.
  virtual Result<SourceEntry> stat(const std::string& path) const = 0;
  /// The entries of a directory, sorted by name in byte order.
  virtual Result<std::vector<SourceEntry>> list(const std::string& path) const = 0;
  /// The full commit id, or "" for a plain folder.
  [[nodiscard]] virtual std::string revision() const = 0;
  /// For people and as the catalog's owner: the folder's or repository's path.
  [[nodiscard]] virtual std::string describe() const = 0;
};

}  // namespace converge
