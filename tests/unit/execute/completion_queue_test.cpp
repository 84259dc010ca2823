// SPDX-License-Identifier: MIT
#include "engine/execute/completion_queue.h"

#include <gtest/gtest.h>

#include <fstream>
#include <latch>
#include <string>

namespace converge {
namespace {

std::size_t threads_now() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("Threads:")) return std::stoul(line.substr(8));
  return 0;
}

TEST(CompletionQueue, completions_run_where_they_are_asked_for) {
  CompletionQueue queue;
  const auto here = std::this_thread::get_id();
  std::thread::id worked;
  std::thread::id completed;
  queue.start([&] {
    worked = std::this_thread::get_id();
    return [&] { completed = std::this_thread::get_id(); };
  });
  EXPECT_FALSE(queue.idle());
  queue.run_next();
  EXPECT_TRUE(queue.idle());
  EXPECT_EQ(completed, here);
  EXPECT_NE(worked, here);
}

TEST(CompletionQueue, who_ends_first_comes_first) {
  CompletionQueue queue;
  std::latch first_is_done(1);
  std::string order;
  queue.start([&] {
    first_is_done.wait();
    return [&] { order += "slow"; };
  });
  queue.start([&] {
    return [&] {
      order += "fast ";
      first_is_done.count_down();
    };
  });
  queue.run_next();
  queue.run_next();
  EXPECT_EQ(order, "fast slow");
}

TEST(CompletionQueue, a_completion_may_start_more) {
  CompletionQueue queue;
  int ends = 0;
  queue.start([&] { return [&] { queue.start([&] { return [&] { ++ends; }; }); }; });
  queue.run_next();
  EXPECT_FALSE(queue.idle());
  queue.run_next();
  EXPECT_EQ(ends, 1);
}

TEST(CompletionQueue, threads_that_ended_are_not_kept_while_others_run) {
  CompletionQueue queue;
  std::latch end(1);
  queue.start([&] {
    end.wait();
    return [] {};
  });
  const std::size_t before = threads_now();
  for (int i = 0; i < 200; ++i) {
    queue.start([] { return [] {}; });
    queue.run_next();
  }
  EXPECT_EQ(threads_now(), before);
  end.count_down();
  queue.run_next();
}

TEST(CompletionQueue, waits_for_its_threads_when_it_goes) {
  int done = 0;
  {
    CompletionQueue queue;
    queue.start([&] {
      ++done;
      return [] {};
    });
  }
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace converge
