// SPDX-License-Identifier: MIT
// The proof after an apply, and what is said where it fails.
#include "engine/execute/batch.h"

#include "tests/unit/execute/running.h"

namespace converge {
namespace {

TEST(Proof, a_state_that_still_differs_is_named_with_both_values) {
  Running running;
  running.thing("a");
  running.machine.set("a", "off");
  running.machine.scripts["a"].lies = true;
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::not_converged);
  EXPECT_EQ(running.finished("a")->error->text(),
            "applied, but a fresh look still finds a difference: value is off, wanted on");
}

TEST(Proof, an_action_whose_guard_still_asks_for_it_says_so) {
  Running running;
  running.add("act", "go", {{"unless", "marker"}});
  running.machine.scripts["go"].lies = true;
  running.run();
  EXPECT_EQ(running.outcome("go"), Outcome::not_converged);
  EXPECT_EQ(running.finished("go")->error->text(), "ran, but this still holds: unless marker: missing");
  EXPECT_EQ(running.finished("go")->output, "ran go\n");
}

TEST(Proof, a_result_that_cannot_be_read_is_a_failure) {
  Running running;
  running.thing("a");
  running.machine.scripts["a"].during_apply = [&] {
    running.machine.scripts["a"].probe_error = Error{ErrorCode::denied, "no", {}};
  };
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::failed);
  EXPECT_EQ(running.finished("a")->error->text(), "checking the result: no");
}

TEST(Proof, a_failure_is_looked_at_too) {
  Running running;
  running.thing("a");
  running.machine.scripts["a"].apply_error = Error{ErrorCode::io, "half-way", {}};
  running.machine.scripts["a"].effect_before_error = true;
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::failed);
  ASSERT_TRUE(running.journal.outcomes_now()[0].inverse) << "something moved, so undo has something to do";
}

TEST(Proof, what_moved_nothing_has_nothing_to_undo) {
  Running running;
  running.thing("a");
  running.machine.scripts["a"].apply_error = Error{ErrorCode::io, "no", {}};
  running.run();
  EXPECT_FALSE(running.journal.outcomes_now()[0].inverse);
}

TEST(Proof, rows_and_time_are_reported) {
  Running running;
  running.thing("a");
  running.run();
  EXPECT_EQ(running.finished("a")->deltas, (std::vector<Delta>{{"value", "absent", "on", Sensitivity::open}}));
  EXPECT_GT(running.finished("a")->elapsed.count(), 0);
  EXPECT_EQ(running.finished("a")->origin.text(), "site.yaml:1:3");
}

}  // namespace
}  // namespace converge
