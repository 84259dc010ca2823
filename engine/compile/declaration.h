// SPDX-License-Identifier: MIT
// engine/compile/declaration.h: what one item of a `resources:` list says.
#pragma once

#include <vector>

#include "engine/compile/playbook.h"

namespace converge {

/// Appends the resources that one item of a `resources:` list declares; one with
/// a list of titles is several. Its templates have been rendered, its condition and
/// its loop are over. `policy` is the play's default for `disruption`.
void read_declaration(const Value& item, const Registry& registry, DisruptionPolicy policy,
                      std::vector<Declaration>& out, Diagnostics& diagnostics);

/// The entry of an item that names its kind; nullptr if none does.
const Entry* kind_entry(const Value& item, const Registry& registry);
/// Reports that none does, with what was meant.
void refuse_kindless(const Value& item, const Registry& registry, Diagnostics& diagnostics);
/// Reports an attribute that the kind does not have, with what was meant.
void refuse_attribute(const Schema& schema, const Entry& entry, std::string_view label, Diagnostics& diagnostics);

}  // namespace converge
