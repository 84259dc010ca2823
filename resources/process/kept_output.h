// SPDX-License-Identifier: MIT
// resources/process/kept_output.h: what is kept of a program's output: the head
// and the tail in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace converge::process {

/// Takes any number of bytes and holds a small multiple of its limit at most.
class KeptOutput {
 public:
  /// Half of `limit` bytes is for the head, the rest for the tail.
  explicit KeptOutput(std::size_t limit) : head_limit_(limit / 2), tail_limit_(limit - limit / 2) {}

  /// Takes the next bytes.
  void add(std::string_view bytes);
  /// All of it; or whole lines of the head, a line that says how many bytes were
  /// cut, and whole lines of the tail.
  [[nodiscard]] std::string text() const;

 private:
  std::size_t head_limit_;
  std::size_t tail_limit_;
  std::uint64_t total_ = 0;
  std::string head_;
  std::string tail_;  ///< at most twice its limit, so that trimming is rare
};

/// The last lines of a text, without the line end of the last one.
std::string_view last_lines(std::string_view text, std::size_t count);

}  // namespace converge::process
