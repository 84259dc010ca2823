// SPDX-License-Identifier: MIT
// state/descriptor.h: an owned file descriptor and whole reads and writes on it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/core/result.h"

namespace converge {

/// Closes the file descriptor that it owns.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool valid() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// Opens a path, close-on-exec; `flags` and `mode` as of open(2).
Result<Descriptor> open_descriptor(const std::string& path, int flags, unsigned mode = 0);
/// Writes all of it, however many calls that takes.
Result<void> write_all(int descriptor, std::string_view bytes);
/// Fills the front of `buffer` with what is there; 0 means the end.
Result<std::size_t> read_some(int descriptor, std::span<char> buffer);
/// The same from a position, leaving the descriptor's own position alone.
Result<std::size_t> read_at(int descriptor, std::span<char> buffer, std::uint64_t offset);
/// A small file as one string; refused (unsupported) beyond `limit` bytes.
Result<std::string> read_whole(const std::string& path, std::uint64_t limit);

}  // namespace converge
