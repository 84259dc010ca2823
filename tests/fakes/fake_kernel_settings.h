// SPDX-License-Identifier: MIT
// tests/fakes/fake_kernel_settings.h: the settings of a kernel that is a table.
#pragma once

#include <map>
#include <set>
#include <string>

#include "resources/sysctl/kernel_settings.h"

namespace converge {

/// Has the settings that the test puts into it, and refuses the values that it says.
class FakeKernelSettings final : public KernelSettings {
 public:
  std::map<std::string, std::string> values;
  std::set<std::string> refused;  ///< values that no setting takes
  std::string none;               ///< see KernelSettings::why_none()
  std::size_t writes = 0;

  [[nodiscard]] std::string why_none() const override { return none; }
  Result<std::optional<std::string>> read(const std::string& path) override {
    const auto found = values.find(path);
    return found == values.end() || !none.empty() ? std::nullopt : std::optional(found->second);
  }
  Result<void> write(const std::string& path, const std::string& value) override {
    ++writes;
    if (!values.contains(path)) return fail(ErrorCode::not_found, "this kernel has no setting " + path);
    if (refused.contains(value)) return fail(ErrorCode::invalid, "the kernel refuses the value '" + value + "'");
    values[path] = value;
    return {};
  }
};

}  // namespace converge
