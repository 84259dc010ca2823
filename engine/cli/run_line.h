// SPDX-License-Identifier: MIT
// engine/cli/run_line.h: a run in one line, as `history` lists it.
#pragma once

#include <optional>
#include <string>

#include "engine/core/journal.h"
#include "state/run_lock.h"

namespace converge {

/// Where a run stands.
enum class RunState { finished, running, interrupted };

/// By its row, and by who holds the run lock now: a run without an end that
/// nobody works on any more was interrupted.
RunState state_of(const RunRecord& run, const std::optional<LockHolder>& holder);

/// Its id, when it started, its host, what it was and what came of it; without a newline.
std::string run_line(const RunRecord& run, RunState state);

/// "owed: restart of command[x], because file[/a] changed (run r1)"; without a newline.
std::string owed_line(const OwedTrigger& trigger);

}  // namespace converge
