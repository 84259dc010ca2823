// SPDX-License-Identifier: MIT
// tests/unit/report/samples.h: a catalog, its plan and a run to render.
#pragma once

#include <string>
#include <vector>

#include "engine/core/catalog.h"
#include "engine/core/event.h"
#include "engine/core/plan.h"

namespace converge::samples {

/// A resource with its place, added to a catalog with its plan.
struct Host {
  Catalog catalog;
  Plan plan;

  PlannedResource& add(const std::string& kind, const std::string& title, Decision decision,
                       const std::string& place = "");
};

Step step(std::string attribute, std::string before, std::string after, Disruption disruption = Disruption::none);

/// A host with one resource for every sign, reason and decision.
Host everything();

/// The events of a run in which something of everything happens.
std::vector<Event> eventful_run();

}  // namespace converge::samples
