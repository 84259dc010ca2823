// SPDX-License-Identifier: MIT
// resources/process/session.h: ends the processes that a program leaves behind.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

#include "resources/process/output_pipe.h"

namespace converge::process {

/// Not set back by anybody.
using Clock = std::chrono::steady_clock;

/// Milliseconds from now for poll(2), rounded up; 0 when past, -1 for never.
int poll_timeout(std::optional<Clock::time_point> deadline);

/// Whether anything of a session outlived SIGKILL.
enum class Remains { none, some };

/// Ends every process of the session whose leader is `leader`: SIGTERM, after
/// `grace` SIGKILL, until none is left. The leader must not have been waited
/// for, so that its number cannot belong to somebody else meanwhile. Output is
/// read along the way, so that nobody hangs in a full pipe. Processes that made
/// a session of their own (daemons) are not touched.
Remains end_session(pid_t leader, std::chrono::milliseconds grace, OutputPipe& output);

}  // namespace converge::process
