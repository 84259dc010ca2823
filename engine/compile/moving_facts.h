// SPDX-License-Identifier: MIT
// engine/compile/moving_facts.h: facts that the run itself may change, which must not decide a condition.
#pragma once

#include "engine/core/diagnostic.h"
#include "engine/core/value.h"

namespace converge {

/// Warns of each such fact in a `when:`, one expression or a list of them. One that cannot
/// be parsed is passed over: that is reported elsewhere.
void warn_of_moving_facts(const Value& condition, Diagnostics& diagnostics);

}  // namespace converge
