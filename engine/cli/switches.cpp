// SPDX-License-Identifier: MIT
// switches.cpp: `converge disable` and `converge enable`.
#include "engine/cli/commands.h"
#include "state/private_folder.h"
#include "state/run_switch.h"

namespace converge {

namespace {

std::string state_folder(const Options& options) {
  if (!options.state_folder.empty()) return options.state_folder;
  return (options.root == "/" ? "" : options.root) + std::string(default_state_folder);
}

}  // namespace

int run_disable(const Options& options) {
  const std::string& reason = options.words.front();
  if (const Result<void> done = disable(state_folder(options), reason); !done) return report_error(done.error());
  print_out("Runs are disabled: " + reason + "\n`converge enable` allows them again; plan still works.\n");
  return exit_code::ok;
}

int run_enable(const Options& options) {
  const auto before = disabled(state_folder(options));
  if (!before) return report_error(before.error());
  if (!*before) {
    print_out("Runs were not disabled.\n");
    return exit_code::ok;
  }
  if (const Result<void> done = enable(state_folder(options)); !done) return report_error(done.error());
  print_out("Runs are enabled again; they were " + (*before)->text() + ".\n");
  return exit_code::ok;
}

}  // namespace converge
