// SPDX-License-Identifier: MIT
// engine/cli/saved_plan.h: a plan file on the command line.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/cli/local_host.h"
#include "engine/cli/options.h"
#include "state/plan_file.h"

namespace converge {

/// Whether the word that stands for a playbook names a saved plan.
bool is_saved_plan(const std::string& path);

/// Whether a file is a whole bundle of ours, such as a saved plan.
bool is_bundle(const std::string& path);

/// The system that a plan made under these options is of.
PlanTarget target_of(const Options& options);

/// Why a plan of one system is not the one of the root that was named; nothing where none was, or it is.
std::optional<Error> refuse_other_root(const Options& options, const PlanTarget& target);

/// A saved plan with the host that it is for.
struct OpenedPlan {
  SavedPlan plan;
  std::unique_ptr<LocalHost> host;
};

/// Reads the plan and opens its system; `options.root` and `options.state_folder`
/// become those of the plan. unsupported where the options, or the machine, are
/// not those that the plan was made for. What the plan needs is added to the host's contents.
Result<OpenedPlan> open_saved_plan(Options& options, const CompileOptions& downloads);

/// Refuses options that a plan, once made, cannot follow any more; answers whether it did.
bool refuse_selection(const Options& options);

}  // namespace converge
