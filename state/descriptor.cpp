// SPDX-License-Identifier: MIT
// state/descriptor.cpp: an owned file descriptor and whole reads and writes on it.
#include "state/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace converge {

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<Descriptor> open_descriptor(const std::string& path, int flags, unsigned mode) {
  int number = 0;
  do {
    number = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (number < 0 && errno == EINTR);
  if (number < 0) return fail(system_error(errno, "opening " + path));
  return Descriptor(number);
}

Result<void> write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(system_error(errno, "writing"));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::size_t> read_some(int descriptor, std::span<char> buffer) {
  ssize_t count = 0;
  do {
    count = ::read(descriptor, buffer.data(), buffer.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) return fail(system_error(errno, "reading"));
  return static_cast<std::size_t>(count);
}

Result<std::size_t> read_at(int descriptor, std::span<char> buffer, std::uint64_t offset) {
  ssize_t count = 0;
  do {
    count = ::pread(descriptor, buffer.data(), buffer.size(), static_cast<off_t>(offset));
  } while (count < 0 && errno == EINTR);
  if (count < 0) return fail(system_error(errno, "reading"));
  return static_cast<std::size_t>(count);
}

Result<std::string> read_whole(const std::string& path, std::uint64_t limit) {
  auto file = open_descriptor(path, O_RDONLY | O_NOFOLLOW);
  if (!file) return fail(std::move(file.error()));
  std::string text;
  std::array<char, 16 * 1024> buffer{};
  for (;;) {
    auto count = read_some(file->get(), buffer);
    if (!count) return fail(std::move(count.error()).while_doing("reading " + path));
    if (*count == 0) return text;
    text.append(buffer.data(), *count);
    if (text.size() > limit) {
      return fail(ErrorCode::unsupported, path + " is larger than the " + std::to_string(limit) + " bytes it may have");
    }
  }
}

}  // namespace converge
