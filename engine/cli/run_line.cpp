// SPDX-License-Identifier: MIT
#include "engine/cli/run_line.h"

#include "engine/core/clock.h"
#include "engine/report/columns.h"

namespace converge {

namespace {

void add_count(std::string& out, std::size_t count, const char* word) {
  if (count != 0) out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + word;
}

std::string summary_of(const RunRecord& run, RunState state) {
  if (state == RunState::running) return "in progress";
  if (state == RunState::interrupted) return "interrupted";
  if (!run.totals) return "done";
  const RunFinished& totals = *run.totals;
  std::string out;
  add_count(out, totals.changed, "changed");
  add_count(out, totals.failed, "failed");
  add_count(out, totals.not_converged, "not converged");
  add_count(out, totals.timed_out, "timed out");
  add_count(out, totals.skipped, "skipped");
  add_count(out, totals.deferred, "deferred");
  add_count(out, totals.canceled, "canceled");
  add_count(out, totals.owed, "owed");
  return out.empty() ? "in sync" : out;
}

}  // namespace

RunState state_of(const RunRecord& run, const std::optional<LockHolder>& holder) {
  if (run.finished_ms != 0) return RunState::finished;
  // The lock is taken before the row is begun: a younger lock is another run's.
  return holder && holder->since_ms <= run.started_ms ? RunState::running : RunState::interrupted;
}

std::string run_line(const RunRecord& run, RunState state) {
  std::string line = run.run + "  " + utc_text(run.started_ms) + "  " + run.host + "  " + run.command + "  " + summary_of(run, state);
  if (!run.revision.empty()) line += "  (revision " + run.revision.substr(0, 12) + ")";
  return line;
}

std::string owed_line(const OwedTrigger& trigger) {
  return "owed: " + std::string(refresh_name(trigger.refresh)) + " of " + printable(trigger.resource.text()) + ", because " +
         printable(trigger.cause.text()) + " changed (run " + trigger.run + ")";
}

}  // namespace converge
