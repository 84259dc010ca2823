// SPDX-License-Identifier: MIT
// resources/systemd/verdict.h: whether a unit runs after it was told to.
#pragma once

#include <string>

#include "resources/systemd/unit_manager.h"

namespace converge::systemd {

/// What is wrong with a unit that was started and watched for a while, and what to do; "" if it runs.
std::string fault_of(const std::string& unit, const UnitHealth& health, std::chrono::seconds watched);

}  // namespace converge::systemd
