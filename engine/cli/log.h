// SPDX-License-Identifier: MIT
// engine/cli/log.h: what -v says, on stderr. The one header in front of spdlog.
#pragma once

#include <chrono>
#include <string>

namespace converge {

/// One step of the program and how long it took; shown from -v on.
void log_step(int verbosity, const std::string& what, std::chrono::milliseconds elapsed);
/// A detail; shown from -vv on.
void log_detail(int verbosity, const std::string& what);
/// What this very program file is: two builds of one version differ in it.
std::string build_id();

}  // namespace converge
