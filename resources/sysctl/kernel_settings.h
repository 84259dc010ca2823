// SPDX-License-Identifier: MIT
// resources/sysctl/kernel_settings.h: the port to the settings of the running kernel.
#pragma once

#include <optional>
#include <string>

#include "engine/core/result.h"

namespace converge {

/// The settings of the kernel that runs the target, by paths such as net/ipv4/ip_forward. Thread-safe.
class KernelSettings {
 public:
  virtual ~KernelSettings() = default;
  /// Why there is no kernel to ask, in words; "" where there is one.
  [[nodiscard]] virtual std::string why_none() const = 0;
  /// The value without the line's end; nothing where this kernel has no such setting.
  virtual Result<std::optional<std::string>> read(const std::string& path) = 0;
  /// invalid if the kernel refuses the value, not_found if it has no such setting.
  virtual Result<void> write(const std::string& path, const std::string& value) = 0;
};

}  // namespace converge
