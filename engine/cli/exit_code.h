// SPDX-License-Identifier: MIT
// engine/cli/exit_code.h: what the programs' exit codes mean.
#pragma once

#include <cstdint>

#include "engine/core/event.h"
#include "engine/core/plan.h"
#include "engine/core/result.h"

namespace converge {

namespace exit_code {
inline constexpr int ok = 0;
inline constexpr int failed = 1;
inline constexpr int differences = 2;
inline constexpr int unreachable = 4;
// The same for every command, as in sysexits.h.
inline constexpr int usage = 64;
inline constexpr int bad_input = 65;
inline constexpr int unavailable = 69;
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
