// SPDX-License-Identifier: MIT
// state/run_lock.h: one run per machine.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "engine/core/result.h"
#include "state/descriptor.h"

namespace converge {

/// Who holds the lock, as written into it for others to read.
struct LockHolder {
  std::int64_t pid = 0;
  std::string command;  ///< "converge apply site.yaml"
  std::string reason;   ///< why it runs, e.g. "boot"; may be empty
  std::int64_t since_ms = 0;
};

/// How a lock is asked for.
struct LockRequest {
  std::string command;
  std::string reason;
  std::chrono::milliseconds timeout{0};  ///< how long to wait for the holder; 0 does not wait
  std::stop_token stop;                  ///< ends the waiting (canceled)
};

/// Held from acquire() until it is destroyed. The kernel ends it with the
/// process, whatever the text in the file says.
class RunLock {
 public:
  /// Takes FOLDER/lock, making the folder if need be. busy names the holder,
  /// its command, since when and why.
  static Result<RunLock> acquire(const std::string& folder, const LockRequest& request);
  RunLock(RunLock&&) noexcept = default;
  RunLock& operator=(RunLock&&) noexcept = default;
  ~RunLock();

 private:
  explicit RunLock(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_;
};

/// Who holds FOLDER/lock now, without taking it even for a moment; nothing if it
/// is free, or if the kernel does not tell (/proc is not mounted).
std::optional<LockHolder> lock_holder(const std::string& folder);

/// Milliseconds since 1970 by the system's clock.
std::int64_t unix_now_ms();

}  // namespace converge
