// SPDX-License-Identifier: MIT
// resources/process/process_runner.h: runs one program to its end: the port that
// kinds use for guards, commands and validators.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/result.h"

namespace converge {

/// A program to run, and its bounds.
struct ProcessSpec {
  std::vector<std::string> argv;                                 ///< argv[0] is looked up in PATH of the target
  std::string cwd = "/";                                         ///< inside the root
  std::vector<std::pair<std::string, std::string>> environment;  ///< added to a small, fixed base environment
  std::string input;                                             ///< standard input
  std::optional<std::chrono::seconds> timeout;                   ///< then the whole process group is killed
  std::size_t output_limit = 64 * 1024;                          ///< kept from head and tail, whole lines; 0 keeps none
};

/// How a program ended.
struct ProcessEnd {
  int exit_code = 0;  ///< 128 + N if signal N ended it
  int signal = 0;
  std::string output;  ///< stdout and stderr as they came, bounded
};

/// Runs programs on the target. A program that ran is a ProcessEnd whatever its
/// exit code; an Error means that it could not be run (not_found, denied), took
/// too long (timed_out) or that the run was stopped (canceled). When run()
/// returns, nothing of the process group is left. Thread-safe.
class ProcessRunner {
 public:
  virtual ~ProcessRunner() = default;
  /// Runs a program to its end. An Error where it could not be started, was stopped or timed out.
  virtual Result<ProcessEnd> run(const ProcessSpec& spec, std::stop_token stop) = 0;
};

}  // namespace converge
