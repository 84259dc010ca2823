// SPDX-License-Identifier: MIT
// resources/process/guard.h: ends the programs of a run that was killed.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <mutex>

#include "engine/core/result.h"
#include "resources/process/descriptor.h"

namespace converge::process {

/// What the guard is told: a session has been made, or is over.
struct GuardRecord {
  enum class Word : int { begun, ended } word = Word::begun;
  pid_t session = 0;
};

/// A small process beside ours, in a session of its own. It reads from a pipe
/// which programs are running, and when the pipe ends, because we are gone
/// however that came about, it ends those that are left. Without it a command
/// would go on, with no time limit and no run lock, after a SIGKILL.
///
/// Made with the first program; a run without programs has none. Thread-safe.
class Guard {
 public:
  /// `grace` is from SIGTERM to SIGKILL.
  explicit Guard(std::chrono::milliseconds grace) : grace_(grace) {}
  ~Guard();
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

  /// Where a child that has made its session, and nothing else yet, writes its
  /// record; closed by exec. Starts the guard where there is none.
  Result<int> pipe();
  /// A session is over. To be said before its leader is waited for: until then
  /// nobody else can have its number.
  void forget(pid_t session);

 private:
  Result<void> start();

  std::chrono::milliseconds grace_;
  std::mutex mutex_;
  Descriptor writer_;
  pid_t pid_ = -1;
};

}  // namespace converge::process
