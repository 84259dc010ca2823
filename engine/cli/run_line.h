// SPDX-License-Identifier: MIT
// engine/cli/run_line.h: a run in one line, as `history` lists it.
#pragma once

#include <string>

#include "engine/core/journal.h"

namespace converge {

/// Its id, when it started, what it was and what came of it; without a newline.
std::string run_line(const RunRecord& run);

}  // namespace converge
