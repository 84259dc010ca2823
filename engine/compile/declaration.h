// SPDX-License-Identifier: MIT
// engine/compile/declaration.h: reads the items of a `resources:` list.
#pragma once

#include <vector>

#include "engine/compile/playbook.h"

namespace converge {

/// Appends the resources that a `resources:` list declares; one item with a
/// list of titles is several. `policy` is the play's default for `disruption`.
void read_declarations(const Value& list, const Registry& registry, DisruptionPolicy policy,
                       std::vector<Declaration>& out, Diagnostics& diagnostics);

/// Reports template syntax in any string below a value: this version has no templates.
void refuse_templates(const Value& value, Diagnostics& diagnostics);

}  // namespace converge
