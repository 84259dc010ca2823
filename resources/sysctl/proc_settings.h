// SPDX-License-Identifier: MIT
// resources/sysctl/proc_settings.h: kernel settings by way of /proc/sys, and where there are none.
#pragma once

#include <string>
#include <utility>

#include "resources/sysctl/kernel_settings.h"

namespace converge {

/// Reads and writes the files below a folder.
class ProcSettings final : public KernelSettings {
 public:
  explicit ProcSettings(std::string folder = "/proc/sys") : folder_(std::move(folder)) {}
  [[nodiscard]] std::string why_none() const override { return ""; }
  Result<std::optional<std::string>> read(const std::string& path) override;
  Result<void> write(const std::string& path, const std::string& value) override;

 private:
  std::string folder_;
};

/// A target that is a folder: the kernel of this machine is not its.
class NoKernel final : public KernelSettings {
 public:
  explicit NoKernel(std::string why) : why_(std::move(why)) {}
  [[nodiscard]] std::string why_none() const override { return why_; }
  Result<std::optional<std::string>> read(const std::string& path) override;
  Result<void> write(const std::string& path, const std::string& value) override;

 private:
  std::string why_;
};

}  // namespace converge
