// SPDX-License-Identifier: MIT
#include "engine/plan/planner.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace converge {

std::string held_back(Disruption disruption, DisruptionPolicy policy, Gate gate) {
  if (disruption < Disruption::restart) return "";
  const std::string what = "a " + std::string(disruption_name(disruption));
  switch (policy) {
    case DisruptionPolicy::allowed: return "";
    case DisruptionPolicy::deferred: return what + " is held back (disruption: deferred)";
    case DisruptionPolicy::drained: return what + " waits for the host to be drained (disruption: drained)";
    case DisruptionPolicy::ask: return gate == Gate::open ? "" : what + " is held back until it is allowed (--yes)";
  }
  return "";
}

std::vector<Refresh> owed_refreshes(const BoundCatalog& bound, const std::vector<OwedTrigger>& owed) {
  std::vector<Refresh> refreshes(bound.size(), Refresh::no);
  if (owed.empty()) return refreshes;
  for (std::uint32_t node = 0; node < bound.size(); ++node)
    for (const OwedTrigger& trigger : owed)
      if (trigger.resource == bound.resource(node).id) refreshes[node] = std::max(refreshes[node], trigger.refresh);
  return refreshes;
}

namespace {

constexpr std::uint32_t nobody = static_cast<std::uint32_t>(-1);

/// What a node hands on to those after it: the first ancestor of each sort, or nobody.
struct Upstream {
  std::uint32_t changes = nobody;     ///< will change (or may)
  std::uint32_t unforeseen = nobody;  ///< will do something whose effects cannot be told
  std::uint32_t stuck = nobody;       ///< unknown, blocked or deferred
  std::uint32_t waiting = nobody;     ///< deferred by its kind: only what needs it is stuck, not what merely follows
};

void adopt(std::uint32_t& mine, std::uint32_t theirs) {
  if (mine == nobody) mine = theirs;
}

/// Walks the nodes in order; every node sees the decisions of all before it.
class Planner {
 public:
  Planner(const BoundCatalog& bound, const std::vector<Result<Boxed>>& actuals, const Memory& memory, Gate gate)
      : bound_(bound), actuals_(actuals), memory_(memory), gate_(gate), upstream_(bound.catalog->node_count()) {}

  Plan make() {
    plan_.host = bound_.catalog->host;
    plan_.catalog_sha256 = bound_.sha256;
    plan_.resources.resize(bound_.size());
    owed_ = owed_refreshes(bound_, memory_.owed);
    uncertain_.assign(bound_.size(), nobody);
    for (std::uint32_t node = 0; node < bound_.size(); ++node) plan_.resources[node].refresh = owed_[node];
    for (const std::uint32_t node : bound_.order) {
      inherit(node);
      if (bound_.is_resource(node)) decide(node);
    }
    list_orphans();
    return std::move(plan_);
  }

 private:
  void inherit(std::uint32_t node) {
    Upstream& mine = upstream_[node];
    for (const Edge& edge : bound_.incoming[node]) {
      const Upstream& theirs = upstream_[edge.from];
      adopt(mine.changes, theirs.changes);
      adopt(mine.unforeseen, theirs.unforeseen);
      if (carries_failure(bound_, edge)) adopt(mine.stuck, theirs.stuck);
      if (edge.type != EdgeType::soft) adopt(mine.stuck, theirs.waiting);
    }
  }

  void decide(std::uint32_t node) {
    PlannedResource& planned = plan_.resources[node];
    const Kind& kind = *bound_.kinds[node];
    const Result<Boxed>& actual = actuals_[node];
    if (!actual) return decide_unread(node, actual.error());
    const std::vector<Boxed> changes = kind.diff(bound_.wants[node], *actual, planned.refresh);
    std::vector<Key> moves;
    for (const Boxed& change : changes) {
      planned.steps.push_back(kind.describe(change));
      for (Key& key : kind.moves(change)) moves.push_back(std::move(key));
    }
    planned.decision = !planned.steps.empty()             ? Decision::change
                       : kind.law() == KindLaw::action ? Decision::not_due
                                                       : Decision::in_sync;
    if (const std::uint32_t cause = unsettled_by(node); cause != nobody) {
      planned.decision = Decision::after_apply;
      planned.cause = bound_.resource(cause).id.text();
    }
    hold_back(node);
    if (is_hopeless(node, *actual)) return;
    defer_rest(node, *actual);
    if (planned.decision == Decision::in_sync || planned.decision == Decision::not_due) return;
    explain(node, *actual);
    hand_on(node, moves);
  }

  /// What could not be read may be readable once something before it has
  /// changed: a guard may run a program that is yet to be installed.
  void decide_unread(std::uint32_t node, const Error& error) {
    PlannedResource& planned = plan_.resources[node];
    const bool may_pass = error.code == ErrorCode::not_found || error.code == ErrorCode::failed;
    const std::uint32_t cause = may_pass ? unsettled_by(node) : nobody;
    if (cause == nobody) {
      planned.decision = Decision::unknown;
      planned.error = error;
      adopt(upstream_[node].stuck, node);
      return;
    }
    planned.decision = Decision::after_apply;
    planned.cause = bound_.resource(cause).id.text();
    hold_back(node);
    give_reasons(node);
    hand_on(node, {});
  }

  /// Whether the changes would fail, and nothing before them can help it.
  bool is_hopeless(std::uint32_t node, const Boxed& actual) {
    PlannedResource& planned = plan_.resources[node];
    if (planned.decision != Decision::change) return false;
    const auto is_moved = [&](const Key& key) {
      const auto found = moving_.find(key.text());
      return found != moving_.end() && found->second != node;
    };
    for (Obstacle& obstacle : bound_.kinds[node]->obstacles(bound_.wants[node], actual)) {
      if (std::ranges::any_of(obstacle.clears, is_moved)) continue;
      if (const std::uint32_t cause = upstream_[node].unforeseen; cause != nobody) {
        planned.decision = Decision::after_apply;
        planned.cause = bound_.resource(cause).id.text();
        return false;
      }
      planned.decision = Decision::blocked;
      planned.error = std::move(obstacle.error);
      planned.steps.clear();
      adopt(upstream_[node].stuck, node);
      return true;
    }
    return false;
  }

  /// Who makes today's answer provisional, or nobody.
  std::uint32_t unsettled_by(std::uint32_t node) {
    const Upstream& upstream = upstream_[node];
    if (upstream.changes == nobody) return nobody;
    const Claims& claims = claims_of(node);
    const bool idle = claims.activation == Activation::when_refreshed && plan_.resources[node].refresh == Refresh::no;
    if (idle) return uncertain_[node];
    if (claims.sees == Reach::machine) return upstream.changes;
    if (claims.sees == Reach::keys) {
      if (upstream.unforeseen != nobody) return upstream.unforeseen;
      for (const Key& key : claims.observes)
        if (const auto found = moving_.find(key.text()); found != moving_.end() && found->second != node) return found->second;
    }
    return nobody;
  }

  const Claims& claims_of(std::uint32_t node) {
    const auto [found, fresh] = claims_.try_emplace(node);
    if (fresh) found->second = bound_.kinds[node]->claims(bound_.wants[node]);
    return found->second;
  }

  void hold_back(std::uint32_t node) {
    PlannedResource& planned = plan_.resources[node];
    const bool acts = planned.decision == Decision::change || planned.decision == Decision::after_apply;
    if (!acts) return;
    if (const std::uint32_t stuck = upstream_[node].stuck; stuck != nobody) {
      planned.decision = Decision::blocked;
      planned.cause = bound_.resource(stuck).id.text();
    } else if (const std::string why = held_back(planned.disruption(), bound_.resource(node).disruption, gate_); !why.empty()) {
      planned.decision = Decision::deferred;
      planned.cause = why;
    }
  }

  /// What its kind cannot do here yet; what it can is planned all the same.
  void defer_rest(std::uint32_t node, const Boxed& actual) {
    PlannedResource& planned = plan_.resources[node];
    const bool in_sync = planned.decision == Decision::in_sync;
    if (!in_sync && planned.decision != Decision::change) return;
    std::string why = bound_.kinds[node]->defers(bound_.wants[node], actual);
    if (why.empty()) return;
    planned.cause = std::move(why);
    if (in_sync) planned.decision = Decision::deferred;
    adopt(upstream_[node].waiting, node);
  }

  void explain(std::uint32_t node, const Boxed& actual) {
    PlannedResource& planned = plan_.resources[node];
    planned.observations = bound_.kinds[node]->observe(bound_.wants[node], actual);
    planned.fingerprint = actual_fingerprint(bound_, node, planned.observations);
    give_reasons(node);
  }

  void give_reasons(std::uint32_t node) {
    PlannedResource& planned = plan_.resources[node];
    const Kind& kind = *bound_.kinds[node];
    if (kind.law() == KindLaw::action) {
      planned.reasons.push_back(Reason::action);
    } else if (const auto last = memory_.last_applied(bound_.resource(node).id); !last) {
      planned.reasons.push_back(Reason::first_run);
    } else if (last->desired.starts_with(undone_mark)) {
      planned.reasons.push_back(Reason::undone);
    } else if (last->desired != wish_fingerprint(bound_, node)) {
      planned.reasons.push_back(Reason::pending);  // what is observed depends on what is wanted: drift cannot be told
    } else if (!planned.fingerprint.empty() && last->actual != planned.fingerprint) {
      planned.reasons.push_back(Reason::drift);
    }
    if (owed_[node] != Refresh::no) planned.reasons.push_back(Reason::owed);
    if (planned.refresh > owed_[node]) planned.reasons.push_back(Reason::refresh);
  }

  /// `moves`: what its changes move beyond its claims.
  void hand_on(std::uint32_t node, const std::vector<Key>& moves) {
    const PlannedResource& planned = plan_.resources[node];
    Upstream& mine = upstream_[node];
    const bool acts = planned.decision == Decision::change || planned.decision == Decision::after_apply;
    if (!acts) {
      if (mine.waiting != node) adopt(mine.stuck, node);
      return;
    }
    mine.changes = node;
    const Claims& claims = claims_of(node);
    if (claims.affects == Reach::machine) mine.unforeseen = node;
    for (const auto* keys : {&claims.provides, &claims.owns, &claims.shares, &moves})
      for (const Key& key : *keys) moving_.try_emplace(key.text(), node);
    for (const Notify& notify : bound_.resource(node).notify) {
      PlannedResource& target = plan_.resources[notify.target];
      if (planned.decision == Decision::change) target.refresh = std::max(target.refresh, notify.refresh);
      else adopt(uncertain_[notify.target], node);
    }
  }

  void list_orphans() {
    for (const OwedTrigger& trigger : memory_.owed)
      if (!bound_.catalog->find(trigger.resource)) plan_.orphans.push_back({trigger.resource, trigger.cause.text(), trigger.run});
  }

  const BoundCatalog& bound_;
  const std::vector<Result<Boxed>>& actuals_;
  const Memory& memory_;
  Gate gate_;
  Plan plan_;
  std::vector<Upstream> upstream_;
  std::vector<Refresh> owed_;
  std::vector<std::uint32_t> uncertain_;  ///< a notifier that may or may not change
  std::unordered_map<std::uint32_t, Claims> claims_;
  std::unordered_map<std::string, std::uint32_t> moving_;  ///< key -> resource that changes it
};

}  // namespace

Plan make_plan(const BoundCatalog& bound, const std::vector<Result<Boxed>>& actuals, const Memory& memory, Gate gate) {
  return Planner(bound, actuals, memory, gate).make();
}

}  // namespace converge
