// SPDX-License-Identifier: MIT
#include "resources/command/posix_path_probe.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "resources/process/descriptor.h"

namespace converge {
namespace {

constexpr int attempts = 16;  // the kernel says EAGAIN where somebody renames along the way

/// O_PATH opens anything without touching it: no device wakes up, no pipe blocks.
int open_inside(int root, const std::string& path, std::uint64_t resolve) {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = resolve;
  int number = -1;
  for (int i = 0; i < attempts && number < 0; ++i) {
    number = static_cast<int>(::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how));
    if (number < 0 && errno != EAGAIN && errno != EINTR) break;
  }
  return number;
}

}  // namespace

Result<PathState> PosixPathProbe::look(const std::string& path) {
  const process::Descriptor root(::open(root_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.is_open()) return fail(system_error(errno, "opening the root folder " + root_));
  // RESOLVE_IN_ROOT makes links and ".." end at that root; at the host's own root
  // it would only forbid the magic links of /proc.
  const process::Descriptor found(open_inside(root.get(), path, root_ == "/" ? 0 : RESOLVE_IN_ROOT));
  if (found.is_open()) return PathState::present;
  // A file where a folder would have to be: there can be nothing below it.
  if (errno == ENOENT || errno == ENOTDIR) return PathState::missing;
  return fail(system_error(errno, "looking for " + path));
}

}  // namespace converge
