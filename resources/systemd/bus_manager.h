// SPDX-License-Identifier: MIT
// resources/systemd/bus_manager.h: the units that systemd runs on this machine.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "resources/systemd/bus_connection.h"
#include "resources/systemd/unit_manager.h"

namespace converge {

/// Talks to the systemd that runs. The connection is made when it is first needed, and anew when it was lost.
class BusManager final : public UnitManager {
 public:
  [[nodiscard]] std::string why_nothing_runs() const override { return ""; }
  std::vector<Result<systemd::UnitStatus>> look(std::span<const std::string> units, std::stop_token stop) override;
  Result<void> enable(const std::string& unit) override;
  Result<void> disable(const std::string& unit) override;
  Result<void> reload(std::stop_token stop) override;
  std::vector<Result<void>> run(std::span<const systemd::Job> jobs, std::stop_token stop) override;
  std::vector<Result<systemd::UnitHealth>> watch(std::span<const std::string> units, std::chrono::milliseconds window,
                                                 std::stop_token stop) override;

 private:
  Result<systemd::BusConnection*> connect();

  std::mutex mutex_;  ///< a connection serves one thread at a time
  std::unique_ptr<systemd::BusConnection> connection_;
};

}  // namespace converge
