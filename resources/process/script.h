// SPDX-License-Identifier: MIT
// resources/process/script.h: what a forked child does until it is the program.
#pragma once

#include <vector>

namespace converge::process {

/// All that the child needs, laid out before the fork: between fork and exec
/// of a threaded program nothing may allocate or take a lock.
struct Script {
  std::vector<char*> argv;
  std::vector<char*> environment;
  std::vector<const char*> programs;  ///< the paths to try, in order
  const char* root = nullptr;         ///< null for the host's own
  const char* folder = "/";
  int input = -1;
  int output = -1;
  int report = -1;
  int guard = -1;  ///< takes a GuardRecord
};

/// The step at which a child gave up.
enum class StartStage : int { setup, root, folder, program, interpreter };

/// What a child reports when it could not become the program.
struct StartFailure {
  StartStage stage = StartStage::setup;
  int number = 0;  ///< errno
};

/// Descriptors of a Script have to be this high, clear of 0 to 3.
inline constexpr int first_spare = 10;

/// Runs in the child: a session of its own, no descriptors but 0 to 2, default
/// signals, root and folder, and then the program. A StartFailure on `report`
/// if that fails; an end of `report` if it works.
[[noreturn]] void become(const Script& script);

}  // namespace converge::process
