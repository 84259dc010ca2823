// SPDX-License-Identifier: MIT
// engine/plan/planner.h: from what is wanted and what was found to what would be done.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/journal.h"
#include "engine/core/plan.h"
#include "engine/plan/bound_catalog.h"

namespace converge {

/// What becomes of changes at restart and above that no policy speaks about.
enum class Gate : std::uint8_t {
  open,    ///< they are shown and will be done
  closed,  ///< they are held back
};

/// The host's memory, as the planner needs it.
struct Memory {
  /// What was last applied of a resource; asked only about those that are not in sync.
  std::function<std::optional<LastApplied>(const ResourceId&)> last_applied;
  std::vector<OwedTrigger> owed;
};

/// Whether a change of this disruption is held back under a resource's policy; says why, or "".
std::string held_back(Disruption disruption, DisruptionPolicy policy, Gate gate);

/// What each resource has been asked to do by triggers of earlier runs.
std::vector<Refresh> owed_refreshes(const BoundCatalog& bound, const std::vector<OwedTrigger>& owed);

/// Pure. `actuals[i]` is what was probed of resource i.
Plan make_plan(const BoundCatalog& bound, const std::vector<Result<Boxed>>& actuals, const Memory& memory, Gate gate);

}  // namespace converge
