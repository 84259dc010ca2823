// SPDX-License-Identifier: MIT
// What is held back, by whom, and what waits because of it.
#include "tests/unit/plan/planning.h"

namespace converge {
namespace {

TEST(HeldBack, only_restarts_and_above_are) {
  for (const Disruption mild : {Disruption::none, Disruption::reload}) {
    EXPECT_EQ(held_back(mild, DisruptionPolicy::deferred, Gate::closed), "");
  }
  for (const Disruption hard : {Disruption::restart, Disruption::gpu_reset, Disruption::reboot}) {
    EXPECT_NE(held_back(hard, DisruptionPolicy::ask, Gate::closed), "");
    EXPECT_EQ(held_back(hard, DisruptionPolicy::ask, Gate::open), "");
    EXPECT_EQ(held_back(hard, DisruptionPolicy::allowed, Gate::closed), "");
    EXPECT_NE(held_back(hard, DisruptionPolicy::deferred, Gate::open), "");
    EXPECT_NE(held_back(hard, DisruptionPolicy::drained, Gate::open), "");
  }
}

TEST(HeldBack, says_what_and_how_to_let_it_pass) {
  EXPECT_EQ(held_back(Disruption::reboot, DisruptionPolicy::ask, Gate::closed),
            "a reboot is held back until it is allowed (--yes)");
  EXPECT_EQ(held_back(Disruption::restart, DisruptionPolicy::deferred, Gate::open),
            "a restart is held back (disruption: deferred)");
}

struct Disruptive : Planning {
  std::uint32_t unit = builder.add("thing", "unit", {{"value", "on"}, {"disrupts", "restart"}});
  std::uint32_t after = thing("after");
  Disruptive() { builder.edge(unit, after); }
};

TEST(PlannerGate, a_closed_gate_defers_and_blocks_what_depends_on_it) {
  Disruptive planning;
  planning.gate = Gate::closed;
  const Plan plan = planning.make();
  EXPECT_EQ(plan.resources[planning.unit].decision, Decision::deferred);
  EXPECT_EQ(plan.resources[planning.unit].steps.size(), 1U) << "what would be done is still shown";
  EXPECT_EQ(decision_text(plan.resources[planning.after]), "blocked by thing[unit]");
}

TEST(PlannerGate, an_open_gate_lets_it_pass) {
  Disruptive planning;
  EXPECT_EQ(planning.make().resources[planning.unit].decision, Decision::change);
}

TEST(PlannerGate, a_policy_overrules_the_gate) {
  Disruptive planning;
  planning.builder.policy(planning.unit, DisruptionPolicy::deferred);
  EXPECT_EQ(planning.make().resources[planning.unit].decision, Decision::deferred);
  planning.builder.policy(planning.unit, DisruptionPolicy::allowed);
  planning.gate = Gate::closed;
  EXPECT_EQ(planning.make().resources[planning.unit].decision, Decision::change);
}

TEST(PlannerGate, what_is_deferred_refreshes_nobody) {
  Disruptive planning;
  planning.gate = Gate::closed;
  planning.machine.set("after", "on");
  planning.builder.notify(planning.unit, planning.after);
  const PlannedResource after = planning.make().resources[planning.after];
  EXPECT_EQ(after.refresh, Refresh::no);
  EXPECT_EQ(after.decision, Decision::in_sync);
}

TEST(PlannerGate, a_refresh_that_restarts_is_gated_too) {
  Disruptive planning;
  planning.gate = Gate::closed;
  planning.machine.set("unit", "on");
  planning.owed = {{{"thing", "unit"}, {"thing", "conf"}, Refresh::restart, "r0"}};
  EXPECT_EQ(planning.make().resources[planning.unit].decision, Decision::deferred);
}

}  // namespace
}  // namespace converge
