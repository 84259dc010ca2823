// SPDX-License-Identifier: MIT
// What today's probe cannot know because something before it will change.
#include "tests/unit/plan/planning.h"

namespace converge {
namespace {

TEST(PlannerUnsettled, who_sees_the_machine_waits_for_any_change_before_it) {
  Planning planning;
  const auto a = planning.thing("a");
  const auto act = planning.builder.add("act", "go", {{"unless", "marker"}, {"sees", "machine"}});
  planning.builder.edge(a, act, EdgeType::soft);
  planning.machine.set("marker", "there");
  EXPECT_EQ(decision_text(planning.make().resources[act]), "after_apply by thing[a]");
  planning.machine.set("a", "on");
  EXPECT_EQ(decision_text(planning.make().resources[act]), "not_due");
}

TEST(PlannerUnsettled, who_sees_only_its_own_does_not_wait) {
  Planning planning;
  const auto a = planning.thing("a");
  const auto b = planning.thing("b");
  planning.builder.edge(a, b);
  planning.machine.set("b", "on");
  EXPECT_EQ(planning.make().resources[1].decision, Decision::in_sync);
}

TEST(PlannerUnsettled, who_observes_a_key_waits_for_who_changes_it) {
  Planning planning;
  const auto writer = planning.builder.add("thing", "w", {{"value", "on"}, {"owns", "[path /x]"}});
  const auto other = planning.thing("other");
  const auto near = planning.builder.add("act", "near", {{"unless", "m"}, {"sees", "keys"}, {"observes", "[path /x]"}});
  const auto far = planning.builder.add("act", "far", {{"unless", "m"}, {"sees", "keys"}, {"observes", "[path /y]"}});
  for (const auto act : {near, far}) planning.builder.edge(writer, act).edge(other, act);
  planning.machine.set("m", "there");
  const Plan plan = planning.make();
  EXPECT_EQ(decision_text(plan.resources[near]), "after_apply by thing[w]");
  EXPECT_EQ(decision_text(plan.resources[far]), "not_due");
}

TEST(PlannerUnsettled, what_a_change_moves_beyond_its_claims_counts_and_only_if_it_changes) {
  Planning planning;
  const auto gone = planning.builder.add("thing", "gone", {{"value", "absent"}, {"moves", "[below /opt]"}});
  const auto act =
      planning.builder.add("act", "go", {{"unless", "m"}, {"sees", "keys"}, {"observes", "[path /opt/x, below /opt]"}});
  planning.builder.edge(gone, act, EdgeType::soft);
  planning.machine.set("m", "there");
  planning.machine.set("gone", "here");
  EXPECT_EQ(decision_text(planning.make().resources[act]), "after_apply by thing[gone]");
  planning.machine.erase("gone");
  EXPECT_EQ(decision_text(planning.make().resources[act]), "not_due");
}

TEST(PlannerUnsettled, an_action_of_unforeseen_effect_makes_what_is_observed_behind_it_provisional) {
  Planning planning;
  const auto wild = planning.builder.add("act", "wild", {{"affects", "machine"}});
  const auto act = planning.builder.add("act", "go", {{"unless", "m"}, {"sees", "keys"}, {"observes", "[path /y]"}});
  planning.builder.edge(wild, act);
  planning.machine.set("m", "there");
  EXPECT_EQ(decision_text(planning.make().resources[act]), "after_apply by act[wild]");
}

/// A guard that runs a program which `tool` provides.
struct MissingProgram : Planning {
  std::uint32_t tool = thing("tool");
  std::uint32_t act = builder.add("act", "go", {{"unless", "marker"}, {"sees", "machine"}});
  explicit MissingProgram(ErrorCode code) {
    builder.edge(tool, act);
    machine.scripts["go"].probe_error = Error{code, "no such program", {}};
  }
};

TEST(PlannerUnsettled, a_guard_that_cannot_be_asked_yet_is_asked_after_what_may_bring_it) {
  MissingProgram planning(ErrorCode::not_found);
  const PlannedResource act = planning.make().resources[planning.act];
  EXPECT_EQ(decision_text(act), "after_apply by thing[tool]");
  EXPECT_EQ(act.reasons, (std::vector<Reason>{Reason::action}));
  EXPECT_FALSE(act.error);
  EXPECT_TRUE(act.steps.empty());
}

TEST(PlannerUnsettled, a_shell_that_did_not_find_its_program_counts_the_same) {
  MissingProgram planning(ErrorCode::failed);
  EXPECT_EQ(planning.make().resources[planning.act].decision, Decision::after_apply);
}

TEST(PlannerUnsettled, it_is_unknown_if_nothing_before_it_changes) {
  MissingProgram planning(ErrorCode::not_found);
  planning.machine.set("tool", "on");
  const PlannedResource act = planning.make().resources[planning.act];
  EXPECT_EQ(act.decision, Decision::unknown);
  EXPECT_EQ(act.error->code, ErrorCode::not_found);
}

TEST(PlannerUnsettled, other_errors_are_unknown_whatever_changes) {
  for (const ErrorCode code : {ErrorCode::denied, ErrorCode::io, ErrorCode::timed_out, ErrorCode::canceled}) {
    MissingProgram planning(code);
    EXPECT_EQ(planning.make().resources[planning.act].decision, Decision::unknown);
  }
}

TEST(PlannerUnsettled, what_may_bring_the_program_may_itself_be_blocked) {
  MissingProgram planning(ErrorCode::not_found);
  const auto root = planning.thing("root");
  planning.builder.edge(root, planning.tool);
  planning.machine.scripts["root"].probe_error = Error{ErrorCode::denied, "no", {}};
  EXPECT_EQ(planning.make().resources[planning.act].decision, Decision::unknown);
}

}  // namespace
}  // namespace converge
