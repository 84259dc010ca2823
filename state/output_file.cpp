// SPDX-License-Identifier: MIT
#include "state/output_file.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>

namespace converge {

namespace {

/// The file behind a chain of links.
Result<std::string> real_path(const std::string& path) {
  std::array<char, PATH_MAX> real{};
  if (::realpath(path.c_str(), real.data()) == nullptr) return fail(system_error(errno, "following " + path));
  return std::string(real.data());
}

}  // namespace

Result<OutputFile> OutputFile::open(const std::string& path) {
  struct stat found {};
  std::string target = path;
  if (::stat(path.c_str(), &found) == 0) {
    if (S_ISCHR(found.st_mode) || S_ISFIFO(found.st_mode)) {
      auto place = open_descriptor(path, O_WRONLY | O_NOCTTY);
      if (!place) return fail(std::move(place.error()));
      return OutputFile(std::nullopt, std::move(*place), path);
    }
    if (S_ISDIR(found.st_mode)) return fail(ErrorCode::conflict, path + " is a folder; name a file in it");
    // /dev/stdout and /dev/fd/N are open already: a new file in that place would not be what the reader holds.
    if (path.starts_with("/dev/")) {
      auto place = open_descriptor(path, O_WRONLY | O_NOCTTY | O_APPEND);
      if (!place) return fail(std::move(place.error()));
      return OutputFile(std::nullopt, std::move(*place), path);
    }
    if (!S_ISREG(found.st_mode)) return fail(ErrorCode::conflict, path + " is neither a file nor a pipe; name another one");
    auto real = real_path(path);
    if (!real) return fail(std::move(real.error()));
    target = std::move(*real);
  } else if (errno != ENOENT) {
    return fail(system_error(errno, "looking at " + path));
  } else if (::lstat(path.c_str(), &found) == 0) {
    return fail(ErrorCode::conflict, path + " is a link that leads nowhere; remove it, or name another file");
  }
  auto pending = PendingFile::create(folder_of(target));
  if (!pending) return fail(std::move(pending.error()));
  return OutputFile(std::move(*pending), Descriptor(), std::move(target));
}

Result<void> OutputFile::publish() { return pending_ ? pending_->publish(path_) : Result<void>{}; }

}  // namespace converge
