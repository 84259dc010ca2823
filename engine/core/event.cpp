// SPDX-License-Identifier: MIT
#include "engine/core/event.h"

#include <array>

namespace converge {

namespace {

constexpr std::array<std::string_view, 8> outcome_names = {"unchanged", "changed",  "failed",   "not_converged",
                                                           "skipped",   "deferred", "canceled", "timed_out"};

}  // namespace

std::string_view outcome_name(Outcome outcome) { return outcome_names[static_cast<std::size_t>(outcome)]; }

std::optional<Outcome> parse_outcome(std::string_view name) {
  for (std::size_t i = 0; i < outcome_names.size(); ++i)
    if (outcome_names[i] == name) return static_cast<Outcome>(i);
  return std::nullopt;
}

bool is_converged(Outcome outcome) { return outcome == Outcome::unchanged || outcome == Outcome::changed; }

}  // namespace converge
