// SPDX-License-Identifier: MIT
// engine/cli/exit_code.h: what the programs' exit codes mean.
#pragma once

#include <cstdint>

#include "engine/core/event.h"
#include "engine/core/plan.h"
#include "engine/core/result.h"

namespace converge {

namespace exit_code {
/// Converged, in sync, or done.
inline constexpr int ok = 0;
/// Something failed or could not be read.
inline constexpr int failed = 1;
/// A plan with something to do.
inline constexpr int differences = 2;
/// A host could not be reached.
inline constexpr int unreachable = 4;
// The same for every command, as in sysexits.h.
/// The command line is wrong.
inline constexpr int usage = 64;
/// The YAML, the inventory or a bundle is wrong.
inline constexpr int bad_input = 65;
/// What was named is not there, not for this machine, or could not be read or written: a journal, a plan file.
inline constexpr int unavailable = 69;
/// Another run holds the lock, or runs are disabled.
inline constexpr int locked = 75;
}  // namespace exit_code

/// Plain: 0 means converged. Detailed: the sum of 2 changed, 4 failed, 8 deferred or owed.
enum class ExitDetail : std::uint8_t { plain, detailed };

/// Of a plan: 0 in sync, 2 differences, 1 something could not be read (wins over 2).
int exit_code_of(const Plan& plan);
/// Of an apply.
int exit_code_of(const RunFinished& totals, ExitDetail detail);
/// Of a run that could not go on.
int exit_code_of(const Error& error);

}  // namespace converge
