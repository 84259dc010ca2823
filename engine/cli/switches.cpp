// SPDX-License-Identifier: MIT
// switches.cpp: `converge disable` and `converge enable`.
#include "engine/cli/commands.h"
#include "engine/cli/local_host.h"
#include "engine/report/columns.h"
#include "state/run_lock.h"
#include "state/run_switch.h"

namespace converge {

namespace {

/// What is under way goes on: whoever wants the machine to themselves has to wait for it.
std::string under_way(const std::string& folder) {
  const auto holder = lock_holder(folder);
  if (!holder) return "";
  return "A run is under way and goes on to its end: '" + printable(holder->command) + "' (pid " + std::to_string(holder->pid) + ").\n";
}

}  // namespace

int run_disable(const Options& options) {
  const std::string& reason = options.words.front();
  const auto folder = LocalHost::state_folder_of(options.root, options.state_folder);
  if (!folder) return report_unavailable(folder.error());
  const auto before = disabled(*folder);
  if (!before) return report_unavailable(before.error());
  if (*before) {
    print_error("converge: error: runs are already " + printable((*before)->text()) +
                "\n  = fix: leave it so, or `converge enable` first, once that reason is gone\n");
    return exit_code::locked;
  }
  if (const Result<void> done = disable(*folder, reason); !done) return report_unavailable(done.error());
  print_out("Runs are disabled: " + printable(reason) + "\n`converge enable` allows them again; plan still works.\n" + under_way(*folder));
  return exit_code::ok;
}

int run_enable(const Options& options) {
  const auto folder = LocalHost::state_folder_of(options.root, options.state_folder);
  if (!folder) return report_unavailable(folder.error());
  const auto before = disabled(*folder);
  if (!before) return report_unavailable(before.error());
  if (!*before) {
    print_out("Runs were not disabled.\n");
    return exit_code::ok;
  }
  if (const Result<void> done = enable(*folder); !done) return report_unavailable(done.error());
  print_out("Runs are enabled again; they were " + (*before)->text() + ".\n");
  return exit_code::ok;
}

}  // namespace converge
