// SPDX-License-Identifier: MIT
#include "resources/systemd/root_manager.h"

namespace converge {

using systemd::UnitName;
using systemd::UnitStatus;

namespace {

/// The names that reach a port are valid.
UnitName named(const std::string& unit) { return systemd::parse_unit_name(unit).value_or(UnitName{}); }

Result<UnitStatus> status_of(systemd::UnitFolders& folders, const std::string& unit) {
  const auto found = folders.find(named(unit));
  if (!found) return fail(found.error());
  const auto state = folders.file_state(named(unit));
  if (!state) return fail(state.error());
  UnitStatus status;
  status.name = unit;
  status.fragment = found->path;
  status.file_state = *state;
  return status;
}

}  // namespace

std::vector<Result<UnitStatus>> RootManager::look(std::span<const std::string> units, std::stop_token stop) {
  std::vector<Result<UnitStatus>> statuses;
  for (const std::string& unit : units) {
    if (stop.stop_requested())
      statuses.push_back(fail(ErrorCode::canceled, "the run was stopped"));
    else
      statuses.push_back(status_of(folders_, unit));
  }
  return statuses;
}

Result<void> RootManager::enable(const std::string& unit) { return folders_.enable(named(unit)); }

Result<void> RootManager::disable(const std::string& unit) { return folders_.disable(named(unit)); }

Result<void> RootManager::reload(std::stop_token stop) {
  static_cast<void>(stop);  // nothing is loaded
  return {};
}

std::vector<Result<void>> RootManager::run(std::span<const systemd::Job> jobs, std::stop_token stop) {
  static_cast<void>(stop);
  return std::vector<Result<void>>(jobs.size(), fail(ErrorCode::unsupported, "no unit can run: " + why_));
}

std::vector<Result<systemd::UnitHealth>> RootManager::watch(std::span<const std::string> units,
                                                            std::chrono::milliseconds window, std::stop_token stop) {
  static_cast<void>(window);
  static_cast<void>(stop);
  return std::vector<Result<systemd::UnitHealth>>(units.size(),
                                                  fail(ErrorCode::unsupported, "no unit can run: " + why_));
}

}  // namespace converge
