// SPDX-License-Identifier: MIT
// Folders, links, metadata: the changes that are one system call at heart.
#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>

#include "resources/file/posix/folder.h"
#include "resources/file/posix/posix_filesystem.h"
#include "resources/file/posix/temporary.h"
#include "resources/file/posix/xattrs.h"

namespace converge {

using file::Fd;
using file::Metadata;

namespace {

constexpr auto unchanged_id = static_cast<uid_t>(-1);

/// A new owner drops the capabilities of a program, which nobody asked for, so they are given back.
Result<void> chown_fd(int fd, const Metadata& metadata, const std::string& path) {
  if (!metadata.uid && !metadata.gid) return {};
  const uid_t uid = metadata.uid.value_or(unchanged_id);
  const gid_t gid = metadata.gid.value_or(unchanged_id);
  const std::optional<std::string> capabilities = file::read_capabilities(fd);
  if (::fchownat(fd, "", uid, gid, AT_EMPTY_PATH) != 0) return file::fail_errno("setting the owner of " + path);
  return capabilities ? file::write_capabilities(fd, *capabilities, path) : Result<void>{};
}

/// Sets the mode behind an O_PATH descriptor, by way of /proc; where that is
/// not mounted the thing is opened once more.
Result<void> chmod_fd(int fd, mode_t mode, const std::string& path) {
  if (::chmod(("/proc/self/fd/" + std::to_string(fd)).c_str(), mode) == 0) return {};
  if (errno != ENOENT) return file::fail_errno("setting the mode of " + path);
  return fail(ErrorCode::unsupported, "setting the mode of " + path + " needs /proc; mount it");
}

/// Somebody who can make names in a folder can make one for a file that is not
/// theirs; such a second name must not get them that file's mode or owner changed.
Result<void> refuse_planted_link(int folder, const struct stat& seen, const std::string& path) {
  struct stat parent {};
  if (!S_ISREG(seen.st_mode) || seen.st_nlink < 2) return {};
  if (::fstat(folder, &parent) != 0) return file::fail_errno("reading the folder of " + path);
  if (!file::others_can_add(parent)) return {};
  return fail(ErrorCode::denied, path + " has " + std::to_string(seen.st_nlink) +
                                     " names and others can write to its folder, so it may be a name for somebody "
                                     "else's file; remove the extra names, or give `content` to replace it");
}

/// Gives a new folder its owner and mode; nobody else gets in before. They are
/// durable before the folder gets its name.
Result<void> finish_folder(int parent, const std::string& name, const Metadata& metadata, const std::string& path) {
  const Fd fd(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat made {};
  if (!fd.valid() || ::fstat(fd.get(), &made) != 0) return file::fail_errno("opening the folder " + path);
  if (auto owned = chown_fd(fd.get(), metadata, path); !owned) return owned;
  const mode_t mode = metadata.mode.value_or(0755U | (made.st_mode & S_ISGID));
  if (::fchmod(fd.get(), mode) != 0) return file::fail_errno("setting the mode of " + path);
  if (::fsync(fd.get()) != 0) return file::fail_errno("making " + path + " durable");
  return {};
}

}  // namespace

Result<void> PosixFileSystem::set_metadata(const std::string& path, const Metadata& metadata) {
  const auto place = file::open_place(root_.get(), path);
  if (!place) return fail(place.error());
  const auto fd = file::open_node(place->folder.get(), place->name, path);
  if (!fd) return fail(fd.error());
  struct stat seen {};
  if (::fstat(fd->get(), &seen) != 0) return file::fail_errno("reading " + path);
  if (auto fine = refuse_planted_link(place->folder.get(), seen, path); !fine) return fine;
  if (auto owned = chown_fd(fd->get(), metadata, path); !owned) return owned;
  if (S_ISLNK(seen.st_mode)) {
    if (metadata.mode) return fail(ErrorCode::conflict, path + " has become a link, and links have no mode");
    return {};
  }
  if (metadata.mode) return chmod_fd(fd->get(), *metadata.mode, path);
  // A new owner drops the set-id bits, which nobody asked for.
  const bool dropped = (seen.st_mode & (S_ISUID | S_ISGID)) != 0;
  return dropped ? chmod_fd(fd->get(), seen.st_mode & 07777U, path) : Result<void>{};
}

Result<void> PosixFileSystem::make_directory(const std::string& path, const Metadata& metadata) {
  const auto place = file::open_place(root_.get(), path);
  if (!place) return fail(file::explain_missing_folder(place.error(), root_.get(), path));
  const int folder = place->folder.get();
  // Built under another name: a run that is cut short must not leave a folder
  // whose mode nobody asked for, and that no later run would look at again.
  const std::string temporary = file::temporary_name(path);
  if (auto cleared = file::clear_leftover(folder, temporary, path); !cleared) return cleared;
  if (::mkdirat(folder, temporary.c_str(), 0700) != 0) return file::fail_errno("making the folder " + path);
  Result<void> done = finish_folder(folder, temporary, metadata, path);
  if (done && ::renameat(folder, temporary.c_str(), folder, place->name.c_str()) == 0) return {};
  if (done) done = file::fail_errno("making the folder " + path);
  ::unlinkat(folder, temporary.c_str(), AT_REMOVEDIR);
  return done;
}

Result<void> PosixFileSystem::make_link(const std::string& path, const std::string& target, const Metadata& metadata) {
  const auto place = file::open_place(root_.get(), path);
  if (!place) return fail(file::explain_missing_folder(place.error(), root_.get(), path));
  const int folder = place->folder.get();
  const std::string temporary = file::temporary_name(path);
  if (auto cleared = file::clear_leftover(folder, temporary, path); !cleared) return cleared;
  if (::symlinkat(target.c_str(), folder, temporary.c_str()) != 0) return file::fail_errno("making the link " + path);
  const bool owned =
      (!metadata.uid && !metadata.gid) || ::fchownat(folder, temporary.c_str(), metadata.uid.value_or(unchanged_id),
                                                     metadata.gid.value_or(unchanged_id), AT_SYMLINK_NOFOLLOW) == 0;
  if (owned && ::renameat(folder, temporary.c_str(), folder, place->name.c_str()) == 0) return {};
  const Error error = system_error(errno, "making the link " + path);
  ::unlinkat(folder, temporary.c_str(), 0);
  return fail(error);
}

}  // namespace converge
