// SPDX-License-Identifier: MIT
#include "engine/execute/executor.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "engine/execute/batch.h"
#include "engine/execute/completion_queue.h"
#include "engine/execute/last_look.h"

namespace converge {

namespace {

constexpr std::uint32_t nobody = static_cast<std::uint32_t>(-1);

/// What the executor knows of a node while the run goes on.
struct NodeState {
  std::size_t waits_for = 0;
  bool touched = false;             ///< an ancestor changed something in this run
  bool moved = false;               ///< it changed something itself
  bool waits = false;               ///< deferred by its kind: what merely comes after it goes on
  std::uint32_t stuck_by = nobody;  ///< an ancestor that did not converge
  Refresh refresh = Refresh::no;
  std::int64_t input_ms = 0;  ///< when the last of its notifiers changed in this run
  std::optional<std::string> actual;  ///< fingerprint, where it was probed again
};

using Items = std::vector<BatchItem>;

class Executor {
 public:
  Executor(const BoundCatalog& bound, const Plan& plan, const std::vector<Result<Boxed>>& actuals,
           std::vector<OwedTrigger> owed, Journal& journal, const Clock& clock, const EventSink& sink,
           const ExecuteOptions& options)
      : bound_(bound), plan_(plan), actuals_(actuals), owed_(std::move(owed)), journal_(journal), clock_(clock),
        sink_(sink), options_(options), nodes_(bound.catalog->node_count()), outcomes_(bound.size()),
        next_(bound.catalog->node_count()) {}

  Result<Execution> run() {
    if (const Result<void> done = unsettle(); !done) return fail(done.error());
    prepare_nodes();
    while (true) {
      start_batches();
      if (queue_.idle()) break;
      queue_.run_next();
    }
    if (!broken_ && options_.last_word == LastWord::all) look_again_at_doubts();
    if (!broken_) note(settle_unchanged());
    if (broken_) return fail(*broken_);
    tell_owed(execution_.totals, std::move(owed_));
    return std::move(execution_);
  }

 private:
  // Graph.

  void prepare_nodes() {
    const std::vector<Refresh> refreshes = owed_refreshes(bound_, owed_);
    for (std::uint32_t node = 0; node < bound_.size(); ++node) nodes_[node].refresh = refreshes[node];
    for (const Edge& edge : bound_.catalog->edges) {
      next_[edge.from].push_back(&edge);
      ++nodes_[edge.to].waits_for;
    }
    for (const std::uint32_t node : bound_.order)
      if (nodes_[node].waits_for == 0) pending_.push_back(node);
    arrive();
  }

  /// Every node whose predecessors are done: settled at once, or made ready for a batch.
  void arrive() {
    while (!pending_.empty()) {
      const std::uint32_t node = pending_.back();
      pending_.pop_back();
      if (!bound_.is_resource(node)) {
        release_followers(node, nodes_[node].stuck_by, nodes_[node].touched);
      } else if (is_settled(node)) {
        leave(node, Outcome::unchanged);
      } else if (nodes_[node].stuck_by != nobody) {
        finish_without_trying(node, Outcome::skipped, bound_.resource(nodes_[node].stuck_by).id.text());
      } else {
        ready_[bound_.kinds[node]->schema().kind].insert(node);
      }
    }
  }

  [[nodiscard]] bool is_settled(std::uint32_t node) const {
    const Decision decision = plan_.resources[node].decision;
    const bool nothing = decision == Decision::in_sync || decision == Decision::not_due || decision == Decision::assumed;
    return nothing && !nodes_[node].touched && nodes_[node].refresh == Refresh::no;
  }

  void leave(std::uint32_t node, Outcome outcome) {
    outcomes_[node] = outcome;
    ++counter(outcome);
    const bool stuck = !is_converged(outcome);
    const bool tried = outcome != Outcome::unchanged && outcome != Outcome::skipped && outcome != Outcome::deferred;
    const bool touched = nodes_[node].touched || nodes_[node].moved || tried;
    release_followers(node, stuck ? node : nodes_[node].stuck_by, touched);
  }

  void release_followers(std::uint32_t node, std::uint32_t stuck_by, bool touched) {
    for (const Edge* edge : next_[node]) {
      NodeState& follower = nodes_[edge->to];
      follower.touched = follower.touched || touched;
      const bool carried = nodes_[node].waits ? edge->type != EdgeType::soft : carries_failure(bound_, *edge);
      if (carried && follower.stuck_by == nobody) follower.stuck_by = stuck_by;
      if (--follower.waits_for == 0) pending_.push_back(edge->to);
    }
  }

  // Batches.

  void start_batches() {
    arrive();
    if (broken_ || options_.stop.stop_requested()) return cancel_ready();
    for (auto& [name, nodes] : ready_) {
      while (!nodes.empty() && has_room(*bound_.kinds[*nodes.begin()])) start_batch(*bound_.kinds[*nodes.begin()], nodes);
    }
  }

  bool has_room(const Kind& kind) { return in_flight_[&kind] < kind.lane().depth; }

  /// After a stop nothing new starts; whatever becomes ready is told so.
  void cancel_ready() {
    while (true) {
      std::set<std::uint32_t> nodes;
      for (auto& [name, ready] : ready_) nodes.merge(ready);
      if (nodes.empty()) return;
      for (const std::uint32_t node : nodes) finish_without_trying(node, Outcome::canceled, "the run was stopped");
      arrive();
    }
  }

  void start_batch(Kind& kind, std::set<std::uint32_t>& nodes) {
    auto items = std::make_shared<Items>();
    while (!nodes.empty() && items->size() < kind.lane().batch) {
      BatchItem& item = items->emplace_back();
      item.node = nodes.extract(nodes.begin()).value();
      last_look_.looked_at(item.node);
      item.refresh = nodes_[item.node].refresh;
      item.input_ms = nodes_[item.node].input_ms;
      item.started = clock_.steady();
    }
    ++in_flight_[&kind];
    queue_.start([this, items, &kind] {
      prepare_batch(*items, context_);
      return [this, items, &kind] { commit_batch(items, kind); };
    });
  }

  /// Between the halves: nothing is changed before it is written down.
  void commit_batch(const std::shared_ptr<Items>& items, Kind& kind) {
    std::vector<Intent> intents;
    std::vector<OwedTrigger> triggers;
    if (broken_ || options_.stop.stop_requested()) call_off(*items, "the run was stopped");
    for (const BatchItem& item : *items) {
      if (!item.acts()) continue;
      const Resource& resource = bound_.resource(item.node);
      intents.push_back({resource.id, inverse_of(item, kind)});
      for (const Told& told : told_by(item.node)) triggers.push_back({told.resource, resource.id, told.refresh, options_.run});
      if (const Refresh own = owed_to_itself(item, kind); own != Refresh::no)
        triggers.push_back({resource.id, resource.id, own, options_.run});
    }
    if (intents.empty()) return finish_batch(items, kind);
    if (note(journal_.intend(options_.run, intents, triggers))) {
      call_off(*items, "the journal could not be written");
      return finish_batch(items, kind);
    }
    owe(triggers);
    for (const BatchItem& item : *items)
      if (item.acts()) sink_(ResourceStarted{bound_.resource(item.node).id});
    queue_.start([this, items, &kind] {
      apply_batch(*items, context_);
      return [this, items, &kind] { finish_batch(items, kind); };
    });
  }

  static Refresh owed_to_itself(const BatchItem& item, const Kind& kind) {
    Refresh owed = Refresh::no;
    for (const Boxed& change : item.changes) owed = std::max(owed, kind.owes(change));
    return owed;
  }

  /// Whom a change of the resource tells: those that it notifies, and those outside the catalog.
  [[nodiscard]] std::vector<Told> told_by(std::uint32_t node) const {
    std::vector<Told> told;
    for (const Notify& notify : bound_.resource(node).notify) told.push_back({bound_.resource(notify.target).id, notify.refresh});
    const auto outside = options_.told_outside.find(bound_.resource(node).id);
    if (outside != options_.told_outside.end()) told.insert(told.end(), outside->second.begin(), outside->second.end());
    return told;
  }

  [[nodiscard]] Inverse inverse_of(const BatchItem& item, const Kind& kind) const {
    Inverse inverse = kind.inverse(bound_.wants[item.node], *item.before);
    inverse.told = told_by(item.node);
    return inverse;
  }

  static void call_off(Items& items, const std::string& cause) {
    for (BatchItem& item : items) {
      if (!item.acts()) continue;
      item.outcome = Outcome::canceled;
      item.cause = cause;
    }
  }

  void owe(const std::vector<OwedTrigger>& triggers) {
    std::map<ResourceId, TriggerOwed> events;
    for (const OwedTrigger& trigger : triggers) {
      TriggerOwed& event = events[trigger.resource];
      event.resource = trigger.resource;
      event.refresh = event.causes.empty() ? trigger.refresh : std::max(event.refresh, trigger.refresh);
      event.causes.push_back(trigger.cause);
    }
    for (auto& [resource, event] : events) sink_(std::move(event));
    owed_.insert(owed_.end(), triggers.begin(), triggers.end());
  }

  void finish_batch(const std::shared_ptr<Items>& items, Kind& kind) {
    --in_flight_[&kind];
    std::vector<OutcomeRecord> records;
    std::vector<Settled> settled;
    std::vector<OwedTrigger> fired;
    std::vector<OwedTrigger> released;
    for (BatchItem& item : *items) {
      const ResourceId& id = bound_.resource(item.node).id;
      const bool refreshed = is_converged(item.outcome) || item.waits;  // what does not run has nothing old in it
      if (refreshed) take_triggers(fired, [&](const OwedTrigger& t) { return t.resource == id; });
      const bool idle = !item.steps.empty() && !item.moved && !is_converged(item.outcome);
      if (idle) take_triggers(released, [&](const OwedTrigger& t) { return t.cause == id && t.run == options_.run; });
      if (item.outcome == Outcome::changed && kind.law() == KindLaw::state) {
        settled.push_back({id, desired(item.node), item.actual});
      }
      nodes_[item.node].actual = item.actual;
      if (item.outcome != Outcome::unchanged) records.push_back(record_of(item, kind));
    }
    if (!records.empty() || !fired.empty()) note(journal_.record(options_.run, records, settled, fired));
    if (!released.empty()) note(journal_.release(released));
    for (OutcomeRecord& record : records) report(std::move(record.finished));
    for (const OwedTrigger& trigger : fired) note_fired(trigger.resource);
    for (const BatchItem& item : *items) close(item);
  }

  template <typename Predicate>
  void take_triggers(std::vector<OwedTrigger>& out, Predicate wanted) {
    const auto split = std::stable_partition(owed_.begin(), owed_.end(), [&](const OwedTrigger& t) { return !wanted(t); });
    out.insert(out.end(), split, owed_.end());
    owed_.erase(split, owed_.end());
  }

  void note_fired(const ResourceId& resource) {
    if (fired_.insert(resource).second) sink_(TriggerFired{resource});
  }

  OutcomeRecord record_of(const BatchItem& item, Kind& kind) const {
    OutcomeRecord record;
    record.run = options_.run;
    record.time_ms = clock_.unix_ms();
    record.finished = {bound_.resource(item.node).id, bound_.resource(item.node).origin, item.outcome, {}, item.cause,
                       item.output, item.error, item.elapsed};
    for (const Step& step : item.steps) record.finished.deltas.push_back(step.delta);
    if (item.moved && item.before) record.inverse = inverse_of(item, kind);
    return record;
  }

  void report(ResourceFinished finished) {
    execution_.finished.push_back(finished);
    sink_(std::move(finished));
  }

  /// Lets the followers of a finished item go on; a change reaches those it notifies.
  void close(const BatchItem& item) {
    if (item.moved) {
      last_look_.changed(item.node);
      for (const Notify& notify : bound_.resource(item.node).notify) {
        NodeState& target = nodes_[notify.target];
        target.refresh = std::max(target.refresh, notify.refresh);
        target.input_ms = clock_.unix_ms();
      }
    }
    nodes_[item.node].moved = item.moved;
    nodes_[item.node].waits = item.waits;
    leave(item.node, item.outcome);
  }

  void finish_without_trying(std::uint32_t node, Outcome outcome, std::string cause) {
    OutcomeRecord record;
    record.run = options_.run;
    record.time_ms = clock_.unix_ms();
    record.finished = {bound_.resource(node).id, bound_.resource(node).origin, outcome, {}, std::move(cause), "", std::nullopt, Milliseconds{0}};
    if (!broken_) note(journal_.record(options_.run, {&record, 1}, {}, {}));
    report(std::move(record.finished));
    leave(node, outcome);
  }

  // The end.

  /// From here on what is remembered may be of this catalog and of none whole.
  Result<void> unsettle() {
    const Result<std::string> known = journal_.settled_catalog();
    if (!known) return fail(known.error());
    return known->empty() || *known == bound_.sha256 ? Result<void>{} : journal_.set_settled_catalog("");
  }

  /// What converged and was reached by a later change has to be proven once more.
  void look_again_at_doubts() {
    std::vector<LastLook::Doubt> doubts = last_look_.doubts();
    std::erase_if(doubts, [&](const LastLook::Doubt& doubt) { return !is_converged(outcomes_[doubt.node]); });
    if (doubts.empty()) return;
    const std::vector<std::string> answers = look_again(bound_, doubts);
    for (std::size_t i = 0; i < doubts.size(); ++i)
      if (!answers[i].empty()) take_back(doubts[i].node, answers[i]);
  }

  /// Reports that a resource has not converged after all.
  void take_back(std::uint32_t node, const std::string& why) {
    --counter(outcomes_[node]);
    OutcomeRecord record;
    record.run = options_.run;
    record.time_ms = clock_.unix_ms();
    record.finished = {bound_.resource(node).id, bound_.resource(node).origin, Outcome::not_converged, {}, "", "",
                       Error{ErrorCode::failed, why, {}}, Milliseconds{0}};
    outcomes_[node] = Outcome::not_converged;
    ++counter(Outcome::not_converged);
    if (!note(journal_.record(options_.run, {&record, 1}, {}, {}))) report(std::move(record.finished));
  }

  /// What the journal takes for the wish; that of a way back is nobody's YAML.
  [[nodiscard]] std::string desired(std::uint32_t node) const {
    const std::string fingerprint = wish_fingerprint(bound_, node);
    return options_.last_word == LastWord::later_steps ? std::string(undone_mark) + fingerprint : fingerprint;
  }

  /// Remembers what was found in sync, so that drift can be told from a new wish later.
  Result<void> settle_unchanged() {
    const Result<std::string> known = journal_.settled_catalog();
    if (!known) return fail(known.error());
    if (*known == bound_.sha256) return {};
    const auto last = journal_.last_applied();
    if (!last) return fail(last.error());
    std::vector<Settled> settled;
    for (std::uint32_t node = 0; node < bound_.size(); ++node) {
      if (outcomes_[node] != Outcome::unchanged || bound_.kinds[node]->law() == KindLaw::action) continue;
      Settled now{bound_.resource(node).id, desired(node), fingerprint(node)};
      const auto before = last->find(now.resource);
      const bool same = before != last->end() && before->second.desired == now.desired && before->second.actual == now.actual;
      if (!same) settled.push_back(std::move(now));
    }
    if (!settled.empty()) {
      if (const Result<void> done = journal_.record(options_.run, {}, settled, {}); !done) return done;
    }
    const bool whole = std::ranges::all_of(outcomes_, is_converged);
    return whole ? journal_.set_settled_catalog(bound_.sha256) : Result<void>{};
  }

  [[nodiscard]] std::string fingerprint(std::uint32_t node) const {
    if (nodes_[node].actual) return *nodes_[node].actual;
    return actual_fingerprint(bound_, node, bound_.kinds[node]->observe(bound_.wants[node], *actuals_[node]));
  }

  std::size_t& counter(Outcome outcome) {
    RunFinished& totals = execution_.totals;
    switch (outcome) {
      case Outcome::unchanged: return totals.unchanged;
      case Outcome::changed: return totals.changed;
      case Outcome::failed: return totals.failed;
      case Outcome::not_converged: return totals.not_converged;
      case Outcome::skipped: return totals.skipped;
      case Outcome::deferred: return totals.deferred;
      case Outcome::canceled: return totals.canceled;
      case Outcome::timed_out: return totals.timed_out;
    }
    return totals.failed;
  }

  /// Remembers the first failure of the journal; answers whether there was one.
  bool note(const Result<void>& done) {
    if (done) return false;
    if (!broken_) broken_ = done.error();
    return true;
  }

  const BoundCatalog& bound_;
  const Plan& plan_;
  const std::vector<Result<Boxed>>& actuals_;
  std::vector<OwedTrigger> owed_;
  Journal& journal_;
  const Clock& clock_;
  const EventSink& sink_;
  const ExecuteOptions& options_;
  const BatchContext context_{bound_, plan_, options_, clock_};
  std::vector<NodeState> nodes_;
  std::vector<Outcome> outcomes_;
  std::vector<std::vector<const Edge*>> next_;
  std::vector<std::uint32_t> pending_;
  std::map<std::string_view, std::set<std::uint32_t>> ready_;  ///< by kind
  std::map<const Kind*, std::size_t> in_flight_;
  std::set<ResourceId> fired_;
  LastLook last_look_{bound_};
  std::optional<Error> broken_;
  Execution execution_;
  CompletionQueue queue_;
};

}  // namespace

void tell_owed(RunFinished& totals, std::vector<OwedTrigger> owed) {
  std::ranges::sort(owed);
  std::set<ResourceId> resources;
  for (const OwedTrigger& trigger : owed) resources.insert(trigger.resource);
  totals.owed = resources.size();
  totals.owed_triggers = std::move(owed);
}

Result<Execution> execute(const BoundCatalog& bound, const Plan& plan, const std::vector<Result<Boxed>>& actuals,
                          const std::vector<OwedTrigger>& owed, Journal& journal, const Clock& clock,
                          const EventSink& sink, const ExecuteOptions& options) {
  return Executor(bound, plan, actuals, owed, journal, clock, sink, options).run();
}

}  // namespace converge
