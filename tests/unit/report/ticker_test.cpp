// SPDX-License-Identifier: MIT
#include "engine/report/ticker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace converge {
namespace {

TEST(Ticker, ticks_again_and_again) {
  std::promise<void> third;
  std::atomic<int> ticks{0};
  {
    const Ticker ticker(std::chrono::milliseconds(1), [&] {
      if (++ticks == 3) third.set_value();
    });
    third.get_future().wait();
  }
  EXPECT_GE(ticks, 3);
}

TEST(Ticker, ends_at_once_however_long_its_interval) {
  std::atomic<int> ticks{0};
  {
    const Ticker ticker(std::chrono::hours(1), [&] { ++ticks; });
  }
  EXPECT_EQ(ticks, 0);
}

TEST(Ticker, does_not_tick_after_its_end) {
  std::atomic<int> ticks{0};
  std::promise<void> first;
  {
    const Ticker ticker(std::chrono::milliseconds(1), [&] {
      if (++ticks == 1) first.set_value();
    });
    first.get_future().wait();
  }
  const int at_the_end = ticks;
  std::this_thread::yield();
  EXPECT_EQ(ticks, at_the_end);
}

}  // namespace
}  // namespace converge
