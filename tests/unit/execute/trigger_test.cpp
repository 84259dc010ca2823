// SPDX-License-Identifier: MIT
// Refreshes that are owed: written before the change, fired once, never lost.
#include "tests/unit/execute/running.h"

namespace converge {
namespace {

const ResourceId unit_id{"slow", "unit"};

/// `conf` notifies `unit`, which is as wanted.
struct Triggered : Running {
  std::uint32_t conf = thing("conf");
  std::uint32_t unit = add("slow", "unit");
  Triggered() {
    builder.notify(conf, unit);
    machine.set("unit", "on");
  }
  [[nodiscard]] std::size_t restarts() const { return machine.log_of("restart").size(); }
};

TEST(Trigger, is_written_before_the_change_and_cleared_after_it_fired) {
  Triggered running;
  running.run();
  EXPECT_LT(running.place("journal intend conf owe:unit"), running.place("apply conf"));
  EXPECT_LT(running.place("apply conf"), running.place("restart unit"));
  EXPECT_LT(running.place("restart unit"), running.place("journal record unit:changed fired:unit"));
  EXPECT_TRUE(running.journal.owed_now().empty());
  EXPECT_EQ(running.report.totals.owed, 0U);
  EXPECT_EQ(running.all<TriggerFired>().size(), 1U);
}

TEST(Trigger, only_a_notifier_that_changed_asks) {
  Triggered running;
  running.machine.set("conf", "on");
  running.run();
  EXPECT_EQ(running.restarts(), 0U);
  EXPECT_TRUE(running.all<TriggerOwed>().empty());
}

TEST(Trigger, several_notifiers_ask_once_and_the_strongest_wins) {
  Triggered running;
  const auto more = running.thing("more");
  running.builder.notify(more, running.unit, Refresh::reload);
  running.run();
  EXPECT_EQ(running.restarts(), 1U);
  EXPECT_TRUE(running.machine.log_of("reload").empty());
  const auto owed = running.all<TriggerOwed>();
  ASSERT_EQ(owed.size(), 1U);
  EXPECT_EQ(owed[0].refresh, Refresh::restart);
  EXPECT_EQ(owed[0].causes.size(), 2U);
  EXPECT_EQ(running.all<TriggerFired>().size(), 1U);
}

TEST(Trigger, stays_owed_if_its_resource_fails_and_fires_in_the_next_run) {
  Triggered running;
  running.machine.scripts["unit"].apply_error = Error{ErrorCode::failed, "will not start", {}};
  running.run();
  EXPECT_EQ(running.report.totals.owed, 1U);
  ASSERT_EQ(running.report.totals.owed_triggers.size(), 1U);
  EXPECT_EQ(running.report.totals.owed_triggers[0], (OwedTrigger{unit_id, {"thing", "conf"}, Refresh::restart, "r1"}));
  running.machine.scripts.clear();
  running.run_again();
  EXPECT_EQ(running.restarts(), 1U);
  EXPECT_TRUE(running.journal.owed_now().empty());
  EXPECT_TRUE(running.report.totals.owed_triggers.empty());
  running.run_again("r3");
  EXPECT_EQ(running.restarts(), 0U) << "it fires once";
}

TEST(Trigger, survives_the_failure_of_another_input) {
  Triggered running;
  const auto other = running.thing("other");
  running.builder.notify(other, running.unit);
  running.machine.scripts["other"].apply_error = Error{ErrorCode::io, "no", {}};
  running.run();
  EXPECT_EQ(running.restarts(), 0U) << "not all of its inputs have converged";
  EXPECT_EQ(running.outcome("unit"), Outcome::skipped);
  ASSERT_EQ(running.journal.owed_now().size(), 1U);
  EXPECT_EQ(running.journal.owed_now()[0].cause.title, "conf");
  running.machine.scripts.clear();
  running.run_again();
  EXPECT_EQ(running.restarts(), 1U);
  EXPECT_TRUE(running.journal.owed_now().empty());
}

TEST(Trigger, of_a_failed_change_that_moved_nothing_is_released) {
  Triggered running;
  running.machine.scripts["conf"].apply_error = Error{ErrorCode::io, "no", {}};
  running.run();
  EXPECT_TRUE(running.journal.owed_now().empty());
  EXPECT_EQ(running.report.totals.owed, 0U);
}

TEST(Trigger, of_a_failed_change_that_moved_something_stays_owed) {
  Triggered running;
  running.machine.scripts["conf"].apply_error = Error{ErrorCode::io, "the sync failed", {}};
  running.machine.scripts["conf"].effect_before_error = true;
  running.run();
  EXPECT_EQ(running.journal.owed_now().size(), 1U);
  running.machine.scripts.clear();
  running.run_again();
  EXPECT_EQ(running.restarts(), 1U) << "conf is as wanted now, but its change was never seen";
}

TEST(Trigger, what_is_not_converged_owes_too) {
  Triggered running;
  running.machine.scripts["conf"].lies = true;
  running.run();
  EXPECT_EQ(running.outcome("conf"), Outcome::not_converged);
  EXPECT_TRUE(running.journal.owed_now().empty()) << "nothing moved";
}

TEST(Trigger, a_restart_that_no_probe_can_see_is_handed_on) {
  Triggered running;
  const auto last = running.add("slow", "last");
  running.builder.notify(running.unit, last);
  running.machine.set("last", "on");
  running.run();
  EXPECT_EQ(running.machine.log_of("restart"), (std::vector<std::string>{"unit", "last"}));
  EXPECT_TRUE(running.journal.owed_now().empty());
}

TEST(Trigger, wakes_an_action_that_only_acts_when_notified) {
  Running running;
  const auto conf = running.thing("conf");
  const auto go = running.add("act", "go", {{"when_notified", "true"}});
  running.builder.notify(conf, go);
  running.run();
  EXPECT_EQ(running.outcome("go"), Outcome::changed);
  running.run_again();
  EXPECT_EQ(running.outcome("go"), Outcome::unchanged);
}

TEST(Trigger, whose_guard_says_no_is_done_with) {
  Running running;
  const auto conf = running.thing("conf");
  const auto go = running.add("act", "go", {{"when_notified", "true"}, {"unless", "marker"}});
  running.builder.notify(conf, go);
  running.machine.set("marker", "there");
  running.run();
  EXPECT_EQ(running.outcome("go"), Outcome::unchanged);
  EXPECT_TRUE(running.journal.owed_now().empty());
}

TEST(Trigger, what_is_held_back_stays_owed) {
  Triggered running;
  running.builder.catalog().resources[running.unit].attributes.set("disrupts", Value::string("restart"));
  running.request.gate = Gate::closed;
  running.run();
  EXPECT_EQ(running.outcome("unit"), Outcome::deferred);
  EXPECT_EQ(running.report.totals.owed, 1U);
  running.request.gate = Gate::open;
  running.run_again();
  EXPECT_EQ(running.restarts(), 1U);
}

TEST(Trigger, survives_a_crash_between_the_change_and_the_record) {
  Triggered running;
  running.journal.fail_from(3);  // begin and the intent are written; then the lights go out
  running.run();
  ASSERT_TRUE(running.error);
  EXPECT_EQ(running.machine.get("conf"), "on");
  EXPECT_EQ(running.restarts(), 0U);
  EXPECT_EQ(running.journal.owed_now().size(), 1U);
  running.journal.answer_again();
  running.run_again();
  EXPECT_EQ(running.restarts(), 1U);
  EXPECT_TRUE(running.journal.owed_now().empty());
}

TEST(Trigger, of_a_resource_that_left_is_counted_and_listed) {
  Running running;
  running.thing("a");
  running.machine.set("a", "on");
  running.journal.owe({{"slow", "left"}, {"thing", "a"}, Refresh::restart, "r0"});
  running.run();
  EXPECT_EQ(running.report.totals.owed, 1U);
  EXPECT_EQ(running.report.totals.owed_triggers[0].resource.title, "left");
  EXPECT_EQ(running.report.plan.orphans.size(), 1U);
}

}  // namespace
}  // namespace converge
