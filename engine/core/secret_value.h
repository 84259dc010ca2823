// SPDX-License-Identifier: MIT
// engine/core/secret_value.h: values in which something is secret.
#pragma once

#include <string_view>

#include "engine/core/value.h"

namespace converge {

/// Whether a value, or anything within it, is secret.
bool holds_secret(const Value& value);
/// Whether anything in it is encrypted still: nobody but the reader of a secret may use it.
bool holds_sealed(const Value& value);
/// Marks every scalar in it. Lists and maps stay open: how many items there are,
/// and what keys are called, is no secret.
void mark_scalars_secret(Value& value);

/// The value with each secret part as {"$secret": PART}, so that it stays known as one
/// where it crosses as JSON.
Value seal(const Value& value);
/// Back from there: the parts are marked secret again.
Value unseal(Value value);

}  // namespace converge
