// SPDX-License-Identifier: MIT
// resources/command/posix_path_probe.h: looks for paths on this machine, or
// inside another root folder of it.
#pragma once

#include <string>

#include "resources/command/path_probe.h"

namespace converge {

/// Paths, and the links along them, are resolved inside the root and never leave it.
class PosixPathProbe final : public PathProbe {
 public:
  /// `root` is opened for each look, so it may be made later.
  explicit PosixPathProbe(std::string root = "/") : root_(std::move(root)) {}
  Result<PathState> look(const std::string& path) override;

 private:
  std::string root_;
};

}  // namespace converge
