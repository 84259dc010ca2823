// SPDX-License-Identifier: MIT
// engine/variable_pass.h: from an open host to where one of its variables comes from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/pipeline.h"
#include "engine/report/variable_text.h"

namespace converge {

/// Winner and losers of a variable at each place of the plays that select the host; places
/// that agree are told once. No sights for a variable that is set nowhere.
VariableAnswer explain_variable(const HostSight& sight, std::string_view name);

/// All names that a host has variables of, in any of its plays and roles; for "did you mean".
std::vector<std::string> variable_names(const HostSight& sight);

}  // namespace converge
