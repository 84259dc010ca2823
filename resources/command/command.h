// SPDX-License-Identifier: MIT
// resources/command/command.h: the kind `command`: runs a program when its
// guards say that it has to run. An action (law 2), never "in sync".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/kind.h"
#include "resources/command/path_probe.h"
#include "resources/process/process_runner.h"

namespace converge {

/// What to execute: an argument list, or one line for /bin/sh -c.
struct CommandLine {
  enum class Form : std::uint8_t { arguments, shell };
  Form form = Form::arguments;
  std::vector<std::string> words;  ///< for shell: just the one line

  [[nodiscard]] std::vector<std::string> argv() const;
  /// As people would type it.
  [[nodiscard]] std::string text() const;
  bool operator==(const CommandLine&) const = default;
};

/// Where and for how long: the surroundings that a command shares with its guards.
struct CommandSetting {
  std::string cwd = "/";
  std::vector<std::pair<std::string, std::string>> environment;
  std::chrono::seconds timeout{300};  ///< for each program that is run
  std::vector<std::string> secrets;   ///< texts that must not show up in output or errors
  bool operator==(const CommandSetting&) const = default;
};

/// When a command is considered at all.
enum class Occasion : std::uint8_t { every_run, when_notified };

/// When a command's output is reported.
enum class OutputUse : std::uint8_t { always, on_failure, never };

/// The program itself, with all that it takes to run it.
struct CommandRun {
  CommandLine line;
  CommandSetting setting;
  std::string input;
  std::set<int> success{0};  ///< exit codes
  OutputUse output = OutputUse::always;
  Disruption interrupts = Disruption::none;  ///< what only its author can know
  bool operator==(const CommandRun&) const = default;
};

/// What asks whether a command has to run, in the order of asking.
enum class Guard : std::uint8_t { creates, removes, only_if, unless };
/// The attribute that sets the guard.
std::string_view guard_name(Guard guard);

/// What the YAML asks for. At least one guard is set, or the occasion is
/// `when_notified`: parse() refuses a command that nobody could plan.
struct CommandDesired {
  CommandRun run;
  std::optional<std::string> creates;
  std::optional<std::string> removes;
  std::optional<CommandLine> only_if;
  std::optional<CommandLine> unless;
  Occasion occasion = Occasion::every_run;
  bool operator==(const CommandDesired&) const = default;
};

/// What a guard found: an exit code. A path answers like test(1): 0 present, 1 missing.
struct GuardAnswer {
  Guard guard = Guard::creates;
  int code = 0;
  bool operator==(const GuardAnswer&) const = default;
};

/// Whether an answer wants the command to run.
bool wants_run(const GuardAnswer& answer);

/// The answers, up to the first that does not want the command to run: the
/// guards after that one are not asked.
struct CommandActual {
  std::vector<GuardAnswer> answers;
  bool operator==(const CommandActual&) const = default;
};

/// The one verb: run it.
struct CommandChange {
  CommandRun run;
  std::string cause;  ///< what the guards said, in words
  bool operator==(const CommandChange&) const = default;
};

/// All guards that are written must agree. With `when_notified` the command is
/// only considered when it is refreshed, and its guards must agree even then.
class Command {
 public:
  using Desired = CommandDesired;
  using Actual = CommandActual;
  using Change = CommandChange;

  static constexpr KindLaw law = KindLaw::action;
  static constexpr Rank rank = Rank::none;
  static constexpr Lane lane{4, 1};

  /// Both ports must outlive the kind.
  Command(ProcessRunner& runner, PathProbe& paths) : runner_(&runner), paths_(&paths) {}

  static const Schema& schema();
  static std::optional<Desired> parse(const Value& attributes, Diagnostics& diagnostics);
  static Claims claims(const Desired& want);
  static std::vector<Change> diff(const Desired& want, const Actual& have, Refresh refresh);
  static Step describe(const Change& change);
  static std::vector<Observation> observe(const Desired& want, const Actual& have);
  static Inverse inverse(const Desired& want, const Actual& have);

  std::vector<Result<Actual>> probe(std::span<const Desired* const> wants, std::stop_token stop);
  std::vector<Result<Forecast>> forecast(std::span<const std::span<const Change>> work, std::stop_token stop);
  std::vector<Result<Applied>> apply(std::span<const std::span<const Change>> work, std::stop_token stop);

 private:
  /// Asks the guards of one command in order, up to the first that holds.
  Result<Actual> ask(const Desired& want, const std::stop_token& stop);
  /// 0 for present, 1 for missing.
  Result<int> ask_path(const std::string& path);
  /// The exit code of a guard that could be asked.
  Result<int> ask_program(const CommandLine& line, const CommandSetting& setting, const std::stop_token& stop);
  /// Runs the command itself and judges its exit code.
  Result<Applied> execute(const CommandRun& run, const std::stop_token& stop);

  ProcessRunner* runner_;
  PathProbe* paths_;
};

}  // namespace converge
