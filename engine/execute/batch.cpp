// SPDX-License-Identifier: MIT
#include "engine/execute/batch.h"

#include <algorithm>

namespace converge {

namespace {

Outcome outcome_of(const Error& error) {
  if (error.code == ErrorCode::timed_out) return Outcome::timed_out;
  return error.code == ErrorCode::canceled ? Outcome::canceled : Outcome::failed;
}

void fail_item(BatchItem& item, Error error) {
  item.outcome = outcome_of(error);
  item.error = std::move(error);
}

std::vector<std::uint32_t> nodes_of(const std::vector<BatchItem*>& items) {
  std::vector<std::uint32_t> nodes;
  nodes.reserve(items.size());
  for (const BatchItem* item : items) nodes.push_back(item->node);
  return nodes;
}

Disruption strongest(const std::vector<Step>& steps) {
  Disruption found = Disruption::none;
  for (const Step& step : steps) found = std::max(found, step.disruption);
  return found;
}

std::string shown(const Delta& delta, const std::string& side) {
  return delta.sensitivity == Sensitivity::secret ? "(secret)" : side;
}

/// A saved plan keeps no secrets: of a secret step it knows which and how much it interrupts.
bool is_same(const Step& approved, const Step& now) {
  if (now.delta.sensitivity == Sensitivity::open) return approved == now;
  return approved.delta.sensitivity == Sensitivity::secret && approved.delta.attribute == now.delta.attribute &&
         approved.disruption == now.disruption;
}

/// An approved plan is carried out as it stands or, resource by resource, not at all.
std::optional<Error> exceeds_approval(const BatchItem& item, const BatchContext& context) {
  const PlannedResource& approved = context.options.approved->resources[item.node];
  const Kind& kind = *context.bound.kinds[item.node];
  const bool promised = approved.decision == Decision::change || approved.decision == Decision::after_apply;
  if (!promised) {
    return Error{ErrorCode::conflict, "the saved plan did not say that this would change; make a new plan", {}};
  }
  const std::string now = actual_fingerprint(context.bound, item.node, kind.observe(context.bound.wants[item.node], *item.before));
  if (approved.decision == Decision::change && approved.fingerprint != now) {
    return Error{ErrorCode::conflict, "the machine moved since the plan was saved; make a new plan", {}};
  }
  for (const Step& step : item.steps) {
    if (std::ranges::any_of(approved.steps, [&](const Step& each) { return is_same(each, step); })) continue;
    const std::string what = step.delta.attribute + " would go from " + shown(step.delta, step.delta.before) + " to " +
                             shown(step.delta, step.delta.after);
    const bool foreseen = approved.decision == Decision::after_apply && step.delta.after != "absent";
    if (!foreseen) return Error{ErrorCode::conflict, "the saved plan did not say that " + what + "; make a new plan", {}};
  }
  const Disruption disruption = strongest(item.steps);
  if (disruption >= Disruption::restart && disruption > approved.disruption()) {
    return Error{ErrorCode::conflict, "the saved plan did not say that this needs a " + std::string(disruption_name(disruption)) + "; make a new plan", {}};
  }
  return std::nullopt;
}

/// Why a yes does not reach so far, or "".
std::string exceeds_answer(const BatchItem& item, const BatchContext& context) {
  const Disruption disruption = strongest(item.steps);
  if (context.options.foreseen == nullptr || disruption < Disruption::restart) return "";
  if (disruption <= context.options.foreseen->resources[item.node].disruption()) return "";
  return "a " + std::string(disruption_name(disruption)) + " is held back: it was not in the plan that was agreed to";
}

/// What cannot be had here yet is deferred by its kind.
void defer_rest(BatchItem& item, const Boxed& have, const BatchContext& context) {
  item.cause = context.bound.kinds[item.node]->defers(context.bound.wants[item.node], have);
  if (item.cause.empty()) return;
  item.outcome = Outcome::deferred;
  item.waits = true;
}

/// What runs since after its last input changed in this run has had its refresh.
void drop_refresh_that_is_done(BatchItem& item, const Kind& kind) {
  if (item.refresh == Refresh::no || item.input_ms == 0) return;
  const std::optional<std::int64_t> taken = kind.refreshed_ms(*item.before);
  if (taken && *taken > item.input_ms) item.refresh = Refresh::no;
}

void settle_prepared(BatchItem& item, const BatchContext& context) {
  const Kind& kind = *context.bound.kinds[item.node];
  drop_refresh_that_is_done(item, kind);
  item.changes = kind.diff(context.bound.wants[item.node], *item.before, item.refresh);
  for (const Boxed& change : item.changes) item.steps.push_back(kind.describe(change));
  if (item.changes.empty()) return defer_rest(item, *item.before, context);
  const DisruptionPolicy policy = context.bound.resource(item.node).disruption;
  if (context.options.approved != nullptr) {
    if (auto error = exceeds_approval(item, context)) return fail_item(item, std::move(*error));
  }
  std::string why = held_back(strongest(item.steps), policy, context.options.gate);
  if (why.empty() && policy == DisruptionPolicy::ask) why = exceeds_answer(item, context);
  if (!why.empty()) {
    item.outcome = Outcome::deferred;
    item.cause = std::move(why);
  }
}

std::string remaining(const std::vector<Boxed>& changes, const Kind& kind) {
  const bool acted = kind.law() == KindLaw::action;
  return (acted ? "ran, but this still holds: " : "applied, but a fresh look still finds a difference: ") + differences(changes, kind);
}

/// A program that was not there has changed nothing. A doubt counts as a start.
bool has_started(const BatchItem& item) {
  if (!item.error) return true;
  const ErrorCode code = item.error->code;
  return code != ErrorCode::not_found && code != ErrorCode::denied && code != ErrorCode::invalid && code != ErrorCode::unsupported;
}

void prove(BatchItem& item, Result<Boxed>& after, const BatchContext& context) {
  const Kind& kind = *context.bound.kinds[item.node];
  const Boxed& want = context.bound.wants[item.node];
  const bool acted = kind.law() == KindLaw::action && has_started(item);
  const bool state = kind.law() == KindLaw::state;
  item.moved = acted || (state && (!after || kind.observe(want, *after) != kind.observe(want, *item.before)));
  if (item.error) return;
  if (!after) return fail_item(item, std::move(after.error()).while_doing("checking the result"));
  const std::vector<Boxed> left = kind.diff(context.bound.wants[item.node], *after, Refresh::no);
  if (left.empty()) {
    item.outcome = Outcome::changed;
    item.moved = true;  // a restart, too, is a change, though nothing that is observed shows it
    item.actual = actual_fingerprint(context.bound, item.node, kind.observe(context.bound.wants[item.node], *after));
    return defer_rest(item, *after, context);
  }
  item.outcome = Outcome::not_converged;
  item.error = Error{ErrorCode::failed, remaining(left, kind), {}};
}

}  // namespace

std::string differences(const std::vector<Boxed>& changes, const Kind& kind) {
  std::string words;
  for (const Boxed& change : changes) {
    const Delta delta = kind.describe(change).delta;
    words += words.empty() ? "" : ", ";
    if (delta.sensitivity == Sensitivity::secret) words += delta.attribute;
    else words += kind.law() == KindLaw::action ? delta.before : delta.attribute + " is " + delta.before + ", wanted " + delta.after;
  }
  return words;
}

void prepare_batch(std::vector<BatchItem>& items, const BatchContext& context) {
  std::vector<BatchItem*> all;
  all.reserve(items.size());
  for (BatchItem& item : items) all.push_back(&item);
  std::vector<Result<Boxed>> found = probe_nodes(context.bound, nodes_of(all), context.options.abort);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!found[i]) {
      fail_item(*all[i], std::move(found[i].error()));
      continue;
    }
    all[i]->before = std::move(*found[i]);
    settle_prepared(*all[i], context);
    if (all[i]->changes.empty()) {
      const Kind& kind = *context.bound.kinds[all[i]->node];
      all[i]->actual = actual_fingerprint(context.bound, all[i]->node, kind.observe(context.bound.wants[all[i]->node], *all[i]->before));
    }
  }
}

void apply_batch(std::vector<BatchItem>& items, const BatchContext& context) {
  std::vector<BatchItem*> acting;
  std::vector<const std::vector<Boxed>*> work;
  for (BatchItem& item : items) {
    if (!item.acts()) continue;
    acting.push_back(&item);
    work.push_back(&item.changes);
  }
  if (acting.empty()) return;
  Kind& kind = *context.bound.kinds[acting.front()->node];
  std::vector<Result<Applied>> applied = kind.apply(work, context.options.abort);
  for (std::size_t i = 0; i < acting.size(); ++i) {
    if (applied[i]) acting[i]->output = std::move(applied[i]->output);
    else fail_item(*acting[i], std::move(applied[i].error()));
  }
  // What failed is looked at as well: a trigger is only owed if something moved.
  std::vector<Result<Boxed>> after = probe_nodes(context.bound, nodes_of(acting), {});
  for (std::size_t i = 0; i < acting.size(); ++i) prove(*acting[i], after[i], context);
  for (BatchItem* item : acting) item->elapsed = context.clock.steady() - item->started;
}

}  // namespace converge
