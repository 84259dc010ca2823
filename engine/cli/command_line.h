// SPDX-License-Identifier: MIT
// engine/cli/command_line.h: the commands and options as data, read off the parser itself.
#pragma once

#include "engine/report/command_spec.h"

namespace converge {

/// What parse_arguments() accepts; completion and manual are made from it.
CommandSpec describe_command_line();

}  // namespace converge
