// SPDX-License-Identifier: MIT
// Changes that would fail as the machine is now.
#include "tests/unit/plan/planning.h"

namespace converge {
namespace {

/// A machine on which the thing "wall" stands, and a resource that it is in the way of.
struct Barred : Planning {
  Barred() { machine.set("wall", "there"); }
  std::uint32_t barred(const std::string& name) {
    return builder.add("thing", name, {{"value", "on"}, {"bar", "wall"}, {"clears", "[path /wall]"}});
  }
  std::uint32_t remover() {
    return builder.add("thing", "remover", {{"value", "absent"}, {"moves", "[path /wall]"}});
  }
};

TEST(PlannerObstacle, a_change_that_would_fail_is_blocked_with_the_error_of_an_apply) {
  Barred planning;
  const auto node = planning.barred("a");
  const Plan plan = planning.make();
  const PlannedResource& planned = plan.resources[node];
  EXPECT_EQ(decision_text(planned), "blocked");
  ASSERT_TRUE(planned.error);
  EXPECT_EQ(planned.error->message, "wall is in the way");
  EXPECT_TRUE(planned.steps.empty()) << "nothing of it would be done";
  EXPECT_FALSE(plan.in_sync());
}

TEST(PlannerObstacle, what_is_in_sync_has_no_obstacle) {
  Barred planning;
  const auto node = planning.barred("a");
  planning.machine.set("a", "on");
  EXPECT_EQ(decision_text(planning.make().resources[node]), "in_sync");
}

TEST(PlannerObstacle, without_it_the_change_is_planned) {
  Barred planning;
  const auto node = planning.barred("a");
  planning.machine.erase("wall");
  EXPECT_EQ(decision_text(planning.make().resources[node]), "change");
}

TEST(PlannerObstacle, who_takes_it_away_earlier_in_the_run_makes_the_change_possible) {
  Barred planning;
  const auto remover = planning.remover();
  const auto node = planning.barred("a");
  planning.builder.edge(remover, node);
  planning.machine.set("remover", "here");
  EXPECT_EQ(decision_text(planning.make().resources[node]), "change");
  planning.machine.erase("remover");
  EXPECT_EQ(decision_text(planning.make().resources[node]), "blocked") << "a remover in sync moves nothing";
}

TEST(PlannerObstacle, its_own_changes_do_not_take_it_away) {
  Barred planning;
  const auto node = planning.builder.add(
      "thing", "a", {{"value", "on"}, {"bar", "wall"}, {"clears", "[path /wall]"}, {"moves", "[path /wall]"}});
  EXPECT_EQ(decision_text(planning.make().resources[node]), "blocked");
}

TEST(PlannerObstacle, behind_an_action_of_unforeseen_effect_nobody_can_tell) {
  Barred planning;
  const auto wild = planning.builder.add("act", "wild", {{"affects", "machine"}});
  const auto node = planning.barred("a");
  planning.builder.edge(wild, node);
  EXPECT_EQ(decision_text(planning.make().resources[node]), "after_apply by act[wild]");
}

TEST(PlannerObstacle, what_needs_the_blocked_one_is_blocked_by_it) {
  Barred planning;
  const auto node = planning.barred("a");
  const auto next = planning.thing("b");
  planning.builder.edge(node, next);
  EXPECT_EQ(decision_text(planning.make().resources[next]), "blocked by thing[a]");
}

}  // namespace
}  // namespace converge
