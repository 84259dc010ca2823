// SPDX-License-Identifier: MIT
#include "engine/core/plan.h"

#include <algorithm>
#include <array>

#include "engine/core/hash.h"

namespace converge {

namespace {

constexpr std::array<std::string_view, 9> decision_names = {"in_sync", "not_due", "change",      "after_apply", "deferred",
                                                            "blocked", "assumed", "unsupported", "unknown"};
constexpr std::array<std::string_view, 7> reason_names = {"first_run", "pending", "drift", "refresh", "owed", "action", "undone"};

/// Whether a decision leaves nothing to do and nothing to find out.
bool settled(Decision decision) {
  return decision == Decision::in_sync || decision == Decision::not_due || decision == Decision::assumed;
}

/// A text that cannot run into the next one: its length goes before it.
void append_counted(std::string& out, std::string_view text) {
  out += std::to_string(text.size());
  out += ':';
  out += text;
}

}  // namespace

std::string_view decision_name(Decision decision) { return decision_names[static_cast<std::size_t>(decision)]; }

std::optional<Decision> parse_decision(std::string_view name) {
  for (std::size_t i = 0; i < decision_names.size(); ++i)
    if (decision_names[i] == name) return static_cast<Decision>(i);
  return std::nullopt;
}

std::string_view reason_name(Reason reason) { return reason_names[static_cast<std::size_t>(reason)]; }

std::optional<Reason> parse_reason(std::string_view name) {
  for (std::size_t i = 0; i < reason_names.size(); ++i)
    if (reason_names[i] == name) return static_cast<Reason>(i);
  return std::nullopt;
}

Disruption PlannedResource::disruption() const {
  Disruption strongest = Disruption::none;
  for (const Step& step : steps) strongest = std::max(strongest, step.disruption);
  return strongest;
}

std::size_t Plan::count(Decision decision) const {
  return static_cast<std::size_t>(std::ranges::count(resources, decision, &PlannedResource::decision));
}

bool Plan::in_sync() const {
  return orphans.empty() && std::ranges::all_of(resources, settled, &PlannedResource::decision);
}

std::string fingerprint_of(const std::vector<Observation>& observations) {
  std::string bytes;
  for (const Observation& observation : observations) {
    append_counted(bytes, observation.attribute);
    append_counted(bytes, observation.value);
  }
  return sha256(bytes);
}

}  // namespace converge
