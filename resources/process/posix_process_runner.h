// SPDX-License-Identifier: MIT
// resources/process/posix_process_runner.h: runs programs on this machine, or
// inside another root folder of it.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "resources/process/guard.h"
#include "resources/process/process_runner.h"

namespace converge {

/// How long the runner waits for those that do not end by themselves.
struct Patience {
  std::chrono::milliseconds terminate{2000};  ///< from SIGTERM to SIGKILL
  std::chrono::milliseconds drain{500};       ///< for output of others after the program itself has ended
};

/// A program gets: a session of its own; standard input from the spec or
/// /dev/null, output into one pipe, no other descriptor; default signals; umask
/// 022; PATH, HOME, LANG=C.UTF-8, USER and SHELL with the spec's additions.
/// What it starts in the background ends with it; a daemon that is to stay has
/// to make a session of its own, as daemons do, and to redirect its output. If
/// this process is killed, its programs are ended all the same.
class PosixProcessRunner final : public ProcessRunner {
 public:
  /// A `root` other than "/" is entered by chroot(2), which needs root rights.
  explicit PosixProcessRunner(std::string root = "/", Patience patience = {});

  Result<ProcessEnd> run(const ProcessSpec& spec, std::stop_token stop) override;

 private:
  std::string root_;
  Patience patience_;
  std::vector<std::pair<std::string, std::string>> environment_;
  process::Guard guard_;
};

}  // namespace converge
