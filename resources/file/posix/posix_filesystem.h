// SPDX-License-Identifier: MIT
// resources/file/posix/posix_filesystem.h: the files of this machine, or of a
// folder that is treated as one (`--root DIR`).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "resources/file/filesystem.h"
#include "resources/file/posix/fd.h"

namespace converge {

/// Reaches everything through one descriptor of the root, so that no path and no
/// link leads out of it. Files are read and staged by a few threads.
class PosixFileSystem final : public FileSystem {
 public:
  /// `root` is "/" or an existing folder.
  static Result<std::unique_ptr<PosixFileSystem>> open_root(const std::string& root);

  std::vector<Result<file::Node>> look(std::span<const file::Look> looks, std::stop_token stop) override;
  Result<std::vector<file::Listed>> list(const std::string& folder) override;
  std::vector<Result<file::Folder>> find_folders(std::span<const std::string> paths, std::stop_token stop) override;
  Result<std::unique_ptr<ContentReader>> open(const std::string& path) override;
  std::vector<Result<file::Staged>> stage(std::span<const file::Staging> files, std::stop_token stop) override;
  Result<void> show(const file::Staged& staged) override;
  Result<void> commit(const file::Staged& staged) override;
  void discard(const file::Staged& staged) override;
  Result<void> make_directory(const std::string& path, const file::Metadata& metadata) override;
  Result<void> make_link(const std::string& path, const std::string& target, const file::Metadata& metadata) override;
  Result<void> set_metadata(const std::string& path, const file::Metadata& metadata) override;
  Result<void> remove(const std::string& path, file::Recursion recursion) override;
  Result<void> sync_folders(std::span<const std::string> folders) override;

 private:
  explicit PosixFileSystem(file::Fd root) : root_(std::move(root)) {}
  file::Fd root_;  ///< O_PATH
};

}  // namespace converge
