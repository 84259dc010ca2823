// SPDX-License-Identifier: MIT
// tests/unit/resources/file/golden_values.h: the kind's values in golden cases.
#pragma once

#include "engine/core/value.h"
#include "resources/file/file_kind.h"

namespace converge {

/// What the compiler would make of written attributes: text contents become
/// references, a list under `source` a tree whose entries may have `content`.
Value compiled_attributes(const Value& written);

/// {type, content, mode, uid, owner, ...}; `entries` by path; `listing` of path to type.
file::Actual actual_of(const Value& written, const file::Desired& want);

Value value_of_change(const file::Change& change);
Value value_of_delta(const Step& step);
Value value_of_observation(const Observation& observation);

}  // namespace converge
