// SPDX-License-Identifier: MIT
// tests/unit/report/sample_command.h: a command line with everything that one can have.
#pragma once

#include "engine/report/command_spec.h"

namespace converge::samples {

CommandSpec sample_command();

}  // namespace converge::samples
