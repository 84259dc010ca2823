// SPDX-License-Identifier: MIT
// Ctrl-C stops between batches; what runs is brought to its end.
#include "tests/unit/execute/running.h"

namespace converge {
namespace {

TEST(Stop, before_the_first_batch_cancels_everything) {
  Running running;
  const auto a = running.thing("a");
  const auto b = running.thing("b");
  running.builder.edge(a, b);
  std::stop_source stop;
  running.request.stop = stop.get_token();
  stop.request_stop();
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::canceled);
  EXPECT_EQ(running.finished("a")->cause, "the run was stopped");
  EXPECT_EQ(running.outcome("b"), Outcome::skipped);
  EXPECT_TRUE(running.machine.log_of("apply").empty());
  EXPECT_EQ(running.all<RunFinished>().size(), 1U) << "a stopped run ends properly";
}

TEST(Stop, lets_the_running_batch_end_and_starts_no_other) {
  Running running;
  const auto a = running.thing("a");
  const auto b = running.thing("b");
  const auto c = running.thing("c");
  running.builder.edge(a, b).edge(b, c);
  std::stop_source stop;
  running.request.stop = stop.get_token();
  running.machine.scripts["a"].during_apply = [&] { stop.request_stop(); };
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::changed);
  EXPECT_EQ(running.outcome("b"), Outcome::canceled);
  EXPECT_EQ(running.outcome("c"), Outcome::skipped);
}

TEST(Stop, during_the_probe_of_a_batch_keeps_it_from_being_applied) {
  Running running;
  running.thing("a");
  std::stop_source stop;
  running.request.stop = stop.get_token();
  running.request.confirm = nullptr;
  running.journal.on_write = [&](const std::string& line) {
    if (line.starts_with("begin")) running.machine.note("begun");
  };
  const auto sink = [&](const Event& event) {
    if (std::holds_alternative<PlanFinished>(event)) stop.request_stop();
  };
  const auto report =
      apply_host(running.builder.catalog(), {running.kinds, running.journal, running.clock}, running.request, sink);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->totals.canceled, 1U);
  EXPECT_TRUE(running.machine.log_of("apply").empty());
}

TEST(Stop, what_is_as_wanted_stays_unchanged_in_a_stopped_run) {
  Running running;
  running.thing("a");
  running.machine.set("a", "on");
  std::stop_source stop;
  stop.request_stop();
  running.request.stop = stop.get_token();
  running.run();
  EXPECT_EQ(running.report.totals.unchanged, 1U);
}

TEST(Abort, is_handed_to_the_kinds) {
  Running running;
  running.thing("a");
  running.thing("b");
  std::stop_source abort;
  running.request.abort = abort.get_token();
  running.machine.scripts["a"].during_apply = [&] { abort.request_stop(); };
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::changed) << "its effect is there, and proven";
  EXPECT_EQ(running.outcome("b"), Outcome::canceled);
}

}  // namespace
}  // namespace converge
