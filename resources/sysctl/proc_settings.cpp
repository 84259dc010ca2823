// SPDX-License-Identifier: MIT
#include "resources/sysctl/proc_settings.h"

#include <fcntl.h>

#include <array>
#include <cerrno>

#include "resources/process/descriptor.h"
#include "resources/sysctl/setting_name.h"

namespace converge {

namespace {

constexpr std::size_t longest_value = std::size_t{64} * 1024;

Error refusal(int number, const std::string& path, const std::string& value) {
  if (number == EINVAL || number == ERANGE || number == EDOM)
    return {ErrorCode::invalid, "the kernel refuses the value '" + value + "' for " + sysctl::shown_name(path), {}};
  if (number == EROFS || number == EACCES || number == EPERM)
    return {ErrorCode::denied,
            "the kernel does not let " + sysctl::shown_name(path) +
                " be set here, as in a container or where it is only to be read",
            {}};
  return system_error(number, "setting " + sysctl::shown_name(path));
}

}  // namespace

Result<std::optional<std::string>> ProcSettings::read(const std::string& path) {
  const process::Descriptor file(::open((folder_ + "/" + path).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<std::string>();
    return fail(system_error(errno, "reading the kernel setting " + sysctl::shown_name(path)));
  }
  std::string value;
  std::array<char, 4096> buffer{};
  while (value.size() < longest_value) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got == 0) break;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(system_error(errno, "reading the kernel setting " + sysctl::shown_name(path)));
    value.append(buffer.data(), static_cast<std::size_t>(got));
  }
  while (value.ends_with('\n')) value.pop_back();
  return std::optional(std::move(value));
}

Result<void> ProcSettings::write(const std::string& path, const std::string& value) {
  const process::Descriptor file(::open((folder_ + "/" + path).c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open() && (errno == ENOENT || errno == ENOTDIR))
    return fail(ErrorCode::not_found, "this kernel has no setting " + sysctl::shown_name(path));
  if (!file.is_open()) return fail(refusal(errno, path, value));
  // In one piece: each write to such a file is a whole value.
  const std::string line = value + "\n";
  const ssize_t written = ::write(file.get(), line.data(), line.size());
  if (written < 0) return fail(refusal(errno, path, value));
  if (static_cast<std::size_t>(written) != line.size())
    return fail(ErrorCode::io,
                "the kernel took only a part of the value '" + value + "' for " + sysctl::shown_name(path));
  return {};
}

Result<std::optional<std::string>> NoKernel::read(const std::string& path) {
  static_cast<void>(path);
  return std::optional<std::string>();
}

Result<void> NoKernel::write(const std::string& path, const std::string& value) {
  static_cast<void>(value);
  return fail(ErrorCode::unsupported, sysctl::shown_name(path) + " cannot be set: " + why_);
}

}  // namespace converge
