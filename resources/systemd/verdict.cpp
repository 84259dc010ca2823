// SPDX-License-Identifier: MIT
#include "resources/systemd/verdict.h"

namespace converge::systemd {

namespace {

/// " (exit code 3)", or systemd's own word where that says more.
std::string ending_words(const UnitHealth& health) {
  const bool by_itself = health.result == "exit-code" || health.result == "signal" || health.result == "success";
  if (by_itself && !health.ending.empty()) return " (" + health.ending + ")";
  return health.result == "success" || health.result.empty() ? "" : " (" + health.result + ")";
}

std::string times(std::uint32_t count) { return count == 1 ? "once" : std::to_string(count) + " times"; }

}  // namespace

std::string fault_of(const std::string& unit, const UnitHealth& health, std::chrono::seconds watched) {
  const std::string within = " within " + std::to_string(watched.count()) + " s";
  const bool loops = health.restarts > 0 || health.sub == "auto-restart" || health.sub == "auto-restart-queued";
  if (loops) {
    const std::string again =
        health.restarts == 0 ? "" : ", and systemd has started it again " + times(health.restarts) + within;
    return unit + " does not stay up: it ended" + ending_words(health) + again;
  }
  if (health.active == "active" || health.active == "reloading" || health.active == "refreshing") return "";
  if (health.active == "failed") return unit + " failed after it was started" + ending_words(health);
  if (!health.failed_condition.empty())
    return unit + " was not started because its " + health.failed_condition + " does not hold here";
  if (health.type == "oneshot" && !health.stays_without_process)
    return unit +
           " did its work and ended, as a unit of Type=oneshot does, so it never counts as running; drop `state` (a "
           "timer or another unit starts it), or give it RemainAfterExit=yes";
  if (health.active == "inactive")
    return unit + " ended by itself" + ending_words(health) + ", where it should go on running";
  return unit + " is still " + health.active + (health.sub.empty() ? "" : " (" + health.sub + ")");
}

}  // namespace converge::systemd
