// SPDX-License-Identifier: MIT
#include "resources/file/posix/xattrs.h"

#include <sys/xattr.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "resources/file/posix/fd.h"

namespace converge::file {

namespace {

constexpr std::string_view access_acl = "system.posix_acl_access";
constexpr const char* capabilities_name = "security.capability";

std::string proc_path(int fd) { return "/proc/self/fd/" + std::to_string(fd); }

/// Not there, not supported or not for us: none of these stands in the way.
bool is_tolerable(int number) { return number == ENOTSUP || number == ENODATA || number == EPERM || number == EACCES; }

bool signs_content(std::string_view name) { return name == "security.ima" || name == "security.evm"; }

/// The names of a file's attributes; none where the file system has none.
Result<std::vector<std::string>> list_names(int fd, const std::string& path) {
  std::string names(1024, '\0');
  ssize_t size = ::flistxattr(fd, names.data(), names.size());
  while (size < 0 && errno == ERANGE) {
    names.resize(names.size() * 4);
    size = ::flistxattr(fd, names.data(), names.size());
  }
  if (size < 0 && !is_tolerable(errno)) return fail_errno("reading the extended attributes of " + path);
  std::vector<std::string> out;
  std::string_view rest(names.data(), size < 0 ? 0 : static_cast<std::size_t>(size));
  while (!rest.empty()) {
    const std::size_t end = rest.find('\0');
    out.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end, rest.size() - 1) + 1);
  }
  return out;
}

Result<void> copy_one(int from, int to, const std::string& name, const std::string& path) {
  std::string value(256, '\0');
  ssize_t size = ::fgetxattr(from, name.c_str(), value.data(), value.size());
  while (size < 0 && errno == ERANGE) {
    value.resize(value.size() * 4);
    size = ::fgetxattr(from, name.c_str(), value.data(), value.size());
  }
  const bool done = size >= 0 && ::fsetxattr(to, name.c_str(), value.data(), static_cast<std::size_t>(size), 0) == 0;
  if (!done && !is_tolerable(errno)) return fail_errno("keeping the extended attribute " + name + " of " + path);
  return {};
}

}  // namespace

Result<void> copy_xattrs(int from, int to, const std::string& path) {
  const auto names = list_names(from, path);
  if (!names) return fail(names.error());
  // A default ACL of the folder gave the new file one that the old did not have.
  if (std::find(names->begin(), names->end(), access_acl) == names->end() &&
      ::fremovexattr(to, access_acl.data()) != 0 && !is_tolerable(errno)) {
    return fail_errno("removing the inherited ACL of " + path);
  }
  for (const std::string& name : *names) {
    if (signs_content(name)) continue;
    if (auto copied = copy_one(from, to, name, path); !copied) return copied;
  }
  return {};
}

// A descriptor that only stands for a path has no attributes of its own; its link in /proc leads to them.

std::optional<std::string> read_capabilities(int fd) {
  std::string value(64, '\0');  // the largest form has 24 bytes
  const ssize_t size = ::getxattr(proc_path(fd).c_str(), capabilities_name, value.data(), value.size());
  if (size < 0) return std::nullopt;
  value.resize(static_cast<std::size_t>(size));
  return value;
}

Result<void> write_capabilities(int fd, const std::string& value, const std::string& path) {
  if (::setxattr(proc_path(fd).c_str(), capabilities_name, value.data(), value.size(), 0) == 0) return {};
  return fail_errno("keeping the capabilities of " + path);
}

}  // namespace converge::file
