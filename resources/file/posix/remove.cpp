// SPDX-License-Identifier: MIT
// Listing and removal below a folder: by descriptor, never through a link and
// never into another mount.
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "resources/file/desired.h"
#include "resources/file/posix/folder.h"
#include "resources/file/posix/posix_filesystem.h"
#include "resources/file/posix/read.h"

namespace converge {

using file::Fd;
using file::Listed;
using file::Mounting;
using file::NodeType;
using file::Recursion;

namespace {

/// Opens a folder inside another on the same mount; EXDEV says that it is a mount point.
Fd enter(int folder, const std::string& name) {
  open_how how{};
  how.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS;
  return Fd(static_cast<int>(::syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how)));
}

/// What a name stands for, as a listing says it; nothing if it is gone.
std::optional<Listed> look_at(int folder, const std::string& name) {
  struct statx seen {};
  if (::statx(folder, name.c_str(), AT_SYMLINK_NOFOLLOW, STATX_TYPE, &seen) != 0) return std::nullopt;
  struct stat type {};
  type.st_mode = seen.stx_mode;
  return Listed{name, file::node_of(type).type, file::mounting_of(seen)};
}

/// The names in an open folder, sorted.
Result<std::vector<std::string>> names_in(const Fd& folder, const std::string& path) {
  const int copy = ::openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(copy < 0 ? nullptr : ::fdopendir(copy), ::closedir);
  if (!stream) return file::fail_errno("reading the folder " + path);
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = static_cast<const char*>(entry->d_name);
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) return file::fail_errno("reading the folder " + path);
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> list_below(const Fd& folder, const std::string& path, const std::string& prefix,
                        std::vector<Listed>& found) {
  const auto names = names_in(folder, path);
  if (!names) return fail(names.error());
  for (const std::string& name : *names) {
    std::optional<Listed> listed = look_at(folder.get(), name);
    if (!listed) continue;  // gone meanwhile
    listed->path = prefix + name;
    const bool enters = listed->type == NodeType::directory && listed->mounting == Mounting::none;
    const Fd inner = enters ? enter(folder.get(), name) : Fd();
    if (enters && !inner.valid() && errno == EXDEV) listed->mounting = Mounting::point;
    found.push_back(*listed);
    if (!enters || listed->mounting == Mounting::point) continue;
    if (!inner.valid()) return file::fail_errno("reading the folder " + path + "/" + name);
    if (auto done = list_below(inner, path + "/" + name, prefix + name + "/", found); !done) return done;
  }
  return {};
}

/// A folder goes whole or not at all.
Result<void> refuse_mounts(const Fd& folder, const std::string& path) {
  std::vector<Listed> found;
  if (auto listed = list_below(folder, path, "", found); !listed) return listed;
  for (const Listed& each : found)
    if (each.mounting == Mounting::point) return fail(file::mounted(file::join_path(path, each.path)));
  return {};
}

Result<void> remove_name(int folder, const std::string& name, const std::string& path, Recursion recursion);

Result<void> empty_folder(const Fd& folder, const std::string& path) {
  const auto names = names_in(folder, path);
  if (!names) return fail(names.error());
  for (const std::string& name : *names) {
    if (auto done = remove_name(folder.get(), name, path + "/" + name, Recursion::recursive); !done) return done;
  }
  return {};
}

Result<void> remove_folder(int folder, const std::string& name, const std::string& path, Recursion recursion) {
  if (recursion == Recursion::recursive) {
    const Fd inner = enter(folder, name);
    if (!inner.valid() && errno == EXDEV) {
      return fail(file::mounted(path));
    }
    if (!inner.valid()) return file::fail_errno("opening the folder " + path);
    if (auto emptied = empty_folder(inner, path); !emptied) return emptied;
  }
  if (::unlinkat(folder, name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return {};
  if (errno == EBUSY) return fail(file::mounted(path));
  if (errno == ENOTEMPTY || errno == EEXIST) {
    return fail(file::full_folder(path));
  }
  return file::fail_errno("removing the folder " + path);
}

Result<void> remove_name(int folder, const std::string& name, const std::string& path, Recursion recursion) {
  struct stat seen {};
  if (::fstatat(folder, name.c_str(), &seen, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return {};
    return file::fail_errno("removing " + path);
  }
  if (S_ISDIR(seen.st_mode)) return remove_folder(folder, name, path, recursion);
  if (::unlinkat(folder, name.c_str(), 0) == 0 || errno == ENOENT) return {};
  return file::fail_errno("removing " + path);
}

}  // namespace

Result<std::vector<Listed>> PosixFileSystem::list(const std::string& folder) {
  std::vector<Listed> found;
  const auto place = file::open_place(root_.get(), folder);
  if (!place && place.error().code == ErrorCode::not_found) return found;
  if (!place) return fail(place.error());
  const Fd readable(
      ::openat(place->folder.get(), place->name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!readable.valid() && (errno == ENOENT || errno == ENOTDIR)) return found;
  if (!readable.valid()) return file::fail_errno("reading the folder " + folder);
  if (auto done = list_below(readable, folder, "", found); !done) return fail(done.error());
  return found;
}

Result<void> PosixFileSystem::remove(const std::string& path, Recursion recursion) {
  const auto place = file::open_place(root_.get(), path);
  if (!place && place.error().code == ErrorCode::not_found) return {};
  if (!place) return fail(place.error());
  if (recursion == Recursion::recursive) {
    const Fd inner = enter(place->folder.get(), place->name);
    if (inner.valid())
      if (auto fine = refuse_mounts(inner, path); !fine) return fine;
  }
  return remove_name(place->folder.get(), place->name, path, recursion);
}

}  // namespace converge
