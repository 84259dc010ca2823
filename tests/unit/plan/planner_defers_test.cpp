// SPDX-License-Identifier: MIT
// What a kind cannot do on this machine as it runs now.
#include "tests/unit/plan/planning.h"

namespace converge {
namespace {

/// A unit whose start has to wait for a boot.
struct Waiting : Planning {
  std::uint32_t unit = builder.add("thing", "unit", {{"value", "on"}, {"defers", "it starts at boot"}});
};

TEST(PlannerDefers, what_has_nothing_left_to_do_here_is_deferred_and_not_in_sync) {
  Waiting planning;
  planning.machine.set("unit", "on");
  const Plan plan = planning.make();
  EXPECT_EQ(decision_text(plan.resources[planning.unit]), "deferred by it starts at boot");
  EXPECT_FALSE(plan.in_sync());
}

TEST(PlannerDefers, what_can_be_done_here_is_planned_and_the_rest_told) {
  Waiting planning;
  const Plan plan = planning.make();
  EXPECT_EQ(decision_text(plan.resources[planning.unit]), "change by it starts at boot");
  EXPECT_EQ(plan.resources[planning.unit].steps.size(), 1U);
}

TEST(PlannerDefers, what_merely_follows_goes_on_and_what_needs_it_does_not) {
  for (const char* now : {"on", "off"}) {
    Waiting planning;
    planning.machine.set("unit", now);
    const auto follower = planning.builder.add("act", "follower");
    const auto dependent = planning.thing("dependent");
    planning.builder.edge(planning.unit, follower, EdgeType::soft).edge(planning.unit, dependent);
    const Plan plan = planning.make();
    EXPECT_EQ(decision_text(plan.resources[follower]), "change") << now;
    EXPECT_EQ(decision_text(plan.resources[dependent]), "blocked by thing[unit]") << now;
  }
}

TEST(PlannerDefers, a_change_that_is_held_back_anyway_says_only_that) {
  Planning planning;
  planning.gate = Gate::closed;
  const auto node =
      planning.builder.add("thing", "unit", {{"value", "on"}, {"defers", "later"}, {"disrupts", "restart"}});
  EXPECT_EQ(decision_text(planning.make().resources[node]),
            "deferred by a restart is held back until it is allowed (--yes)");
}

}  // namespace
}  // namespace converge
