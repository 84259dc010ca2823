// SPDX-License-Identifier: MIT
// resources/systemd/unit_manager.h: the port to what runs the units of a target.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace converge {

namespace systemd {

/// Whether a loaded unit is as its files say by now.
enum class Definition : std::uint8_t { current, older_than_its_files };

/// What a unit can be told while it runs.
enum class Reloading : std::uint8_t { impossible, possible };

/// What systemd says of a unit, in its own words.
struct UnitStatus {
  std::string name;        ///< its real name, where it was asked for by an alias
  std::string load;        ///< "loaded", "not-found", "masked", ...; "" where no units run
  std::string load_error;  ///< why it could not be loaded
  std::string active;      ///< "active", "inactive", "failed", "activating", ...
  std::string sub;         ///< "running", "exited", "auto-restart", ...
  std::string file_state;  ///< "enabled", "disabled", "static", ...; "" without a unit file
  std::string fragment;    ///< path of its unit file, "" for none
  Definition definition = Definition::current;
  Reloading reloading = Reloading::impossible;
  std::int64_t started_ms = 0;  ///< when it last began to start, unix ms; 0 for never
  bool operator==(const UnitStatus&) const = default;
};

/// How a unit fares after it was told to start.
struct UnitHealth {
  std::string active;
  std::string sub;
  std::string result = "success";      ///< "exit-code", "signal", "start-limit-hit", ...
  std::string ending;                  ///< of its main process, "exit code 3"; "" while it runs
  std::uint32_t restarts = 0;          ///< by systemd itself, since it was told to start
  std::string type;                    ///< of a service: "simple", "oneshot", ...
  bool stays_without_process = false;  ///< RemainAfterExit
  std::string failed_condition;        ///< "ConditionPathExists=/dev/nvidia0", where that kept it from starting
  bool operator==(const UnitHealth&) const = default;
};

/// What a unit is told to do.
enum class Verb : std::uint8_t { start, stop, restart, reload };
/// "start", "stop", ...
std::string_view verb_name(Verb verb);

/// One unit and what it is told.
struct Job {
  std::string unit;
  Verb verb = Verb::start;
  std::chrono::seconds timeout{0};
};

}  // namespace systemd

/// The units of one target: those that systemd runs here, or those of a folder in
/// which none run. Names are whole and valid. Thread-safe.
class UnitManager {
 public:
  virtual ~UnitManager() = default;

  /// Why no unit can run here, in words; "" where systemd runs.
  [[nodiscard]] virtual std::string why_nothing_runs() const = 0;
  /// Element i answers units[i]. A unit that is not there is a status, never an Error.
  virtual std::vector<Result<systemd::UnitStatus>> look(std::span<const std::string> units, std::stop_token stop) = 0;
  /// Makes the links of its [Install] section, or removes them; what is loaded learns of it by reload().
  virtual Result<void> enable(const std::string& unit) = 0;
  /// Removes all links to it, also those until the next boot.
  virtual Result<void> disable(const std::string& unit) = 0;
  /// Loads all unit files anew; nothing is restarted. Does nothing where no units run.
  virtual Result<void> reload(std::stop_token stop) = 0;
  /// Tells all at once and waits until each is done. Element i answers jobs[i]: failed if the unit would not, conflict
  /// or invalid if it could not be told (masked, canceled by others, a file that cannot be loaded),
  /// timed_out if it is still at it when its time is up (systemd goes on with it).
  virtual std::vector<Result<void>> run(std::span<const systemd::Job> jobs, std::stop_token stop) = 0;
  /// Lets units run for a while, then says how they are; sooner where all have failed. Element i answers units[i].
  virtual std::vector<Result<systemd::UnitHealth>> watch(std::span<const std::string> units,
                                                         std::chrono::milliseconds window, std::stop_token stop) = 0;
};

}  // namespace converge
