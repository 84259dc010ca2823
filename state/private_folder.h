// SPDX-License-Identifier: MIT
// state/private_folder.h: folders and files that are the owner's alone.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/result.h"
#include "state/descriptor.h"

namespace converge {

/// Where a host keeps what outlives a run.
inline constexpr std::string_view default_state_folder = "/var/lib/converge";

/// Makes a folder (mode 0700) and what is missing above it (0755). One that
/// exists is left as it is.
Result<void> make_private_folder(const std::string& path);

/// Makes the names in a folder durable.
Result<void> sync_folder(const std::string& path);

/// A new file (mode 0600) that appears under its name only when it is whole.
/// Without publish() nothing stays behind.
class PendingFile {
 public:
  /// Starts a temporary file in `folder`.
  static Result<PendingFile> create(const std::string& folder);
  PendingFile(PendingFile&& other) noexcept;
  PendingFile& operator=(PendingFile&&) = delete;
  ~PendingFile();

  [[nodiscard]] int get() const { return file_.get(); }
  /// Syncs the file, gives it its name (in the same file system), and syncs the folder of that name.
  Result<void> publish(const std::string& path);

 private:
  PendingFile(Descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}
  Descriptor file_;
  std::string path_;  ///< the temporary name; "" once published
};

/// A file without a name in `folder`, for reading and writing; gone when it is closed.
Result<Descriptor> nameless_file(const std::string& folder);

/// Replaces a small file (mode 0600) by `text`, durably and atomically.
Result<void> write_private_file(const std::string& path, std::string_view text);

/// The folder part of a path: "/a" of "/a/b", "." of "b".
std::string folder_of(const std::string& path);

}  // namespace converge
