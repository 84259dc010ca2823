// SPDX-License-Identifier: MIT
// Refreshes: asked for by changes of this run, owed by earlier ones, orphaned.
#include <algorithm>

#include "tests/unit/plan/planning.h"

namespace converge {
namespace {

bool has(const PlannedResource& planned, Reason reason) {
  return std::find(planned.reasons.begin(), planned.reasons.end(), reason) != planned.reasons.end();
}

/// `conf` notifies `unit`, which is as wanted.
struct Notified : Planning {
  std::uint32_t conf = thing("conf");
  std::uint32_t unit = thing("unit");
  Notified() { machine.set("unit", "on"); }
};

TEST(PlannerRefresh, a_change_refreshes_whom_it_notifies) {
  Notified planning;
  planning.builder.notify(planning.conf, planning.unit, Refresh::reload);
  const PlannedResource unit = planning.make().resources[planning.unit];
  EXPECT_EQ(unit.decision, Decision::change);
  EXPECT_EQ(unit.refresh, Refresh::reload);
  ASSERT_EQ(unit.steps.size(), 1U);
  EXPECT_EQ(unit.steps[0].delta.after, "reloaded");
  EXPECT_TRUE(has(unit, Reason::refresh));
}

TEST(PlannerRefresh, what_does_not_change_refreshes_nobody) {
  Notified planning;
  planning.builder.notify(planning.conf, planning.unit);
  planning.machine.set("conf", "on");
  EXPECT_TRUE(planning.make().in_sync());
}

TEST(PlannerRefresh, the_strongest_request_wins) {
  Notified planning;
  const auto more = planning.thing("more");
  planning.builder.notify(planning.conf, planning.unit, Refresh::restart).notify(more, planning.unit, Refresh::reload);
  const PlannedResource unit = planning.make().resources[planning.unit];
  EXPECT_EQ(unit.refresh, Refresh::restart);
  EXPECT_EQ(unit.steps.size(), 1U);
}

TEST(PlannerRefresh, a_refresh_is_handed_on_along_a_chain) {
  Notified planning;
  const auto last = planning.thing("last");
  planning.machine.set("last", "on");
  planning.builder.notify(planning.conf, planning.unit).notify(planning.unit, last);
  EXPECT_EQ(planning.make().resources[last].refresh, Refresh::restart);
}

TEST(PlannerRefresh, what_an_earlier_run_owes_is_planned) {
  Notified planning;
  planning.builder.notify(planning.conf, planning.unit);
  planning.machine.set("conf", "on");
  planning.owed = {{{"thing", "unit"}, {"thing", "conf"}, Refresh::reload, "r0"},
                   {{"thing", "unit"}, {"thing", "gone"}, Refresh::restart, "r0"}};
  const PlannedResource unit = planning.make().resources[planning.unit];
  EXPECT_EQ(unit.decision, Decision::change);
  EXPECT_EQ(unit.refresh, Refresh::restart);
  EXPECT_TRUE(has(unit, Reason::owed));
  EXPECT_FALSE(has(unit, Reason::refresh));
}

TEST(PlannerRefresh, owed_and_asked_for_anew_says_both_if_more_is_asked_for) {
  Notified planning;
  planning.builder.notify(planning.conf, planning.unit, Refresh::restart);
  planning.owed = {{{"thing", "unit"}, {"thing", "conf"}, Refresh::reload, "r0"}};
  const PlannedResource unit = planning.make().resources[planning.unit];
  EXPECT_TRUE(has(unit, Reason::owed));
  EXPECT_TRUE(has(unit, Reason::refresh));
}

TEST(PlannerRefresh, a_trigger_of_a_resource_that_left_is_an_orphan) {
  Notified planning;
  planning.machine.set("conf", "on");
  planning.owed = {{{"thing", "left"}, {"thing", "conf"}, Refresh::restart, "r7"}};
  const Plan plan = planning.make();
  ASSERT_EQ(plan.orphans.size(), 1U);
  EXPECT_EQ(plan.orphans[0].resource.text(), "thing[left]");
  EXPECT_EQ(plan.orphans[0].cause, "thing[conf]");
  EXPECT_EQ(plan.orphans[0].run, "r7");
  EXPECT_FALSE(plan.in_sync());
}

TEST(PlannerRefresh, what_only_acts_when_notified_is_not_due_without_it) {
  Notified planning;
  const auto act = planning.builder.add("act", "go", {{"value", "x"}, {"when_notified", "true"}});
  EXPECT_EQ(planning.make().resources[act].decision, Decision::not_due);
  planning.builder.notify(planning.conf, act);
  const PlannedResource planned = planning.make().resources[act];
  EXPECT_EQ(planned.decision, Decision::change);
  EXPECT_TRUE(has(planned, Reason::action));
}

TEST(PlannerRefresh, a_notifier_that_may_change_makes_its_target_provisional) {
  Notified planning;
  const auto guarded = planning.builder.add("act", "guarded", {{"unless", "marker"}, {"sees", "machine"}});
  const auto act = planning.builder.add("act", "go", {{"value", "x"}, {"when_notified", "true"}});
  planning.builder.edge(planning.conf, guarded).notify(guarded, act);
  planning.machine.set("marker", "there");
  const Plan plan = planning.make();
  EXPECT_EQ(decision_text(plan.resources[guarded]), "after_apply by thing[conf]");
  EXPECT_EQ(decision_text(plan.resources[act]), "after_apply by act[guarded]");
}

}  // namespace
}  // namespace converge
