// SPDX-License-Identifier: MIT
// engine/core/event.h: what happens in a run, as it happens. One schema for the
// live view, `--output json`, the agent's stream and the stored history.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/core/change.h"
#include "engine/core/plan.h"
#include "engine/core/resource_id.h"
#include "engine/core/result.h"
#include "engine/core/span.h"

namespace converge {

/// The format of the event lines.
inline constexpr int event_version = 1;

/// What became of a resource in a run.
enum class Outcome : std::uint8_t {
  unchanged,      ///< was as desired (or an action with nothing to do)
  changed,        ///< was changed, and a fresh probe agrees
  failed,         ///< could not be read or changed
  not_converged,  ///< apply said yes, a fresh probe still differs
  skipped,        ///< something it depends on did not converge
  deferred,       ///< held back; will be needed
  canceled,       ///< the run was asked to stop
  timed_out,      ///< its deadline passed
};
/// The word for an outcome in JSON.
std::string_view outcome_name(Outcome outcome);
/// The outcome of a word; nothing for another word.
std::optional<Outcome> parse_outcome(std::string_view name);
/// Whether what depends on a resource may go on after this outcome.
bool is_converged(Outcome outcome);

/// How long something took; from a steady clock.
using Milliseconds = std::chrono::milliseconds;

/// A run of one host begins; the first event of each.
struct RunStarted {
  std::string run;  ///< id of the run, unique on the host
  std::string host;
  std::string command;  ///< "plan" or "apply"
  std::string revision;
  std::string owner;
  std::size_t resources = 0;
  std::string tool;  ///< version of converge
  std::int64_t unix_ms = 0;
};
/// One line of the plan.
struct ResourcePlanned {
  ResourceId resource;
  std::string label;
  Span origin;
  PlannedResource planned;
};
/// The plan is made: how many resources have each decision.
struct PlanFinished {
  std::size_t in_sync = 0, not_due = 0, change = 0, after_apply = 0, deferred = 0, blocked = 0, assumed = 0, unsupported = 0,
              unknown = 0;
  std::vector<Orphan> orphans;
};
/// The change of a resource is about to be made; what it owes is written down.
struct ResourceStarted {
  ResourceId resource;
};
/// The end of a resource. Only what is not `unchanged` gets one.
struct ResourceFinished {
  ResourceId resource;
  Span origin;
  Outcome outcome = Outcome::unchanged;
  std::vector<Delta> deltas;
  std::string cause;  ///< for skipped, deferred: on whom or what it waits
  std::string output;
  std::optional<Error> error;
  Milliseconds elapsed{0};
};
/// A refresh that is owed: written before the change that owes it, removed
/// only once it has been carried out.
struct OwedTrigger {
  ResourceId resource;  ///< who must be refreshed
  ResourceId cause;     ///< whose change asks for it
  Refresh refresh = Refresh::restart;
  std::string run;  ///< the run that wrote it
  auto operator<=>(const OwedTrigger&) const = default;
};

/// A refresh is written down before the change that owes it.
struct TriggerOwed {
  ResourceId resource;
  Refresh refresh = Refresh::restart;
  std::vector<ResourceId> causes;
};
/// A resource has had the refresh that it was owed.
struct TriggerFired {
  ResourceId resource;
};
/// The last event of a run: how many resources have each outcome, and what is still owed.
struct RunFinished {
  std::string run;
  std::size_t unchanged = 0, changed = 0, failed = 0, not_converged = 0, skipped = 0, deferred = 0, canceled = 0,
              timed_out = 0;
  std::size_t owed = 0;  ///< resources whose refresh is left for a later run, orphans included
  Milliseconds elapsed{0};
  std::vector<OwedTrigger> owed_triggers = {};  ///< the same, each with its cause; sorted
};

/// Everything that a run tells, in the order in which it happens.
using Event = std::variant<RunStarted, ResourcePlanned, PlanFinished, ResourceStarted, ResourceFinished, TriggerOwed,
                           TriggerFired, RunFinished>;

/// Receives events in order, from one thread at a time.
using EventSink = std::function<void(const Event&)>;

/// One event as one line of JSON without the newline.
std::string to_json_line(const Event& event);

/// Reads such a line back. Fields that it does not know are skipped; an event
/// or a version that it does not know is unsupported, anything else invalid.
/// Secret values and observations are not on the line, and come back empty.
Result<Event> parse_event(std::string_view json_line);

/// A run as it ended, for front doors and exit codes.
struct Report {
  RunFinished totals;
  Plan plan;
  std::vector<ResourceFinished> finished;  ///< in order of completion; unchanged ones are only counted
};

}  // namespace converge
