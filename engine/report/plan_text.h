// SPDX-License-Identifier: MIT
// engine/report/plan_text.h: a plan for people.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/catalog.h"
#include "engine/core/plan.h"
#include "engine/report/style.h"

namespace converge {

/// Whether the unified diffs of a plan are part of its text.
enum class DiffRows : std::uint8_t { hidden, shown };

/// What comes after the plan is read; decides its last sentence.
enum class PlanPurpose : std::uint8_t {
  answer,        ///< nothing: `converge plan`, which says that nothing was changed
  before_apply,  ///< the same run goes on and applies it
};

/// How a plan is shown.
struct PlanTextOptions {
  TextStyle style;
  DiffRows diffs = DiffRows::hidden;
  PlanPurpose purpose = PlanPurpose::answer;
  std::optional<std::chrono::milliseconds> elapsed;  ///< how long reading the machine took
};

/// What is not in sync, resource by resource in the catalog's order; what a run
/// would interrupt; what earlier runs left owed; and the counts. The plan is that of the catalog.
std::string plan_text(const Catalog& catalog, const Plan& plan, const PlanTextOptions& options);

/// "web1: in sync (1000 resources checked in 38 ms)"
std::string in_sync_text(std::string_view host, std::size_t resources,
                         std::optional<std::chrono::milliseconds> elapsed);

}  // namespace converge
