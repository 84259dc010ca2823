// SPDX-License-Identifier: MIT
// forget.cpp: `converge forget RESOURCE`: nothing is owed to it any more.
#include <algorithm>

#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"

namespace converge {

namespace {

int nothing_owed(const std::string& word, const std::vector<OwedTrigger>& owed) {
  std::string names;
  for (const OwedTrigger& trigger : owed) names += (names.empty() ? "" : ", ") + trigger.resource.text();
  print_error("converge: error: nothing is owed to '" + word + "'\n  = fix: " +
              (names.empty() ? "nothing is owed to anything on this host" : "something is owed to " + names) + "\n");
  return exit_code::usage;
}

/// The run row that says who forgot what, and when.
Result<void> record_forgetting(LocalHost& host, const std::string& word, const std::vector<OwedTrigger>& forgotten) {
  RunRecord record;
  record.run = host.new_run_id();
  record.command = "forget " + word;
  record.tool = tool_version();
  record.started_ms = record.finished_ms = host.clock().unix_ms();
  if (const Result<void> begun = host.journal().begin(record); !begun) return begun;
  if (const Result<void> released = host.journal().release(forgotten); !released) return released;
  return host.journal().finish(record);
}

}  // namespace

int run_forget(const Options& options, const StopSignals& signals) {
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_unavailable(opened.error());
  LocalHost& host = **opened;
  const Result<RunLock> lock = host.lock(options.command_line, options.lock_timeout, signals.stop());
  if (!lock) return report_error(lock.error());
  const Result<std::vector<OwedTrigger>> owed = host.journal().owed();
  if (!owed) return report_error(owed.error());
  const std::string& word = options.words.front();
  std::vector<OwedTrigger> forgotten;
  std::ranges::copy_if(*owed, std::back_inserter(forgotten), [&](const OwedTrigger& t) { return t.resource.text() == word; });
  if (forgotten.empty()) return nothing_owed(word, *owed);
  if (const Result<void> done = record_forgetting(host, word, forgotten); !done) return report_error(done.error());
  for (const OwedTrigger& trigger : forgotten)
    print_out("No longer owed: " + std::string(refresh_name(trigger.refresh)) + " of " + trigger.resource.text() + ", because " +
              trigger.cause.text() + " changed (run " + trigger.run + ")\n");
  return exit_code::ok;
}

}  // namespace converge
