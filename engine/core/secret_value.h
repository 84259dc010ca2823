// SPDX-License-Identifier: MIT
// engine/core/secret_value.h: values in which something is secret.
#pragma once

#include <string_view>

#include "engine/core/value.h"

namespace converge {

/// Whether a value, or anything within it, is secret.
bool holds_secret(const Value& value);

/// The value with each secret part as {"$secret": PART}, so that it stays known as one
/// where it crosses as JSON.
Value seal(const Value& value);
/// Back from there: the parts are marked secret again.
Value unseal(Value value);

}  // namespace converge
