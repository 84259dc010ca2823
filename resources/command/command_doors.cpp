// SPDX-License-Identifier: MIT
#include <string.h>  // sigabbrev_np

#include <algorithm>

#include "resources/command/command.h"
#include "resources/process/kept_output.h"
#include "resources/process/shell_quote.h"

namespace converge {
namespace {

// Output is for people to read: enough for a message, too little to fill a journal.
constexpr std::size_t kept_of_guard = std::size_t{4} * 1024;
constexpr std::size_t kept_of_run = std::size_t{16} * 1024;
constexpr std::size_t shown_lines = 20;
constexpr std::size_t shown_command = 120;
// The exit codes by which POSIX has a shell say that it ran nothing.
constexpr int shell_cannot_execute = 126;
constexpr int shell_cannot_find = 127;

std::string quoted(const CommandLine& line) { return "`" + one_line(line.text(), shown_command) + "`"; }

/// Secrets come longest first, so that one within another leaves no rest.
std::string without_secrets(std::string text, const std::vector<std::string>& secrets) {
  constexpr std::string_view mask = "(secret)";
  for (const std::string& secret : secrets) {
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + mask.size())) {
      text.replace(at, secret.size(), mask);
    }
  }
  return text;
}

/// The runner quotes the output of what it kills, and so may quote a secret.
Error without_secrets(Error error, const CommandSetting& setting) {
  error.message = without_secrets(std::move(error.message), setting.secrets);
  return error;
}

std::string last_words(const std::string& output, const CommandSetting& setting) {
  if (output.empty()) return "; it said nothing";
  // Masked before it is cut: half a secret would not be recognised.
  const std::string masked = without_secrets(output, setting.secrets);
  return "; its last words:\n" + std::string(process::last_lines(masked, shown_lines));
}

/// "exit code 2" or "ended by SIGKILL".
std::string ending_words(const ProcessEnd& end) {
  if (end.signal == 0) return "exit code " + std::to_string(end.exit_code);
  const char* name = ::sigabbrev_np(end.signal);
  return name != nullptr ? "ended by SIG" + std::string(name) : "ended by signal " + std::to_string(end.signal);
}

/// What `run` and its guards have in common; input and bounds are the caller's.
ProcessSpec spec_of(const CommandLine& line, const CommandSetting& setting) {
  ProcessSpec spec;
  spec.argv = line.argv();
  spec.cwd = setting.cwd;
  spec.environment = setting.environment;
  spec.timeout = setting.timeout;
  return spec;
}

/// Whether the shell could not run what its line names; the exit code is all it tells.
bool shell_gave_up(const CommandLine& line, const ProcessEnd& end) {
  const bool code_says_so = end.exit_code == shell_cannot_execute || end.exit_code == shell_cannot_find;
  return line.form == CommandLine::Form::shell && code_says_so;
}

std::string joined(const std::set<int>& codes) {
  std::string words;
  for (const int code : codes) words += (words.empty() ? "" : ", ") + std::to_string(code);
  return words;
}

}  // namespace

Result<int> Command::ask_path(const std::string& path) {
  const auto found = paths_->look(path);
  if (!found) return fail(found.error());
  return *found == PathState::present ? 0 : 1;
}

Result<int> Command::ask_program(const CommandLine& line, const CommandSetting& setting, const std::stop_token& stop) {
  ProcessSpec spec = spec_of(line, setting);
  spec.output_limit = kept_of_guard;
  auto end = runner_->run(spec, stop);
  if (!end) return fail(without_secrets(std::move(end.error()), setting));
  // A crash or a missing program is no "no": acting on it would be a guess.
  if (end->signal != 0 || shell_gave_up(line, *end)) {
    const std::string hint = end->signal == 0 ? " (where a program may be missing, ask first: command -v NAME)" : "";
    return fail(ErrorCode::failed,
                quoted(line) + " could not answer: " + ending_words(*end) + hint + last_words(end->output, setting));
  }
  return end->exit_code;
}

Result<CommandActual> Command::ask(const Desired& want, const std::stop_token& stop) {
  Actual have;
  for (const Guard guard : {Guard::creates, Guard::removes, Guard::only_if, Guard::unless}) {
    const auto& path = guard == Guard::creates ? want.creates : want.removes;
    const auto& line = guard == Guard::only_if ? want.only_if : want.unless;
    const bool is_path = guard == Guard::creates || guard == Guard::removes;
    if (is_path ? !path : !line) continue;  // not written, so it has no say
    auto code = is_path ? ask_path(*path) : ask_program(*line, want.run.setting, stop);
    if (!code) return fail(std::move(code.error()).while_doing("asking " + std::string(guard_name(guard))));
    have.answers.push_back({guard, *code});
    // One "no" is enough. The others may not even be answerable now: `creates`
    // often guards the very program that `unless` would ask.
    if (!wants_run(have.answers.back())) break;
  }
  return have;
}

std::vector<Result<CommandActual>> Command::probe(std::span<const Desired* const> wants, std::stop_token stop) {
  std::vector<Result<Actual>> answers;
  answers.reserve(wants.size());
  for (const Desired* want : wants) answers.push_back(ask(*want, stop));
  return answers;
}

std::vector<Result<Forecast>> Command::forecast(std::span<const std::span<const Change>> work, std::stop_token stop) {
  static_cast<void>(stop);  // what a command entails is known to nobody before it has run
  return std::vector<Result<Forecast>>(work.size(), Forecast{});
}

Result<Applied> Command::execute(const CommandRun& run, const std::stop_token& stop) {
  ProcessSpec spec = spec_of(run.line, run.setting);
  spec.input = run.input;
  spec.output_limit = run.output == OutputUse::never ? 0 : kept_of_run;
  auto end = runner_->run(spec, stop);
  if (!end)
    return fail(without_secrets(std::move(end.error()), run.setting).while_doing("running " + quoted(run.line)));
  // A signal counts as 128 + N, so that a program that is expected to be ended by one can be.
  if (run.success.contains(end->exit_code)) {
    if (run.output != OutputUse::always) return Applied{};
    return Applied{without_secrets(std::move(end->output), run.setting.secrets)};
  }
  const std::string words = run.output == OutputUse::never ? "" : last_words(end->output, run.setting);
  const std::string wanted =
      run.success == std::set<int>{0} ? "" : " where " + joined(run.success) + " would be success";
  return fail(ErrorCode::failed, quoted(run.line) + ": " + ending_words(*end) + wanted + words);
}

std::vector<Result<Applied>> Command::apply(std::span<const std::span<const Change>> work, std::stop_token stop) {
  std::vector<Result<Applied>> outcomes;
  outcomes.reserve(work.size());
  for (const std::span<const Change> changes : work) {
    Result<Applied> outcome;  // diff() gives one change at most
    for (const Change& change : changes) outcome = execute(change.run, stop);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace converge
