// SPDX-License-Identifier: MIT
// tests/fakes/fake_clock.h: a clock that moves by one millisecond at each look.
#pragma once

#include <atomic>

#include "engine/core/clock.h"

namespace converge {

class FakeClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t unix_ms() const override { return 1'795'342'500'000 + ++now_; }
  [[nodiscard]] std::chrono::milliseconds steady() const override { return std::chrono::milliseconds(++now_); }

 private:
  mutable std::atomic<std::int64_t> now_{0};
};

}  // namespace converge
