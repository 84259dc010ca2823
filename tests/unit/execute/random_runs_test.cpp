// SPDX-License-Identifier: MIT
// Random catalogs on random machines with random failures: what has to hold of every run.
#include <random>
#include <set>

#include "tests/unit/execute/running.h"

namespace converge {
namespace {

using Lines = std::vector<std::string>;

/// A catalog in which edges lead from lower to higher numbers, on a machine that
/// is partly as wanted. The names are n0, n1, ...
struct RandomRun : Running {
  std::mt19937 random;
  std::uint32_t count;

  explicit RandomRun(unsigned seed) : random(seed), count(3 + pick(20)) {
    for (std::uint32_t node = 0; node < count; ++node) add_node(name(node));
    for (std::uint32_t to = 1; to < count; ++to)
      for (std::uint32_t edges = pick(3); edges > 0; --edges) connect(pick(to), to);
  }

  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); }
  bool chance(unsigned percent) { return random() % 100 < percent; }
  static std::string name(std::uint32_t node) { return "n" + std::to_string(node); }

  void add_node(const std::string& title) {
    switch (pick(5)) {
      case 0: add("act", title, {{"unless", "mark " + title}}); break;
      case 1: add("act", title, {{"when_notified", "true"}}); break;
      case 2: add("slow", title); break;
      default: thing(title);
    }
    if (chance(50)) machine.set(title, chance(50) ? "on" : "off");
    if (chance(30)) machine.set("mark " + title, "there");
  }

  void connect(std::uint32_t from, std::uint32_t to) {
    if (chance(40)) {
      builder.notify(from, to, chance(50) ? Refresh::reload : Refresh::restart);
    } else {
      constexpr EdgeType types[] = {EdgeType::hard, EdgeType::automatic, EdgeType::soft};
      builder.edge(from, to, types[pick(3)]);
    }
  }

  void break_some() {
    for (std::uint32_t node = 0; node < count; ++node) {
      if (!chance(20)) continue;
      FakeMachine::Script& script = machine.scripts[name(node)];
      switch (pick(4)) {
        case 0: script.probe_error = Error{ErrorCode::io, "unreadable", {}}; break;
        case 1: script.apply_error = Error{ErrorCode::io, "no", {}}; break;
        case 2: script.apply_error = Error{ErrorCode::io, "half", {}}; script.effect_before_error = true; break;
        default: script.lies = true;
      }
    }
  }

  [[nodiscard]] Lines lines(const std::string& verb, const std::string& title) const {
    Lines found;
    for (const std::string& each : machine.log_of(verb))
      if (each == title) found.push_back(each);
    return found;
  }
  [[nodiscard]] bool was_applied(std::uint32_t node) const { return !lines("apply", name(node)).empty(); }
  [[nodiscard]] std::size_t place_of_apply(std::uint32_t node) const { return place("apply " + name(node)); }
  [[nodiscard]] Outcome outcome_of(std::uint32_t node) const { return outcome(name(node)); }
  [[nodiscard]] const std::vector<Edge>& edges() { return builder.catalog().edges; }
};

class RandomRuns : public testing::TestWithParam<unsigned> {};

TEST_P(RandomRuns, every_resource_is_accounted_for_once) {
  RandomRun run(GetParam());
  run.break_some();
  run.run();
  ASSERT_FALSE(run.error);
  std::set<std::string> titles;
  for (const ResourceFinished& each : run.report.finished) EXPECT_TRUE(titles.insert(each.resource.title).second);
  const RunFinished& totals = run.report.totals;
  EXPECT_EQ(totals.unchanged + totals.changed + totals.failed + totals.not_converged + totals.skipped +
                totals.deferred + totals.canceled + totals.timed_out,
            run.count);
  for (std::uint32_t node = 0; node < run.count; ++node) EXPECT_LE(run.lines("apply", run.name(node)).size(), 1U);
}

TEST_P(RandomRuns, order_is_kept_and_failures_are_not_built_upon) {
  RandomRun run(GetParam());
  run.break_some();
  run.run();
  for (const Edge& edge : run.edges()) {
    if (run.was_applied(edge.from) && run.was_applied(edge.to)) {
      EXPECT_LT(run.place_of_apply(edge.from), run.place_of_apply(edge.to)) << edge.from << " > " << edge.to;
    }
    if (edge.type != EdgeType::soft && !is_converged(run.outcome_of(edge.from))) {
      EXPECT_FALSE(run.was_applied(edge.to)) << edge.from << " failed, " << edge.to << " did not wait";
    }
  }
}

TEST_P(RandomRuns, what_a_change_owes_is_done_after_it_or_still_owed) {
  RandomRun run(GetParam());
  run.break_some();
  run.run();
  const auto owed = run.journal.owed_now();
  for (std::uint32_t from = 0; from < run.count; ++from) {
    if (run.outcome_of(from) != Outcome::changed) continue;
    for (const Notify& notify : run.builder.catalog().resources[from].notify) {
      const ResourceId& target = run.builder.catalog().resources[notify.target].id;
      const ResourceId& cause = run.builder.catalog().resources[from].id;
      const bool is_owed = std::ranges::any_of(owed, [&](const OwedTrigger& t) { return t.resource == target && t.cause == cause; });
      const bool done = is_converged(run.outcome_of(notify.target)) && run.was_applied(notify.target);
      // An action whose own guard says no has nothing to do, however often it is asked.
      const bool idle = target.kind == "act" && run.outcome_of(notify.target) == Outcome::unchanged;
      EXPECT_TRUE(is_owed || done || idle) << cause.text() << " owes " << target.text();
      if (!done) continue;
      EXPECT_LT(run.place_of_apply(from), run.place_of_apply(notify.target));
    }
  }
}

TEST_P(RandomRuns, once_nothing_fails_any_more_all_is_caught_up_and_then_nothing_is_done) {
  RandomRun run(GetParam());
  run.break_some();
  run.run();
  run.machine.scripts.clear();
  run.run_again("r2");
  EXPECT_TRUE(run.journal.owed_now().empty());
  EXPECT_EQ(run.report.totals.failed + run.report.totals.skipped + run.report.totals.not_converged, 0U);
  run.run_again("r3");
  EXPECT_EQ(run.report.totals.unchanged, run.count);
  for (const char* verb : {"apply", "reload", "restart"}) EXPECT_EQ(run.machine.log_of(verb), Lines{}) << verb;
}

TEST_P(RandomRuns, a_journal_that_stops_answering_loses_nothing) {
  RandomRun run(GetParam());
  run.journal.fail_from(1 + run.pick(8));
  run.run();
  run.journal.answer_again();
  const auto owed = run.journal.owed_now();
  const Lines changed = run.machine.log_of("apply");
  run.run_again("r2");
  EXPECT_TRUE(run.journal.owed_now().empty());
  // Whoever was changed before the journal went silent has its refreshes by now, in one of the two runs.
  for (const OwedTrigger& trigger : owed) {
    const bool fired = std::ranges::count(run.machine.log_of("apply"), trigger.resource.title) == 1;
    const bool idle = trigger.resource.kind == "act";
    EXPECT_TRUE(fired || idle) << trigger.resource.text();
  }
  run.run_again("r3");
  EXPECT_EQ(run.report.totals.unchanged, run.count) << changed.size();
}

TEST_P(RandomRuns, the_plan_says_just_what_apply_does) {
  RandomRun run(GetParam());
  const auto planned = plan_host(run.builder.catalog(), {run.kinds, run.journal, run.clock}, run.request, [](const Event&) {});
  ASSERT_TRUE(planned);
  run.run();
  for (std::uint32_t node = 0; node < run.count; ++node) {
    const PlannedResource& plan = planned->plan.resources[node];
    ASSERT_TRUE(plan.decision == Decision::change || plan.decision == Decision::in_sync || plan.decision == Decision::not_due);
    EXPECT_EQ(run.outcome_of(node), plan.decision == Decision::change ? Outcome::changed : Outcome::unchanged) << node;
    std::vector<Delta> promised;
    for (const Step& step : plan.steps) promised.push_back(step.delta);
    const ResourceFinished* finished = run.finished(run.name(node));
    EXPECT_EQ(finished == nullptr ? std::vector<Delta>{} : finished->deltas, promised) << node;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomRuns, testing::Range(0U, 60U));

}  // namespace
}  // namespace converge
