// SPDX-License-Identifier: MIT
// tests/fakes/fake_path_probe.h: paths that are there because a test says so.
#pragma once

#include <map>
#include <set>
#include <string>

#include "resources/command/path_probe.h"

namespace converge {

/// Present is what is in `present`; what is in `errors` cannot be looked at.
class FakePathProbe final : public PathProbe {
 public:
  std::set<std::string> present;
  std::map<std::string, Error> errors;

  Result<PathState> look(const std::string& path) override {
    if (const auto error = errors.find(path); error != errors.end()) return fail(error->second);
    return present.contains(path) ? PathState::present : PathState::missing;
  }
};

}  // namespace converge
