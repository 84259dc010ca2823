// SPDX-License-Identifier: MIT
// engine/report/ticker.h: calls a function now and then, on a thread of its own.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace converge {

/// Ticks until it is destroyed; its destructor waits for the last tick to
/// return, and for nothing else.
class Ticker {
 public:
  Ticker(std::chrono::milliseconds interval, std::function<void()> tick);

 private:
  std::jthread thread_;
};

}  // namespace converge
