// SPDX-License-Identifier: MIT
// How many batches of a kind run at once, and that branches do not wait for each other.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "tests/unit/execute/running.h"

namespace converge {
namespace {

/// Lets whoever arrives wait until `wanted` are there. Gives up after a while,
/// so that a test fails instead of hanging.
class Meeting {
 public:
  explicit Meeting(int wanted) : wanted_(wanted) {}
  void arrive() {
    std::unique_lock lock(mutex_);
    if (++there_ >= wanted_) all_there_.notify_all();
    met_ = all_there_.wait_for(lock, std::chrono::seconds(20), [this] { return there_ >= wanted_; }) && met_;
  }
  [[nodiscard]] bool met() {
    const std::lock_guard lock(mutex_);
    return met_ && there_ >= wanted_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable all_there_;
  int wanted_;
  int there_ = 0;
  bool met_ = true;
};

TEST(Lane, batches_of_one_kind_run_side_by_side_up_to_its_depth) {
  Running running;
  Meeting meeting(2);
  std::atomic<int> now{0};
  std::atomic<int> most{0};
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
    running.add("slow", name);
    running.machine.scripts[name].during_apply = [&] {
      const int inside = ++now;
      int seen = most;
      while (inside > seen && !most.compare_exchange_weak(seen, inside)) {
      }
      meeting.arrive();
      --now;
    };
  }
  running.run();
  EXPECT_TRUE(meeting.met()) << "two at a time, as the lane's depth says";
  EXPECT_LE(most, 2);
  EXPECT_EQ(running.report.totals.changed, 6U);
}

TEST(Lane, different_kinds_run_side_by_side) {
  Running running;
  Meeting meeting(2);
  running.thing("a");
  running.add("slow", "b");
  for (const char* name : {"a", "b"}) running.machine.scripts[name].during_apply = [&] { meeting.arrive(); };
  running.run();
  EXPECT_TRUE(meeting.met());
}

TEST(Lane, a_batch_of_one_holds_one) {
  Running running;
  running.add("act", "a", {{"unless", "ma"}});
  running.add("act", "b", {{"unless", "mb"}});
  running.run();
  std::size_t intents = 0;
  for (const std::string& line : running.journal.log()) intents += line.starts_with("intend") ? 1U : 0U;
  EXPECT_EQ(intents, 2U);
}

TEST(Lane, a_crowd_of_small_batches_comes_to_its_end) {
  Running running;
  std::uint32_t last = 0;
  for (int i = 0; i < 300; ++i) {
    const auto node = running.add(i % 3 == 0 ? "thing" : "slow", "n" + std::to_string(i));
    if (i % 7 == 0 && i > 0) running.builder.notify(last, node);
    last = node;
  }
  running.run();
  EXPECT_EQ(running.report.totals.changed, 300U);
  EXPECT_TRUE(running.journal.owed_now().empty());
}

}  // namespace
}  // namespace converge
