// SPDX-License-Identifier: MIT
// A saved plan is carried out as it stands or, resource by resource, not at all.
#include "tests/unit/execute/running.h"

namespace converge {
namespace {

/// Plans, lets a test move the machine, then applies what was planned.
struct Approved : Running {
  Plan saved;
  void plan() {
    const auto made = plan_host(builder.catalog(), {kinds, journal, clock}, request, [](const Event&) {});
    ASSERT_TRUE(made);
    saved = made->plan;
    request.approved = &saved;
  }
  [[nodiscard]] std::string why(const std::string& name) const {
    const ResourceFinished* found = finished(name);
    return found == nullptr || !found->error ? "" : found->error->text();
  }
};

TEST(Approval, what_was_planned_is_done) {
  Approved running;
  running.thing("a");
  running.plan();
  EXPECT_EQ(running.run().outcome("a"), Outcome::changed);
}

TEST(Approval, a_machine_that_moved_is_refused_and_its_neighbour_is_not) {
  Approved running;
  running.thing("a");
  running.thing("b");
  running.plan();
  running.machine.set("a", "third");
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::failed);
  EXPECT_EQ(running.finished("a")->error->code, ErrorCode::conflict);
  EXPECT_NE(running.why("a").find("make a new plan"), std::string::npos);
  EXPECT_EQ(running.outcome("b"), Outcome::changed);
}

TEST(Approval, what_converged_by_itself_is_fine) {
  Approved running;
  running.thing("a");
  running.plan();
  running.machine.set("a", "on");
  EXPECT_EQ(running.run().outcome("a"), Outcome::unchanged);
}

TEST(Approval, what_was_in_sync_may_not_change) {
  Approved running;
  const auto a = running.thing("a");
  const auto b = running.thing("b");
  running.builder.edge(a, b);
  running.machine.set("b", "on");
  running.plan();
  running.machine.scripts["a"].also_sets = {{"b", "broken"}};
  running.run();
  EXPECT_EQ(running.outcome("b"), Outcome::failed);
  EXPECT_EQ(running.machine.get("b"), "broken");
}

TEST(Approval, steps_that_were_not_in_the_plan_are_refused_though_the_fingerprint_is_the_same) {
  Approved running;
  const auto a = running.thing("a");
  running.plan();
  running.saved.resources[a].steps.front().delta.before = "something else";
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::failed);
  EXPECT_NE(running.why("a").find("from absent to on"), std::string::npos) << running.why("a");
}

TEST(Approval, an_unplanned_restart_is_refused) {
  Approved running;
  const auto a = running.thing("a");
  const auto go = running.add("act", "go", {{"unless", "marker"}, {"sees", "machine"}, {"disrupts", "restart"}});
  running.builder.edge(a, go);
  running.machine.set("marker", "there");
  running.plan();
  EXPECT_EQ(running.saved.resources[go].decision, Decision::after_apply);
  running.machine.scripts["a"].during_apply = [&] { running.machine.erase("marker"); };
  running.run();
  EXPECT_EQ(running.outcome("go"), Outcome::failed);
  EXPECT_NE(running.why("go").find("restart"), std::string::npos);
}

TEST(Approval, an_unplanned_removal_is_refused) {
  Approved running;
  const auto go = running.add("act", "go", {{"unless", "marker"}, {"affects", "machine"}});
  const auto gone = running.thing("gone", {{"value", "absent"}, {"sees", "machine"}});
  running.builder.edge(go, gone);
  running.plan();
  ASSERT_EQ(running.saved.resources[gone].decision, Decision::after_apply);
  running.machine.scripts["go"].also_sets = {{"gone", "here"}};
  running.run();
  EXPECT_EQ(running.outcome("gone"), Outcome::failed);
  EXPECT_NE(running.why("gone").find("from here to absent"), std::string::npos);
  EXPECT_EQ(running.machine.get("gone"), "here");
}

TEST(Approval, a_plan_of_another_catalog_is_refused_as_a_whole) {
  Approved running;
  running.thing("a");
  running.plan();
  running.thing("b");
  running.run();
  ASSERT_TRUE(running.error);
  EXPECT_EQ(running.error->code, ErrorCode::invalid);
  EXPECT_TRUE(running.machine.log_of("apply").empty());
}

}  // namespace
}  // namespace converge
