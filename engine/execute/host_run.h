// SPDX-License-Identifier: MIT
// engine/execute/host_run.h: one host from catalog to report. What a local run
// does in process and what the agent does with the catalog that it is sent.
#pragma once

#include <functional>
#include <map>
#include <stop_token>
#include <string>

#include "engine/core/catalog.h"
#include "engine/core/clock.h"
#include "engine/core/event.h"
#include "engine/core/journal.h"
#include "engine/execute/executor.h"
#include "engine/plan/planner.h"

namespace converge {

/// What a run works with; all of it outlives the run.
struct Machine {
  const Registry& kinds;
  Journal& journal;
  const Clock& clock;
};

/// Whether a plan also works out what would change inside files.
enum class PlanDetail : std::uint8_t { rows, diffs };

/// Whether a catalog is all that its owner wants of the host. Where it is not, what
/// is owed to others is not without a resource.
enum class Scope : std::uint8_t {
  whole,
  part,
  way_back,  ///< what puts a run back: no YAML moved, so no resource has a reason but the run
};

/// What is asked of a run.
struct RunRequest {
  std::string run;   ///< its id
  std::string tool;  ///< version of this program
  std::string command = "apply";  ///< as `history` will list it
  Scope scope = Scope::whole;
  PlanDetail detail = PlanDetail::rows;
  Gate gate = Gate::closed;
  /// Asked once, with a plan in which nothing is held back, if a closed gate
  /// would hold back something of it; the answer replaces `gate`. Open: just what
  /// that plan interrupts is allowed. Nothing: the run is called off before it
  /// changes anything.
  std::function<std::optional<Gate>(const Plan&)> confirm;
  const Plan* approved = nullptr;  ///< a saved plan to keep to
  std::map<ResourceId, std::vector<Told>> told_outside = {};  ///< see ExecuteOptions
  std::stop_token stop;
  std::stop_token abort;
};

/// How many resources have each decision, and what is owed to nobody.
PlanFinished count_decisions(const Plan& plan);

/// A new id for a run: sorts by time, unique on a host: "20261122T101500-1f3a".
std::string make_run_id(std::int64_t unix_ms, std::uint32_t random);

/// Probes and plans. Takes no lock and writes nothing.
Result<Report> plan_host(const Catalog& catalog, Machine machine, const RunRequest& request, const EventSink& sink);

/// Probes, plans, executes and records. The caller holds the run lock.
Result<Report> apply_host(const Catalog& catalog, Machine machine, const RunRequest& request, const EventSink& sink);

}  // namespace converge
