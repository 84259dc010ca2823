// SPDX-License-Identifier: MIT
// engine/report/plan_rows.h: one resource of a plan, as lines.
#pragma once

#include <cstdint>
#include <string>

#include "engine/core/catalog.h"
#include "engine/core/plan.h"
#include "engine/report/plan_text.h"

namespace converge {

/// What a run would do with a resource, at a glance.
enum class Sign : std::uint8_t { create, change, remove, run, after_apply, held };

/// Held is all that a run would leave as it is: deferred, blocked, unsupported, unknown.
Sign sign_of(const Resource& resource, const PlannedResource& planned);
char sign_character(Sign sign);

/// The lines of resource `index`, each with its newline: the head with origin
/// and reasons, who asks for a refresh, a row per step, and the diffs where they are shown.
std::string plan_rows(const Catalog& catalog, const Plan& plan, std::size_t index, const PlanTextOptions& options);

/// The diffs of a planned resource as rows; none where a secret stands in it.
std::string diff_rows(const PlannedResource& planned, TextStyle style);

}  // namespace converge
