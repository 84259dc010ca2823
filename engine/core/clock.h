// SPDX-License-Identifier: MIT
// engine/core/clock.h: the time, so that tests can set it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace converge {

/// Where a run reads the time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Milliseconds since 1970, for records.
  [[nodiscard]] virtual std::int64_t unix_ms() const = 0;
  /// Never goes back; for measuring.
  [[nodiscard]] virtual std::chrono::milliseconds steady() const = 0;
};

/// "2026-11-22 02:36:33 UTC", for messages.
std::string utc_text(std::int64_t unix_ms);

/// The machine's clocks.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t unix_ms() const override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  }
  [[nodiscard]] std::chrono::milliseconds steady() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
  }
};

}  // namespace converge
