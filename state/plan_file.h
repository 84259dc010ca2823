// SPDX-License-Identifier: MIT
// state/plan_file.h: a plan that can be reviewed now and applied later, without the YAML.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/core/catalog.h"
#include "engine/core/content.h"
#include "engine/core/plan.h"

namespace converge {

/// The plan-file format that this program writes and reads.
inline constexpr int plan_file_version = 1;

/// One host of a saved plan. Of the plan it keeps decisions, reasons, causes,
/// steps, refreshes, errors, fingerprints and orphans; observations and diffs
/// stay behind, and so do the texts of secret steps.
struct SavedHost {
  Catalog catalog;
  Plan plan;
};

/// The system that a plan is of. Applied to another one it would be no plan.
struct PlanTarget {
  std::string root = "/";    ///< absolute
  std::string state_folder;  ///< where its memory is, if that was named
  std::string machine_id;    ///< as in its /etc/machine-id; "" if it has none
  bool operator==(const PlanTarget&) const = default;
};

/// A saved plan as read.
struct SavedPlan {
  PlanTarget target;
  std::vector<SavedHost> hosts;
  std::string tool;             ///< version of converge that wrote it
  std::int64_t created_ms = 0;  ///< Unix time
  std::shared_ptr<const ContentSource> contents;
};

/// Writes a plan with the contents its catalogs need (those without a URL),
/// atomically, mode 0600 (see OutputFile).
Result<void> write_plan_file(const std::string& path, const PlanTarget& target, std::span<const SavedHost> hosts,
                             const std::string& tool, const ContentSource& contents);

/// Reads a plan file. Truncated, changed or foreign files and those of another
/// version are invalid. Contents are read from the file when they are opened.
Result<SavedPlan> read_plan_file(const std::string& path);

}  // namespace converge
