// SPDX-License-Identifier: MIT
// resources/systemd/root_manager.h: the units of a tree in which nothing runs: an
// image, a chroot, a container without systemd.
#pragma once

#include <string>
#include <utility>

#include "resources/systemd/unit_folders.h"
#include "resources/systemd/unit_manager.h"

namespace converge {

/// Enables and disables by links alone; to tell a unit something is unsupported.
class RootManager final : public UnitManager {
 public:
  /// `why` says why nothing runs. The files are borrowed.
  RootManager(FileSystem& files, std::string why) : folders_(files), why_(std::move(why)) {}

  [[nodiscard]] std::string why_nothing_runs() const override { return why_; }
  std::vector<Result<systemd::UnitStatus>> look(std::span<const std::string> units, std::stop_token stop) override;
  Result<void> enable(const std::string& unit) override;
  Result<void> disable(const std::string& unit) override;
  Result<void> reload(std::stop_token stop) override;
  std::vector<Result<void>> run(std::span<const systemd::Job> jobs, std::stop_token stop) override;
  std::vector<Result<systemd::UnitHealth>> watch(std::span<const std::string> units, std::chrono::milliseconds window,
                                                 std::stop_token stop) override;

 private:
  systemd::UnitFolders folders_;
  std::string why_;
};

}  // namespace converge
