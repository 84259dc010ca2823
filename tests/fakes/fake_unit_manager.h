// SPDX-License-Identifier: MIT
// tests/fakes/fake_unit_manager.h: a systemd in memory, whose unit files are those of
// a FakeFileSystem.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "resources/file/filesystem.h"
#include "resources/systemd/unit_folders.h"
#include "resources/systemd/unit_manager.h"

namespace converge {

/// Runs units as systemd does, as far as the port tells: what is loaded grows old when its
/// files change, and what starts fares as the test says.
class FakeUnitManager final : public UnitManager {
 public:
  /// How one unit behaves.
  struct Script {
    std::optional<Error> job_error;             ///< of the next things that it is told
    std::optional<systemd::UnitHealth> health;  ///< after a start; running well without it
    std::string load_error;                     ///< why its file cannot be loaded
    systemd::Reloading reloading = systemd::Reloading::impossible;
  };

  explicit FakeUnitManager(FileSystem& files) : folders_(files), texts_(files) {}

  std::map<std::string, Script> scripts;
  std::string nothing_runs;         ///< see UnitManager::why_nothing_runs()
  std::optional<Error> look_error;  ///< of every look
  std::optional<Error> reload_error;
  std::chrono::milliseconds watched{0};  ///< the last window

  /// What it was told, in order: "reload", "start app.service", "enable app.service", ...
  [[nodiscard]] std::vector<std::string> log() const { return log_; }
  void forget_log() { log_.clear(); }
  /// Puts a unit into a state, "active" or another, since some time.
  void set(const std::string& unit, const std::string& active, std::int64_t started_ms = 0);
  [[nodiscard]] std::string active(const std::string& unit) const;
  /// What runs, for comparisons.
  [[nodiscard]] std::string save() const;

  [[nodiscard]] std::string why_nothing_runs() const override { return nothing_runs; }
  std::vector<Result<systemd::UnitStatus>> look(std::span<const std::string> units, std::stop_token stop) override;
  Result<void> enable(const std::string& unit) override;
  Result<void> disable(const std::string& unit) override;
  Result<void> reload(std::stop_token stop) override;
  std::vector<Result<void>> run(std::span<const systemd::Job> jobs, std::stop_token stop) override;
  std::vector<Result<systemd::UnitHealth>> watch(std::span<const std::string> units, std::chrono::milliseconds window,
                                                 std::stop_token stop) override;

 private:
  struct Running {
    std::string active = "inactive";
    std::int64_t started_ms = 0;
  };

  Result<systemd::UnitStatus> status_of(const std::string& unit);
  /// The text that makes up a unit by now.
  Result<std::string> definition_of(const systemd::UnitName& unit);

  systemd::UnitFolders folders_;
  file::TextFiles texts_;
  std::map<std::string, Running> running_;
  std::map<std::string, std::string> loaded_;  ///< definitions as they were when they were loaded
  std::vector<std::string> log_;
  std::int64_t now_ms_ = 1'795'342'500'000;
};

}  // namespace converge
