// SPDX-License-Identifier: MIT
#include "engine/execute/host_run.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <numeric>
#include <set>

#include "engine/core/hash.h"
#include "engine/plan/veil.h"

namespace converge {

namespace {

/// Probed and planned: what the two front doors share.
struct Planned {
  BoundCatalog bound;
  std::vector<Result<Boxed>> actuals;
  std::vector<OwedTrigger> owed;
  std::vector<OwedTrigger> done;  ///< owed once; what runs has started since
  Plan plan;
};

/// Reads the journal's memory of resources once, when first asked.
class LastAppliedReader {
 public:
  explicit LastAppliedReader(Journal& journal) : journal_(journal) {}

  std::optional<LastApplied> operator()(const ResourceId& id) {
    if (!known_) {
      auto read = journal_.last_applied();
      if (!read) error_ = read.error();
      known_ = read ? std::move(*read) : std::map<ResourceId, LastApplied>{};
    }
    const auto found = known_->find(id);
    return found == known_->end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  Journal& journal_;
  std::optional<std::map<ResourceId, LastApplied>> known_;
  std::optional<Error> error_;
};

/// When the change that owes a trigger was made (unix ms). Nothing: its run was cut short, and nobody knows.
Result<std::optional<std::int64_t>> input_ms(const OwedTrigger& trigger, Journal& journal) {
  constexpr std::size_t most = 100;
  const auto outcomes = journal.outcomes_of(trigger.cause, most);
  if (!outcomes) return fail(outcomes.error());
  for (const OutcomeRecord& record : *outcomes)
    if (record.run == trigger.run && record.time_ms != 0) return record.time_ms;
  return std::optional<std::int64_t>();
}

/// Takes out what is owed no longer: a unit that was started since its last input changed runs with all of them.
Result<void> drop_done_triggers(Planned& planned, Journal& journal) {
  std::vector<OwedTrigger> owed;
  for (OwedTrigger& trigger : planned.owed) {
    const auto node = planned.bound.catalog->find(trigger.resource);
    std::optional<std::int64_t> refreshed;
    if (node && planned.actuals[*node]) refreshed = planned.bound.kinds[*node]->refreshed_ms(*planned.actuals[*node]);
    if (refreshed) {
      const auto changed = input_ms(trigger, journal);
      if (!changed) return fail(changed.error());
      if (!*changed || *refreshed <= **changed) refreshed.reset();
    }
    (refreshed ? planned.done : owed).push_back(std::move(trigger));
  }
  planned.owed = std::move(owed);
  return {};
}

void add_forecasts(Planned& planned, std::stop_token stop) {
  for (std::uint32_t node = 0; node < planned.bound.size(); ++node) {
    PlannedResource& resource = planned.plan.resources[node];
    if (resource.steps.empty()) continue;
    Kind& kind = *planned.bound.kinds[node];
    const std::vector<Boxed> changes = kind.diff(planned.bound.wants[node], *planned.actuals[node], resource.refresh);
    const std::vector<Boxed>* work = &changes;
    for (Result<Forecast>& forecast : kind.forecast({&work, 1}, stop)) {
      if (!forecast) {
        resource.diffs.push_back("(no diff: " + forecast.error().text() + ")\n");
        continue;
      }
      if (!forecast->text_diff.empty()) resource.diffs.push_back(std::move(forecast->text_diff));
      resource.steps.insert(resource.steps.end(), forecast->entails.begin(), forecast->entails.end());
    }
  }
}

/// Makes the plan from what was probed already.
Result<void> remake(Planned& planned, Machine machine, const RunRequest& request, Gate gate) {
  LastAppliedReader last(machine.journal);
  const Memory memory{std::ref(last), planned.owed};
  planned.plan = make_plan(planned.bound, planned.actuals, memory, gate);
  if (last.error()) return fail(*last.error());
  if (request.scope != Scope::whole) planned.plan.orphans.clear();
  if (request.scope == Scope::way_back)
    for (PlannedResource& resource : planned.plan.resources) resource.reasons.clear();
  if (request.detail == PlanDetail::diffs) add_forecasts(planned, request.abort);
  return {};
}

Result<BoundCatalog> bind(const Catalog& catalog, Machine machine) {
  const std::string json = to_json(catalog);
  if (!holds_secret(catalog)) return bind_catalog(catalog, sha256(json), machine.kinds);
  const Result<std::string> key = machine.journal.secret_key();
  if (!key) return fail(key.error());
  Result<BoundCatalog> bound = bind_catalog(catalog, hmac_sha256(*key, json), machine.kinds);
  if (bound) bound->secret_key = *key;
  return bound;
}

/// Before the first run with secrets the host draws a key; a plan, which writes nothing, does without.
Result<void> ensure_secret_key(const Catalog& catalog, Journal& journal) {
  if (!holds_secret(catalog)) return {};
  const Result<std::string> known = journal.secret_key();
  if (!known) return fail(known.error());
  if (!known->empty()) return {};
  std::array<unsigned char, 32> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return fail(system_error(errno, "drawing a key for fingerprints"));
  std::string key;
  for (const unsigned char byte : bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    key += digits[byte >> 4U];
    key += digits[byte & 15U];
  }
  return journal.set_secret_key(key);
}

Result<Planned> probe_and_plan(const Catalog& catalog, Machine machine, const RunRequest& request) {
  Result<BoundCatalog> bound = bind(catalog, machine);
  if (!bound) return fail(std::move(bound.error()));
  if (const Result<void> done = veil_former_secrets(*bound, machine.journal); !done) return fail(done.error());
  Planned planned{std::move(*bound), {}, {}, {}, {}};
  Result<std::vector<OwedTrigger>> owed = machine.journal.owed();
  if (!owed) return fail(std::move(owed.error()));
  planned.owed = std::move(*owed);
  std::vector<std::uint32_t> nodes(planned.bound.size());
  std::iota(nodes.begin(), nodes.end(), 0U);
  refuse_clashes(planned.bound, request.abort);
  planned.actuals = probe_nodes(planned.bound, nodes, request.abort);
  if (const Result<void> dropped = drop_done_triggers(planned, machine.journal); !dropped) return fail(dropped.error());
  // Who is asked sees all that could come of a yes.
  if (const Result<void> made = remake(planned, machine, request, request.confirm ? Gate::open : request.gate); !made) {
    return fail(made.error());
  }
  return planned;
}

void announce(const Planned& planned, const EventSink& sink) {
  for (const std::uint32_t node : planned.bound.order) {
    if (!planned.bound.is_resource(node)) continue;
    const PlannedResource& resource = planned.plan.resources[node];
    if (resource.decision == Decision::in_sync || resource.decision == Decision::not_due) continue;
    const Resource& declared = planned.bound.resource(node);
    sink(ResourcePlanned{declared.id, declared.label, declared.origin, resource});
  }
  sink(count_decisions(planned.plan));
}

RunStarted started(const Catalog& catalog, Machine machine, const RunRequest& request, std::string command) {
  return {request.run, catalog.host,           std::move(command), catalog.revision,
          catalog.owner, catalog.resources.size(), request.tool,       machine.clock.unix_ms()};
}

/// Whether an open plan has changes that a closed gate would hold back.
bool has_gated(const BoundCatalog& bound, const Plan& plan) {
  for (std::uint32_t node = 0; node < plan.resources.size(); ++node) {
    const PlannedResource& planned = plan.resources[node];
    const bool acts = planned.decision == Decision::change || planned.decision == Decision::after_apply;
    const bool asks = bound.resource(node).disruption == DisruptionPolicy::ask;
    if (acts && asks && planned.disruption() >= Disruption::restart) return true;
  }
  return false;
}

/// What may be interrupted: as the request says or, if somebody is asked, as they answer.
struct Leave {
  Gate gate = Gate::closed;
  const Plan* foreseen = nullptr;  ///< the plan that a yes was about; nothing else may be interrupted
};

/// Asks where there is something to ask about. A no leads to another plan.
/// Nothing: the run is called off.
Result<std::optional<Leave>> ask(Planned& planned, Machine machine, const RunRequest& request) {
  if (!request.confirm) return std::optional(Leave{request.gate, nullptr});
  if (has_gated(planned.bound, planned.plan)) {
    const std::optional<Gate> answer = request.confirm(planned.plan);
    if (!answer) return std::optional<Leave>();
    if (*answer == Gate::open) return std::optional(Leave{Gate::open, &planned.plan});
  }
  if (const Result<void> made = remake(planned, machine, request, Gate::closed); !made) return fail(made.error());
  return std::optional(Leave{});
}

/// Strikes out what others have done since it was owed.
Result<void> settle_done(const Planned& planned, Journal& journal, const EventSink& sink) {
  if (planned.done.empty()) return {};
  if (const Result<void> released = journal.release(planned.done); !released) return released;
  std::set<ResourceId> told;
  for (const OwedTrigger& trigger : planned.done)
    if (told.insert(trigger.resource).second) sink(TriggerFired{trigger.resource});
  return {};
}

/// Called off: every resource that would have changed is canceled, nothing was done.
Execution called_off(const Planned& planned) {
  Execution execution;
  for (std::uint32_t node = 0; node < planned.bound.size(); ++node) {
    const Decision decision = planned.plan.resources[node].decision;
    const bool nothing = decision == Decision::in_sync || decision == Decision::not_due || decision == Decision::assumed;
    ++(nothing ? execution.totals.unchanged : execution.totals.canceled);
  }
  tell_owed(execution.totals, planned.owed);
  return execution;
}

Result<Execution> carry_out(const Planned& planned, Machine machine, const RunRequest& request, const Leave& leave,
                            const EventSink& sink) {
  const LastWord last_word = request.scope == Scope::way_back ? LastWord::later_steps : LastWord::all;
  const ExecuteOptions options{request.run,    leave.gate,           last_word,    request.approved,
                               leave.foreseen, request.told_outside, request.stop, request.abort};
  return execute(planned.bound, planned.plan, planned.actuals, planned.owed, machine.journal, machine.clock, sink, options);
}

}  // namespace

PlanFinished count_decisions(const Plan& plan) {
  PlanFinished counts;
  counts.in_sync = plan.count(Decision::in_sync);
  counts.not_due = plan.count(Decision::not_due);
  counts.change = plan.count(Decision::change);
  counts.after_apply = plan.count(Decision::after_apply);
  counts.deferred = plan.count(Decision::deferred);
  counts.blocked = plan.count(Decision::blocked);
  counts.assumed = plan.count(Decision::assumed);
  counts.unsupported = plan.count(Decision::unsupported);
  counts.unknown = plan.count(Decision::unknown);
  counts.orphans = plan.orphans;
  return counts;
}

std::string make_run_id(std::int64_t unix_ms, std::uint32_t random) {
  const std::time_t seconds = unix_ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> time{};
  std::strftime(time.data(), time.size(), "%Y%m%dT%H%M%S-", &utc);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string id = time.data();
  for (unsigned shift = 0; shift < 16; shift += 4) id += digits[(random >> shift) & 15U];
  return id;
}

Result<Report> plan_host(const Catalog& catalog, Machine machine, const RunRequest& request, const EventSink& sink) {
  const Milliseconds start = machine.clock.steady();
  sink(started(catalog, machine, request, "plan"));
  Result<Planned> planned = probe_and_plan(catalog, machine, request);
  if (!planned) return fail(std::move(planned.error()));
  announce(*planned, sink);
  Report report;
  report.plan = std::move(planned->plan);
  report.totals.run = request.run;
  tell_owed(report.totals, std::move(planned->owed));
  report.totals.elapsed = machine.clock.steady() - start;
  return report;
}

Result<Report> apply_host(const Catalog& catalog, Machine machine, const RunRequest& request, const EventSink& sink) {
  const Milliseconds start = machine.clock.steady();
  const RunStarted head = started(catalog, machine, request, request.command);
  sink(head);
  if (const Result<void> made = ensure_secret_key(catalog, machine.journal); !made) return fail(made.error());
  Result<Planned> planned = probe_and_plan(catalog, machine, request);
  if (!planned) return fail(std::move(planned.error()));
  if (request.approved != nullptr && request.approved->resources.size() != planned->bound.size()) {
    return fail(ErrorCode::invalid, "the saved plan is not of this catalog; make a new plan");
  }
  RunRecord record{request.run, request.command, catalog.host, catalog.owner, catalog.revision, planned->bound.sha256,
                   request.tool, head.unix_ms, 0, std::nullopt};
  if (const Result<void> begun = machine.journal.begin(record); !begun) return fail(begun.error());
  const Result<std::optional<Leave>> leave = ask(*planned, machine, request);
  if (!leave) return fail(leave.error());
  announce(*planned, sink);
  if (const Result<void> done = settle_done(*planned, machine.journal, sink); !done) return fail(done.error());
  Result<Execution> execution = *leave ? carry_out(*planned, machine, request, **leave, sink) : called_off(*planned);
  if (!execution) return fail(std::move(execution.error()));
  Report report;
  report.plan = std::move(planned->plan);
  report.finished = std::move(execution->finished);
  report.totals = execution->totals;
  report.totals.run = request.run;
  report.totals.elapsed = machine.clock.steady() - start;
  record.finished_ms = machine.clock.unix_ms();
  record.totals = report.totals;
  if (const Result<void> finished = machine.journal.finish(record); !finished) return fail(finished.error());
  sink(report.totals);
  return report;
}

}  // namespace converge
