// SPDX-License-Identifier: MIT
// resources/file/text_files.h: small texts that another kind keeps whole, such as
// a unit file: one writer for all kinds, with the guarantees of the kind `file`.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "resources/file/filesystem.h"

namespace converge::file {

/// Reads, writes and removes whole text files. Every write is atomic and durable,
/// and replaces only what its caller has seen.
class TextFiles {
 public:
  /// The files are borrowed.
  explicit TextFiles(FileSystem& files) : files_(&files) {}

  /// What is at each path, with the text of a regular file. Element i answers paths[i];
  /// a file that is binary or beyond merge_limit is an Error.
  std::vector<Result<Node>> read(std::span<const std::string> paths, const std::stop_token& stop);
  /// Puts a text in place of what was `seen` (conflict if something else is there by now), mode 0644
  /// where there was no file. Missing folders are made.
  Result<void> write(const std::string& path, const std::string& text, const Version& seen);
  /// Puts a link in place of what is there, likewise durable.
  Result<void> link(const std::string& path, const std::string& target);
  /// Removes a file or link; a folder is a conflict. Fine if nothing is there.
  Result<void> remove(const std::string& path);

 private:
  Result<void> make_folder(const std::string& folder);
  Result<void> settle(const std::string& path);

  FileSystem* files_;
};

}  // namespace converge::file
