// SPDX-License-Identifier: MIT
// What a kind tells of itself beyond its state: since when it runs with its inputs, what has to wait, what it owes itself.
#include "tests/unit/execute/running.h"

namespace converge {
namespace {

constexpr std::int64_t past = 1;
constexpr std::int64_t future = 9'000'000'000'000;
const ResourceId unit_id{"slow", "unit"};
const ResourceId conf_id{"thing", "conf"};

/// `conf` notifies `unit`, which is as wanted.
struct Evidence : Running {
  std::uint32_t conf = thing("conf");
  std::uint32_t unit = add("slow", "unit");
  Evidence() {
    builder.notify(conf, unit);
    machine.set("unit", "on");
  }
  [[nodiscard]] std::size_t restarts() const { return machine.log_of("restart").size(); }
  /// A run whose unit would not restart: the trigger stays owed.
  void leave_it_owed() {
    machine.scripts["unit"].apply_error = Error{ErrorCode::failed, "will not start", {}};
    run();
    ASSERT_EQ(journal.owed_now().size(), 1U);
    machine.scripts.clear();
  }
};

TEST(Evidence, a_unit_that_was_started_after_its_input_changed_in_this_run_is_not_restarted) {
  Evidence running;
  // As an installation does that starts its unit once all is in place.
  const auto package = running.thing("package");
  running.builder.edge(running.conf, package).edge(package, running.unit);
  running.machine.scripts["package"].during_apply = [&] { running.machine.start("unit", future); };
  running.run();
  EXPECT_EQ(running.restarts(), 0U);
  EXPECT_EQ(running.outcome("unit"), Outcome::unchanged);
  EXPECT_TRUE(running.journal.owed_now().empty()) << "what is done is not owed";
}

TEST(Evidence, a_unit_that_was_started_before_its_input_changed_is) {
  Evidence running;
  running.machine.start("unit", past);
  running.run();
  EXPECT_EQ(running.restarts(), 1U);
}

TEST(Evidence, what_an_earlier_run_owes_is_struck_out_if_somebody_has_restarted_the_unit_since) {
  Evidence running;
  running.leave_it_owed();
  running.machine.start("unit", future);
  running.run_again();
  EXPECT_EQ(running.restarts(), 0U);
  EXPECT_TRUE(running.journal.owed_now().empty());
  EXPECT_EQ(running.report.totals.owed, 0U);
  ASSERT_EQ(running.all<TriggerFired>().size(), 1U);
  EXPECT_EQ(running.all<TriggerFired>()[0].resource, unit_id);
  EXPECT_TRUE(running.report.plan.in_sync());
}

TEST(Evidence, what_an_earlier_run_owes_stays_owed_while_the_unit_runs_from_before) {
  Evidence running;
  running.leave_it_owed();
  running.machine.start("unit", past);
  running.run_again();
  EXPECT_EQ(running.restarts(), 1U);
}

TEST(Evidence, where_nobody_knows_when_the_input_changed_the_unit_is_restarted) {
  Evidence running;
  running.machine.set("conf", "on");
  running.machine.start("unit", future);
  running.journal.owe({unit_id, conf_id, Refresh::restart, "killed"});
  running.run();
  EXPECT_EQ(running.restarts(), 1U) << "a run that was cut short told no time";
}

TEST(Evidence, a_plan_leaves_out_what_is_done_and_writes_nothing) {
  Evidence running;
  running.leave_it_owed();
  running.machine.start("unit", future);
  const auto ignore = [](const Event&) {};
  const auto report = plan_host(running.builder.catalog(), {running.kinds, running.journal, running.clock},
                                running.request, ignore);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->plan.in_sync());
  EXPECT_EQ(running.journal.owed_now().size(), 1U);
}

TEST(Evidence, a_change_that_owes_its_own_resource_a_refresh_is_made_up_for_if_the_run_is_cut_short) {
  Running running;
  running.add("slow", "unit", {{"owes", "restart"}});
  running.machine.scripts["unit"].apply_error = Error{ErrorCode::failed, "will not start", {}};
  running.machine.scripts["unit"].effect_before_error = true;
  running.run();
  EXPECT_LT(running.place("journal intend unit owe:unit"), running.place("apply unit"));
  ASSERT_EQ(running.journal.owed_now().size(), 1U);
  EXPECT_EQ(running.journal.owed_now()[0], (OwedTrigger{unit_id, unit_id, Refresh::restart, "r1"}));
  running.machine.scripts.clear();
  running.run_again();
  EXPECT_EQ(running.machine.log_of("restart").size(), 1U);
  EXPECT_TRUE(running.journal.owed_now().empty());
}

TEST(Evidence, what_has_converged_owes_itself_nothing) {
  Running running;
  running.add("slow", "unit", {{"owes", "restart"}});
  running.run();
  EXPECT_EQ(running.outcome("unit"), Outcome::changed);
  EXPECT_TRUE(running.journal.owed_now().empty());
}

TEST(Evidence, what_failed_and_moved_nothing_owes_itself_nothing) {
  Running running;
  running.add("slow", "unit", {{"owes", "restart"}});
  running.machine.scripts["unit"].apply_error = Error{ErrorCode::failed, "will not start", {}};
  running.run();
  EXPECT_TRUE(running.journal.owed_now().empty());
}

/// A unit whose start has to wait for a boot, told by `conf`.
struct Image : Running {
  std::uint32_t conf = thing("conf");
  std::uint32_t unit = add("slow", "unit", {{"defers", "it starts at boot"}});
  std::uint32_t follower = add("act", "follower", {{"unless", "mark"}});
  std::uint32_t dependent = thing("dependent");
  Image() {
    builder.notify(conf, unit);
    builder.edge(unit, follower, EdgeType::soft).edge(unit, dependent);
  }
};

TEST(Image, does_what_it_can_and_is_deferred_with_what_was_done) {
  Image running;
  running.run();
  EXPECT_EQ(running.machine.get("unit"), "on");
  const ResourceFinished* finished = running.finished("unit");
  ASSERT_NE(finished, nullptr);
  EXPECT_EQ(finished->outcome, Outcome::deferred);
  EXPECT_EQ(finished->cause, "it starts at boot");
  EXPECT_EQ(finished->deltas.size(), 2U);
  EXPECT_EQ(running.report.totals.deferred, 1U);
}

TEST(Image, is_deferred_again_by_the_next_run_without_a_change) {
  Image running;
  running.run();
  running.run_again();
  EXPECT_EQ(running.outcome("unit"), Outcome::deferred);
  EXPECT_TRUE(running.machine.log_of("apply").empty());
}

TEST(Image, what_merely_follows_runs_and_what_needs_it_is_skipped) {
  Image running;
  running.run();
  EXPECT_EQ(running.outcome("follower"), Outcome::changed);
  EXPECT_EQ(running.outcome("dependent"), Outcome::skipped);
}

TEST(Image, is_owed_no_refresh_as_nothing_runs_with_an_old_input) {
  Image running;
  running.machine.set("unit", "on");
  running.run();
  EXPECT_TRUE(running.journal.owed_now().empty());
}

}  // namespace
}  // namespace converge
