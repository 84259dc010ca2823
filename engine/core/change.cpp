// SPDX-License-Identifier: MIT
#include "engine/core/change.h"

#include <array>

namespace converge {

namespace {

constexpr std::array<std::string_view, 5> disruption_names = {"none", "reload", "restart", "gpu_reset", "reboot"};
constexpr std::array<std::string_view, 3> refresh_names = {"no", "reload", "restart"};

}  // namespace

std::string_view disruption_name(Disruption disruption) {
  return disruption_names[static_cast<std::size_t>(disruption)];
}

std::optional<Disruption> parse_disruption(std::string_view name) {
  for (std::size_t i = 0; i < disruption_names.size(); ++i)
    if (disruption_names[i] == name) return static_cast<Disruption>(i);
  return std::nullopt;
}

std::string_view refresh_name(Refresh refresh) { return refresh_names[static_cast<std::size_t>(refresh)]; }

std::optional<Refresh> parse_refresh(std::string_view name) {
  for (std::size_t i = 0; i < refresh_names.size(); ++i)
    if (refresh_names[i] == name) return static_cast<Refresh>(i);
  return std::nullopt;
}

}  // namespace converge
