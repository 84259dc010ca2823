// SPDX-License-Identifier: MIT
// resources/file/posix/read.h: looking at one thing in an open folder.
#pragma once

#include <memory>
#include <string>

#include "engine/core/content.h"
#include "engine/core/hash.h"
#include "resources/file/filesystem.h"
#include "resources/file/posix/fd.h"

struct stat;
struct statx;

namespace converge::file {

/// Looks at things one after another with one buffer and one hasher.
class NodeReader {
 public:
  NodeReader();
  /// The thing `name` in `folder`; absent if there is none.
  Result<Node> read(int folder, const std::string& name, const Look& look);

 private:
  /// Fills in the digest, and the text where it is asked for, of an opened file.
  Result<void> read_regular(int fd, const Look& look, Node& node);
  /// Fills the buffer; fewer bytes than it holds means the end of the file. With
  /// the size that the file has (0: unknown) the read that only says so is saved.
  Result<std::size_t> fill(int fd, const Look& look, std::uint64_t expected);
  Result<void> take_whole(std::string_view bytes, const Look& look, Node& node);
  Result<void> stream(int fd, std::string_view first, const Look& look, Node& node);

  std::unique_ptr<char[]> buffer_;
  Sha256 hasher_;
};

/// Whether something is mounted on what was seen.
Mounting mounting_of(const struct ::statx& seen);
/// The version of what was seen.
Version version_of(const struct ::stat& seen);
/// The metadata part of a node.
Node node_of(const struct ::stat& seen);
/// Opens a regular file for reading, without following, blocking or touching its access time.
Result<Fd> open_regular(int folder, const std::string& name, std::string_view path);
/// A reader that owns its descriptor.
std::unique_ptr<ContentReader> read_fd(Fd fd, std::string path);

}  // namespace converge::file
