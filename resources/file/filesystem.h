// SPDX-License-Identifier: MIT
// resources/file/filesystem.h: the port through which files are read and
// written. Every path is absolute and is meant inside the target's root.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/content.h"
#include "engine/core/result.h"

namespace converge {

namespace file {

/// What stands at a path. The final component is never followed.
enum class NodeType : std::uint8_t { absent, regular, directory, link, fifo, socket, device };
/// "file", "directory", "link", ...
std::string_view node_type_name(NodeType type);

/// Tells a state of a thing from every later one, as well as the file system can. All zero: nothing is there.
struct Version {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;
  bool operator==(const Version&) const = default;
};

/// Whether another file system, or another part of one, is mounted on a thing.
enum class Mounting : std::uint8_t { none, point };

/// A thing at a path, as one look found it.
struct Node {
  NodeType type = NodeType::absent;
  std::uint32_t mode = 0;  ///< the 07777 bits
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint64_t size = 0;           ///< bytes, of a regular file
  std::string sha256;               ///< of a regular file, where it was asked for
  std::optional<std::string> text;  ///< of a regular file, where it was asked for and is text
  std::string target;               ///< of a link, as written
  Version version = {};             ///< from before its content was read
  Mounting mounting = Mounting::none;  ///< of a directory
  bool operator==(const Node&) const = default;
};

/// "sha256:0123456789ab (1.0 KiB)"; without the size where that is unknown.
std::string content_words(const ContentRef& content);

/// How much of a regular file a look reads. Each file is read once at most.
enum class Reading : std::uint8_t {
  metadata,    ///< nothing
  digest,      ///< its digest
  difference,  ///< its digest; its text too if it is not `expected`, is not binary and has at most text_limit bytes
  text,        ///< its digest and all of its text; over merge_limit bytes or binary is an error
};

/// Text beyond this is not shown in diffs.
inline constexpr std::uint64_t text_limit = 256 * 1024;
/// Text beyond this is not edited.
inline constexpr std::uint64_t merge_limit = 4 * 1024 * 1024;

/// One thing to look at.
struct Look {
  std::string path;
  Reading reading = Reading::metadata;
  std::string expected;  ///< digest, for Reading::difference
};

/// Where the path of a folder leads.
struct Folder {
  std::string real;                   ///< with every link on the way followed, inside the target's root
  std::string link;                   ///< the first of these links, "" for none
  std::string lacks;                  ///< the first part of the way that is no folder, "" if the folder is there
  NodeType found = NodeType::absent;  ///< what is there instead
  bool operator==(const Folder&) const = default;
};

/// The error of an attempt to put something at `path`, whose folder is not there.
Error lacking_folder(const Folder& folder, const std::string& path);
/// The error of an attempt to remove a folder that holds something.
Error full_folder(const std::string& path);

/// The error of an attempt to remove a mount point, or a folder above one.
Error mounted(const std::string& path);

/// The error of an edit whose file is not the one that was read.
Error moved_meanwhile(const std::string& path);

/// What a listing says of one thing below a folder.
struct Listed {
  std::string path;  ///< relative to the folder
  NodeType type = NodeType::absent;
  Mounting mounting = Mounting::none;
  bool operator==(const Listed&) const = default;
};

/// What to set on a thing; what is not given is left as it is.
struct Metadata {
  std::optional<std::uint32_t> mode;
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
  [[nodiscard]] bool empty() const { return !mode && !uid && !gid; }
  bool operator==(const Metadata&) const = default;
};

/// A regular file to be made ready beside its destination.
struct Staging {
  std::string path;
  std::function<Result<std::unique_ptr<ContentReader>>()> open;  ///< called once, maybe on another thread
  std::string sha256;                                            ///< what the content must turn out to be
  Metadata metadata;                                             ///< wins over what a file that is there already has
  std::uint32_t fresh_mode = 0644;      ///< where neither metadata nor an existing file says otherwise
  std::optional<Version> expects = {};  ///< what may be replaced; nothing: whatever is there
};

struct Nameless;  ///< an adapter's hold on a file that has no name at all

/// A file that is complete, durable and has its final metadata, but not yet its name.
struct Staged {
  std::string path;
  std::string temporary;  ///< where programs find it once it was shown
  std::optional<Version> expects = {};
  std::shared_ptr<Nameless> nameless = {};
};

/// Whether a removal may take what is inside a folder along.
enum class Recursion : std::uint8_t { single, recursive };

}  // namespace file

/// The files of one target. Nothing here follows a link in the final component;
/// a link among the parent folders is followed only if nobody but root and the
/// run's own user could have put it there, else the answer is `denied`. A missing
/// parent folder reads as "absent". Thread-safe.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  /// Element i answers looks[i]. What cannot be read is an Error, never "absent".
  virtual std::vector<Result<file::Node>> look(std::span<const file::Look> looks, std::stop_token stop) = 0;
  /// All things below a folder, sorted; links and mount points are listed, but
  /// not entered. Empty if the folder is absent.
  virtual Result<std::vector<file::Listed>> list(const std::string& folder) = 0;
  /// Where folders are. Element i answers paths[i]; one that is not there is no Error.
  virtual std::vector<Result<file::Folder>> find_folders(std::span<const std::string> paths, std::stop_token stop) = 0;
  /// A reader of a regular file.
  virtual Result<std::unique_ptr<ContentReader>> open(const std::string& path) = 0;

  /// Writes each content to a file in its folder, nameless where the file system
  /// can: digest checked, owner, mode and xattrs set, fsynced. Element i answers files[i]; a failed
  /// one leaves nothing behind. Commit or discard each of the others.
  virtual std::vector<Result<file::Staged>> stage(std::span<const file::Staging> files, std::stop_token stop) = 0;
  /// Makes a staged file readable under its temporary name.
  virtual Result<void> show(const file::Staged& staged) = 0;
  /// Gives a staged file its name, replacing what has it (but not a folder). Where
  /// that is not what was expected, this is a `conflict` and nothing is replaced.
  virtual Result<void> commit(const file::Staged& staged) = 0;
  /// Removes a staged file that is not to get its name; never fails.
  virtual void discard(const file::Staged& staged) = 0;

  /// Makes one folder; its parent must be there. Mode 0755 unless given.
  virtual Result<void> make_directory(const std::string& path, const file::Metadata& metadata) = 0;
  /// Makes or replaces a symbolic link in one step.
  virtual Result<void> make_link(const std::string& path, const std::string& target,
                                 const file::Metadata& metadata) = 0;
  /// Sets what is given, on the thing itself if it is a link.
  virtual Result<void> set_metadata(const std::string& path, const file::Metadata& metadata) = 0;
  /// Removes a thing; fine if it is not there. Where a mount point is in the way,
  /// this is `busy`, and nothing of the folder is removed.
  virtual Result<void> remove(const std::string& path, file::Recursion recursion) = 0;
  /// Makes names in these folders durable: one fsync for each.
  virtual Result<void> sync_folders(std::span<const std::string> folders) = 0;
};

/// "/etc" for "/etc/motd"; "/" for "/etc" and "/".
std::string_view parent_folder(std::string_view path);

}  // namespace converge
