// SPDX-License-Identifier: MIT
// state/run_switch.h: `converge disable` and `enable`: runs of a machine switched off and on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/core/result.h"

namespace converge {

/// Why runs are switched off.
struct Disabled {
  std::string reason;
  std::string who;            ///< login name, of the person behind sudo if there is one
  std::int64_t since_ms = 0;  ///< 0 if not known
  /// "disabled by anna since 2026-11-22 02:36:33 UTC: reason"
  [[nodiscard]] std::string text() const;
};

/// Whether runs are switched off. A file FOLDER/disabled that cannot be
/// understood (made by hand) counts as switched off.
Result<std::optional<Disabled>> disabled(const std::string& folder);
/// Switches runs off until enable(); a later reason replaces the earlier one.
Result<void> disable(const std::string& folder, const std::string& reason);
/// Switches runs on again; fine if they were.
Result<void> enable(const std::string& folder);

}  // namespace converge
