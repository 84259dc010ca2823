// SPDX-License-Identifier: MIT
// resources/systemd/systemd_kind.h: the kind `systemd`: units, with their files,
// whether they start at boot and whether they run now.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "engine/core/kind.h"
#include "resources/file/filesystem.h"
#include "resources/process/process_runner.h"
#include "resources/systemd/desired.h"
#include "resources/systemd/unit_manager.h"

namespace converge {

namespace systemd {

/// What was found of one unit.
struct Actual {
  std::string nothing_runs;  ///< see UnitManager::why_nothing_runs()
  UnitStatus status;
  file::Node file;                   ///< at its place in /etc
  std::vector<file::Node> drop_ins;  ///< in the order of those that are wanted
  bool operator==(const Actual&) const = default;
};

/// Puts the text of a unit file or drop-in in its place.
struct WriteFile {
  std::string text;
  std::string before;  ///< in words
  std::optional<std::string> before_text;
  file::Version seen;
  bool operator==(const WriteFile&) const = default;
};
/// What stands for a text that may not be shown.
inline constexpr std::string_view secret_words = "secret content";
/// Removes a unit file or drop-in.
struct RemoveFile {
  std::string before;  ///< in words
  bool operator==(const RemoveFile&) const = default;
};
/// Puts the link that masks a unit in place, or takes it away.
struct SetMask {
  Switch to = Switch::on;
  bool operator==(const SetMask&) const = default;
};
/// Makes or removes the links that start a unit at boot.
struct SetEnabled {
  std::string before;  ///< systemd's word
  Switch to = Switch::on;
  bool operator==(const SetEnabled&) const = default;
};
/// Loads the unit files anew, as systemd has an older version of one.
struct ReloadDefinitions {
  bool operator==(const ReloadDefinitions&) const = default;
};
/// What it means if a unit ends soon after it was told to start.
enum class Ending : std::uint8_t { a_fault, fine_if_clean };
/// Tells the unit to do something.
struct Tell {
  Verb verb = Verb::start;
  std::string before;  ///< its state in words
  Ending ending = Ending::a_fault;
  std::chrono::seconds timeout{0};
  std::chrono::seconds settle{0};
  bool operator==(const Tell&) const = default;
};

/// One step. Steps that touch a file say which.
struct Change {
  std::string unit;
  std::string path;  ///< of the file, for those that touch one
  std::variant<WriteFile, RemoveFile, SetMask, SetEnabled, ReloadDefinitions, Tell> action;
  Refresh owes = Refresh::no;  ///< what is lost if a run ends right behind it
  bool operator==(const Change&) const = default;
};

/// "running", "stopped", "failed", "activating (auto-restart)", "absent"
std::string state_words(const UnitStatus& status);
/// Whether a unit has something that runs, or is about to.
bool is_alive(const UnitStatus& status);
/// What is at the place of a unit file or drop-in, in words.
std::string file_words(const file::Node& node);
/// Whether the link that masks a unit is there.
bool is_mask(const file::Node& node);
/// The error of a mask where the unit file itself stands.
Error unit_file_in_the_way(const std::string& path);

/// The steps, in the order in which they must be taken. Pure.
std::vector<Change> diff_unit(const Desired& want, const Actual& have, Refresh refresh);

}  // namespace systemd

/// What the kind reaches the machine through. All are borrowed: they outlive the kind.
struct SystemdPorts {
  UnitManager& units;
  FileSystem& files;
  ProcessRunner& programs;  ///< for the journal of a unit that failed
};

/// Manages units. A unit whose package is not there yet is "absent" to a probe; a
/// notification restarts or reloads what runs and never starts what does not.
class SystemdKind {
 public:
  using Desired = systemd::Desired;
  using Actual = systemd::Actual;
  using Change = systemd::Change;
  static constexpr KindLaw law = KindLaw::state;
  static constexpr Rank rank = Rank::unit;
  static constexpr Lane lane = {};  // one batch: one reload of definitions for all that is ready

  explicit SystemdKind(const SystemdPorts& ports) : ports_(ports) {}

  static const Schema& schema();
  static std::optional<Desired> parse(const Value& attributes, Diagnostics& diagnostics);
  static Claims claims(const Desired& want);
  static std::vector<Change> diff(const Desired& want, const Actual& have, Refresh refresh);
  static Step describe(const Change& change);
  static std::vector<Obstacle> obstacles(const Desired& want, const Actual& have);
  static std::string defers(const Desired& want, const Actual& have);
  static std::optional<std::int64_t> refreshed_ms(const Actual& have);
  static Refresh owes(const Change& change) { return change.owes; }
  static std::vector<Observation> observe(const Desired& want, const Actual& have);
  static Inverse inverse(const Desired& want, const Actual& have);

  std::vector<Result<Actual>> probe(std::span<const Desired* const> wants, std::stop_token stop);
  std::vector<Result<Forecast>> forecast(std::span<const std::span<const Change>> work, std::stop_token stop);
  std::vector<Result<Applied>> apply(std::span<const std::span<const Change>> work, std::stop_token stop);

 private:
  SystemdPorts ports_;
};

}  // namespace converge
