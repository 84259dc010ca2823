// SPDX-License-Identifier: MIT
// engine/report/why_text.h: everything about one resource, for people.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/catalog.h"
#include "engine/core/journal.h"
#include "engine/core/plan.h"
#include "engine/report/style.h"

namespace converge {

/// What there is to tell about one resource.
struct WhyAnswer {
  const Catalog& catalog;
  std::uint32_t node = 0;
  PlannedResource planned;
  std::vector<Observation> observations;  ///< what a look at the machine found
  std::vector<OutcomeRecord> past;        ///< newest first
};

/// Where it was asked for, what it waits for and why, what was found, what
/// would be done and for which reason, and what past runs did.
std::string why_text(const WhyAnswer& answer, const TextStyle& style);

}  // namespace converge
