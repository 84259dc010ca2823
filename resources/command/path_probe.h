// SPDX-License-Identifier: MIT
// resources/command/path_probe.h: whether a path is there: the port behind the
// guards `creates` and `removes`.
#pragma once

#include <string>

#include "engine/core/result.h"

namespace converge {

/// What a look at a path can find.
enum class PathState { missing, present };

/// Looks for paths on the target. Thread-safe.
class PathProbe {
 public:
  virtual ~PathProbe() = default;
  /// Links are followed, so one that leads nowhere is missing. What may not be
  /// looked at is an error, never "missing".
  virtual Result<PathState> look(const std::string& path) = 0;
};

}  // namespace converge
