// SPDX-License-Identifier: MIT
// tests/fakes/fake_process_runner.h: a process runner that answers from a script.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "resources/process/process_runner.h"

namespace converge {

/// Answers by argument list, and remembers what it was asked to run. A program
/// without a script is not_found, as on a machine that does not have it.
class FakeProcessRunner final : public ProcessRunner {
 public:
  using Argv = std::vector<std::string>;
  using Body = std::function<Result<ProcessEnd>(const ProcessSpec&)>;

  /// The answers to that command, one after the other; the last one stays.
  void answer(const Argv& argv, std::vector<Result<ProcessEnd>> ends);
  /// The same for one exit code and output.
  void answer(const Argv& argv, int exit_code, std::string output = "");
  /// Runs `body` in place of the program, to have an effect on other fakes.
  void act(const Argv& argv, Body body);

  Result<ProcessEnd> run(const ProcessSpec& spec, std::stop_token stop) override;

  /// What was run so far, in order.
  [[nodiscard]] std::vector<ProcessSpec> calls() const;

 private:
  mutable std::mutex mutex_;
  std::map<Argv, Body> bodies_;
  std::vector<ProcessSpec> calls_;
};

/// The argument list of a shell line.
inline FakeProcessRunner::Argv shell_argv(std::string line) { return {"/bin/sh", "-c", std::move(line)}; }

}  // namespace converge
