// SPDX-License-Identifier: MIT
#include "engine/plan/planner.h"

#include "tests/unit/plan/planning.h"

namespace converge {
namespace {

using Reasons = std::vector<Reason>;

TEST(Planner, what_is_as_wanted_is_in_sync) {
  Planning planning;
  planning.thing("a");
  planning.machine.set("a", "on");
  const Plan plan = planning.make();
  EXPECT_EQ(plan.resources[0].decision, Decision::in_sync);
  EXPECT_TRUE(plan.in_sync());
  EXPECT_TRUE(plan.resources[0].reasons.empty());
  EXPECT_EQ(plan.host, "web1");
  EXPECT_EQ(plan.catalog_sha256, "sha");
}

TEST(Planner, a_difference_is_a_change_with_its_steps) {
  Planning planning;
  planning.thing("a");
  planning.machine.set("a", "off");
  const PlannedResource planned = planning.make().resources[0];
  EXPECT_EQ(planned.decision, Decision::change);
  ASSERT_EQ(planned.steps.size(), 1U);
  EXPECT_EQ(planned.steps[0].delta, (Delta{"value", "off", "on", Sensitivity::open}));
  EXPECT_EQ(planned.observations, (std::vector<Observation>{{"value", "off"}}));
  EXPECT_EQ(planned.fingerprint, fingerprint_of({{"value", "off"}}));
}

TEST(Planner, what_was_never_converged_is_a_first_run) {
  Planning planning;
  planning.thing("a");
  EXPECT_EQ(planning.make().resources[0].reasons, (Reasons{Reason::first_run}));
}

TEST(Planner, a_machine_that_moved_is_drift) {
  Planning planning;
  planning.thing("a");
  planning.remember("a", "on");
  planning.machine.set("a", "off");
  EXPECT_EQ(planning.make().resources[0].reasons, (Reasons{Reason::drift}));
}

TEST(Planner, what_an_undo_put_back_is_undone) {
  Planning planning;
  planning.thing("a");
  planning.remember("a", "on");
  LastApplied& last = planning.last.at({"thing", "a"});
  last.desired = std::string(undone_mark) + last.desired;
  planning.machine.set("a", "off");
  EXPECT_EQ(planning.make().resources[0].reasons, (Reasons{Reason::undone})) << "neither the YAML moved nor the machine";
}

TEST(Planner, yaml_that_moved_is_pending) {
  Planning planning;
  planning.thing("a", "new");
  planning.remember("a", "old", "another wish");
  planning.machine.set("a", "old");
  EXPECT_EQ(planning.make().resources[0].reasons, (Reasons{Reason::pending}));
}

TEST(Planner, whether_the_machine_moved_too_cannot_be_told_where_the_yaml_moved) {
  Planning planning;
  planning.thing("a", "new");
  planning.remember("a", "old", "another wish");
  planning.machine.set("a", "third");
  EXPECT_EQ(planning.make().resources[0].reasons, (Reasons{Reason::pending}));
}

TEST(Planner, an_action_is_never_in_sync) {
  Planning planning;
  planning.builder.add("act", "due", {{"value", "x"}, {"unless", "marker"}});
  planning.builder.add("act", "done", {{"value", "x"}, {"unless", "other"}});
  planning.machine.set("other", "there");
  const Plan plan = planning.make();
  EXPECT_EQ(plan.resources[0].decision, Decision::change);
  EXPECT_EQ(plan.resources[0].reasons, (Reasons{Reason::action}));
  EXPECT_EQ(plan.resources[1].decision, Decision::not_due);
}

TEST(Planner, what_cannot_be_read_is_unknown_and_blocks_what_depends_on_it) {
  Planning planning;
  const auto a = planning.thing("a");
  const auto b = planning.thing("b");
  const auto c = planning.thing("c");
  planning.thing("elsewhere");
  planning.builder.edge(a, b).edge(b, c);
  planning.machine.scripts["a"].probe_error = Error{ErrorCode::denied, "no", {}};
  const Plan plan = planning.make();
  EXPECT_EQ(plan.resources[a].decision, Decision::unknown);
  EXPECT_EQ(plan.resources[a].error->code, ErrorCode::denied);
  EXPECT_EQ(decision_text(plan.resources[b]), "blocked by thing[a]");
  EXPECT_EQ(decision_text(plan.resources[c]), "blocked by thing[a]") << "the root of the trouble, not its last victim";
  EXPECT_EQ(plan.resources[3].decision, Decision::change);
}

TEST(Planner, what_is_in_sync_behind_something_unknown_stays_in_sync) {
  Planning planning;
  const auto a = planning.thing("a");
  const auto b = planning.thing("b");
  planning.builder.edge(a, b);
  planning.machine.scripts["a"].probe_error = Error{ErrorCode::io, "no", {}};
  planning.machine.set("b", "on");
  EXPECT_EQ(planning.make().resources[1].decision, Decision::in_sync);
}

TEST(Planner, a_soft_edge_does_not_block_a_state_but_does_block_an_action) {
  Planning planning;
  const auto a = planning.thing("a");
  const auto b = planning.thing("b");
  const auto act = planning.builder.add("act", "go", {{"unless", "marker"}});
  const auto barrier = planning.builder.barrier("files before more");
  planning.builder.edge(a, barrier, EdgeType::soft).edge(barrier, b, EdgeType::soft).edge(barrier, act, EdgeType::soft);
  planning.machine.scripts["a"].probe_error = Error{ErrorCode::io, "no", {}};
  const Plan plan = planning.make();
  EXPECT_EQ(plan.resources[b].decision, Decision::change);
  EXPECT_EQ(decision_text(plan.resources[act]), "blocked by thing[a]");
}

TEST(Planner, an_automatic_edge_blocks) {
  Planning planning;
  const auto a = planning.thing("a");
  const auto b = planning.thing("b");
  planning.builder.edge(a, b, EdgeType::automatic);
  planning.machine.scripts["a"].probe_error = Error{ErrorCode::io, "no", {}};
  EXPECT_EQ(decision_text(planning.make().resources[1]), "blocked by thing[a]");
}

TEST(Planner, is_pure) {
  Planning planning;
  const auto a = planning.thing("a");
  const auto b = planning.thing("b");
  planning.builder.notify(a, b);
  const Plan first = planning.make();
  const Plan second = planning.make();
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(decision_text(first.resources[i]), decision_text(second.resources[i]));
    EXPECT_EQ(first.resources[i].steps, second.resources[i].steps);
  }
  EXPECT_TRUE(planning.machine.log_of("apply").empty());
}

}  // namespace
}  // namespace converge
