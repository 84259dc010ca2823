// SPDX-License-Identifier: MIT
// engine/report/completion.h: completion scripts for shells, from the
// description of the command line.
#pragma once

#include <string>

#include "engine/report/command_spec.h"

namespace converge {

/// Each answers a whole script: options, subcommands, choices, files and
/// folders. Names and choices are plain words, as the command line has them.
std::string bash_completion(const CommandSpec& command);
/// The same for zsh, as a file of its fpath.
std::string zsh_completion(const CommandSpec& command);
/// The same for fish.
std::string fish_completion(const CommandSpec& command);

}  // namespace converge
