// SPDX-License-Identifier: MIT
#include "state/rooted_folder.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "state/descriptor.h"

namespace converge {

namespace {

/// Opens what is at a path inside the root, with the root as "/".
Result<Descriptor> open_inside(const Descriptor& root, const std::string& path, std::uint64_t flags, std::uint64_t resolve = 0) {
  open_how how{};
  how.flags = flags | O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | resolve;
  const long number = ::syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how);
  if (number < 0) return fail(system_error(errno, "entering " + path));
  return Descriptor(static_cast<int>(number));
}

Result<std::string> path_of(const Descriptor& place) {
  std::array<char, PATH_MAX> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(place.get());
  const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
  if (length < 0) return fail(system_error(errno, "asking where a folder is"));
  return std::string(path.data(), static_cast<std::size_t>(length));
}

}  // namespace

Result<std::string> folder_in_root(const std::string& root, std::string_view path) {
  auto top = open_descriptor(root, O_PATH | O_DIRECTORY);
  if (!top) return fail(std::move(top.error()));
  std::string existing(path);  // the longest front of it that is there
  while (true) {
    const auto place = open_inside(*top, existing.empty() ? "/" : existing, O_DIRECTORY);
    if (place) {
      auto here = path_of(*place);
      // Without /proc nobody tells; but where no link is on the way the path is what it looks like.
      if (!here && open_inside(*top, existing.empty() ? "/" : existing, O_DIRECTORY, RESOLVE_NO_SYMLINKS)) here = root + existing;
      if (here) *here += std::string(path.substr(existing.size()));
      return here;
    }
    if (place.error().code != ErrorCode::not_found || existing.empty()) {
      return fail(Error(place.error()).while_doing("looking for " + std::string(path) + " in " + root));
    }
    if (open_inside(*top, existing, O_NOFOLLOW)) {
      return fail(ErrorCode::conflict, existing + " in " + root + " is neither a folder nor a link to one in there; move it away, or name a folder with --state-dir");
    }
    existing.resize(existing.rfind('/'));
  }
}

}  // namespace converge
