// SPDX-License-Identifier: MIT
#include "engine/report/ticker.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace converge {

namespace {

void run(std::stop_token stop, std::chrono::milliseconds interval, const std::function<void()>& tick) {
  std::mutex mutex;
  std::condition_variable_any wake;  // its wait ends at once when a stop is asked for
  std::unique_lock lock(mutex);
  while (true) {
    wake.wait_for(lock, stop, interval, [] { return false; });
    if (stop.stop_requested()) return;
    tick();
  }
}

}  // namespace

Ticker::Ticker(std::chrono::milliseconds interval, std::function<void()> tick)
    : thread_([interval, tick = std::move(tick)](std::stop_token stop) { run(std::move(stop), interval, tick); }) {}

}  // namespace converge
