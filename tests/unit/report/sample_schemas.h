// SPDX-License-Identifier: MIT
// tests/unit/report/sample_schemas.h: kinds that use everything a schema can say.
#pragma once

#include <vector>

#include "engine/core/schema.h"

namespace converge::samples {

/// A kind with a field of every type.
const Schema& gadget();
/// A kind with two attributes, one of them required, one named like the kind above.
const Schema& widget();
inline std::vector<const Schema*> all_schemas() { return {&gadget(), &widget()}; }

}  // namespace converge::samples
