// SPDX-License-Identifier: MIT
// state/private_folder.cpp: folders and files that are the owner's alone.
#include "state/private_folder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace converge {

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> make_private_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0) return sync_folder(folder_of(path));
  if (errno == ENOENT) {
    const std::string above = folder_of(path);
    if (auto made = make_private_folder(above); !made) return made;
    // Only the innermost folder is ours to close; the ones above it are just on the way.
    if (::chmod(above.c_str(), 0755) != 0) return fail(system_error(errno, "opening up " + above));
    if (::mkdir(path.c_str(), 0700) == 0) return sync_folder(above);
  }
  if (errno != EEXIST) return fail(system_error(errno, "making the folder " + path));
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return fail(system_error(errno, "looking at " + path));
  if (!S_ISDIR(found.st_mode)) return fail(ErrorCode::conflict, path + " is not a folder; move it away");
  return {};
}

Result<void> sync_folder(const std::string& path) {
  auto folder = open_descriptor(path, O_RDONLY | O_DIRECTORY);
  if (!folder) return fail(std::move(folder.error()));
  if (::fsync(folder->get()) != 0) return fail(system_error(errno, "syncing the folder " + path));
  return {};
}

Result<PendingFile> PendingFile::create(const std::string& folder) {
  std::string path = folder + "/.pending-XXXXXX";
  const int number = ::mkostemp(path.data(), O_CLOEXEC);  // mode 0600
  if (number < 0) return fail(system_error(errno, "making a temporary file in " + folder));
  return PendingFile(Descriptor(number), std::move(path));
}

PendingFile::PendingFile(PendingFile&& other) noexcept
    : file_(std::move(other.file_)), path_(std::exchange(other.path_, std::string())) {}

PendingFile::~PendingFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> PendingFile::publish(const std::string& path) {
  if (::fsync(file_.get()) != 0) return fail(system_error(errno, "syncing " + path));
  if (::rename(path_.c_str(), path.c_str()) != 0) return fail(system_error(errno, "renaming to " + path));
  path_.clear();
  return sync_folder(folder_of(path));
}

Result<Descriptor> nameless_file(const std::string& folder) {
  int number = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (number < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
    std::string path = folder + "/.nameless-XXXXXX";  // a file system that must have names
    number = ::mkostemp(path.data(), O_CLOEXEC);
    if (number >= 0) ::unlink(path.c_str());
  }
  if (number < 0) return fail(system_error(errno, "making a temporary file in " + folder));
  return Descriptor(number);
}

Result<void> write_private_file(const std::string& path, std::string_view text) {
  auto file = PendingFile::create(folder_of(path));
  if (!file) return fail(std::move(file.error()));
  if (auto written = write_all(file->get(), text); !written) {
    return fail(std::move(written.error()).while_doing("writing " + path));
  }
  return file->publish(path);
}

}  // namespace converge
