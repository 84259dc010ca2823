// SPDX-License-Identifier: MIT
#include "tests/conformance/manifest.h"

#include <sys/stat.h>
#include <sys/xattr.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "engine/core/hash.h"

namespace converge {

namespace {

std::string xattrs_of(const std::string& path) {
  std::array<char, 4096> names{};
  const ssize_t size = llistxattr(path.c_str(), names.data(), names.size());
  std::string text;
  for (ssize_t at = 0; at < size;) {
    const std::string name = names.data() + at;
    std::array<char, 4096> value{};
    const ssize_t length = lgetxattr(path.c_str(), name.c_str(), value.data(), value.size());
    text += name + "=" + std::string(value.data(), length > 0 ? static_cast<std::size_t>(length) : 0) + ";";
    at += static_cast<ssize_t>(name.size()) + 1;
  }
  return text;
}

std::string line_of(const std::filesystem::path& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return path.string() + " is gone\n";
  std::string line = path.string();
  for (const auto number :
       {static_cast<long>(status.st_mode), static_cast<long>(status.st_uid), static_cast<long>(status.st_gid),
        static_cast<long>(status.st_size), static_cast<long>(status.st_ino), static_cast<long>(status.st_ctim.tv_sec),
        static_cast<long>(status.st_ctim.tv_nsec)}) {
    line += " " + std::to_string(number);
  }
  line += " " + xattrs_of(path.string());
  if (S_ISLNK(status.st_mode)) line += " -> " + std::filesystem::read_symlink(path).string();
  if (S_ISREG(status.st_mode)) {
    std::ifstream file(path, std::ios::binary);
    line += " " + sha256(std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
  }
  return line + "\n";
}

}  // namespace

std::string manifest_of(const std::string& folder) {
  std::set<std::filesystem::path> paths = {folder};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) paths.insert(entry.path());
  std::string text;
  for (const auto& path : paths) text += line_of(path);
  return text;
}

}  // namespace converge
