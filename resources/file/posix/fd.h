// SPDX-License-Identifier: MIT
// resources/file/posix/fd.h: a file descriptor with one owner.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "engine/core/result.h"

namespace converge::file {

/// Owns a descriptor and closes it; -1 is none.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int number) : number_(number) {}
  Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool valid() const { return number_ >= 0; }
  /// Gives the descriptor away.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

/// The error of the call that just failed.
inline tl::unexpected<Error> fail_errno(std::string what) { return fail(system_error(errno, std::move(what))); }

}  // namespace converge::file
