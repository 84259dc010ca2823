// SPDX-License-Identifier: MIT
// switches.cpp: `converge disable` and `converge enable`.
#include "engine/cli/commands.h"
#include "engine/cli/local_host.h"
#include "state/run_switch.h"

namespace converge {

int run_disable(const Options& options) {
  const std::string& reason = options.words.front();
  const auto folder = LocalHost::state_folder_of(options.root, options.state_folder);
  if (!folder) return report_unavailable(folder.error());
  if (const Result<void> done = disable(*folder, reason); !done) return report_error(done.error());
  print_out("Runs are disabled: " + reason + "\n`converge enable` allows them again; plan still works.\n");
  return exit_code::ok;
}

int run_enable(const Options& options) {
  const auto folder = LocalHost::state_folder_of(options.root, options.state_folder);
  if (!folder) return report_unavailable(folder.error());
  const auto before = disabled(*folder);
  if (!before) return report_error(before.error());
  if (!*before) {
    print_out("Runs were not disabled.\n");
    return exit_code::ok;
  }
  if (const Result<void> done = enable(*folder); !done) return report_error(done.error());
  print_out("Runs are enabled again; they were " + (*before)->text() + ".\n");
  return exit_code::ok;
}

}  // namespace converge
