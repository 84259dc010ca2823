// SPDX-License-Identifier: MIT
// A journal that stops answering stops the run before the change it cannot write down.
#include "tests/unit/execute/running.h"

namespace converge {
namespace {

/// Two in a row, then one more, with a trigger on the way.
void fill(Running& running) {
  const auto a = running.thing("a");
  const auto b = running.add("slow", "b");
  const auto c = running.thing("c");
  running.builder.notify(a, b).edge(b, c);
}

TEST(JournalFailure, nothing_is_changed_that_could_not_be_written_down) {
  Running whole;
  fill(whole);
  whole.run();
  const std::size_t writes = whole.journal.log().size();
  ASSERT_GT(writes, 6U);
  for (std::size_t k = 1; k <= writes; ++k) {
    Running running;
    fill(running);
    running.journal.fail_from(k);
    running.run();
    ASSERT_TRUE(running.error) << "write " << k;
    EXPECT_EQ(running.error->code, ErrorCode::io);
    for (const std::string& name : running.machine.log_of("apply")) {
      bool intended = false;
      for (const Intent& intent : running.journal.intents_now()) intended = intended || intent.resource.title == name;
      EXPECT_TRUE(intended) << name << " at write " << k;
    }
    EXPECT_TRUE(running.all<RunFinished>().empty());
  }
}

TEST(JournalFailure, whatever_the_moment_the_next_run_converges_and_nothing_owed_is_lost) {
  for (std::size_t k = 1; k <= 9; ++k) {
    Running running;
    fill(running);
    running.machine.set("b", "on");
    running.journal.fail_from(k);
    running.run();
    const bool restarted = !running.machine.log_of("restart").empty();
    running.journal.answer_again();
    running.run_again();
    EXPECT_FALSE(running.error) << "write " << k;
    EXPECT_TRUE(running.journal.owed_now().empty());
    EXPECT_TRUE(restarted || !running.machine.log_of("restart").empty()) << "the restart got lost at write " << k;
    for (const std::string name : {"a", "b", "c"}) EXPECT_EQ(running.machine.get(name), "on");
  }
}

TEST(JournalFailure, a_batch_that_is_ready_when_another_cannot_be_written_down_is_not_applied) {
  Running running;
  running.add("slow", "s1");
  running.add("slow", "s2");
  running.thing("t");
  running.journal.fail_from(2);
  running.run();
  ASSERT_TRUE(running.error);
  EXPECT_TRUE(running.machine.log_of("apply").empty());
}

TEST(JournalFailure, a_memory_that_cannot_be_read_is_an_error_before_anything_starts) {
  Running running;
  running.thing("a");
  running.journal.fail_reading();
  running.run();
  ASSERT_TRUE(running.error);
  EXPECT_TRUE(running.machine.log_of("apply").empty());
  EXPECT_TRUE(running.journal.runs_now().empty());
}

}  // namespace
}  // namespace converge
