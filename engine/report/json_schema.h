// SPDX-License-Identifier: MIT
// engine/report/json_schema.h: the language as JSON Schema, for editors.
#pragma once

#include <string>
#include <vector>

#include "engine/core/schema.h"

namespace converge {

/// The JSON Schema (draft 2020-12) of a playbook made of these kinds, for
/// people's editors and yaml-language-server. A role's resources.yaml is its
/// "#/$defs/resources". It accepts whatever the compiler accepts; what only the
/// compiler can know (duplicate titles, unknown targets) it does not refuse.
std::string playbook_json_schema(const std::vector<const Schema*>& schemas);

}  // namespace converge
