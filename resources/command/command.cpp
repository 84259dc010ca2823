// SPDX-License-Identifier: MIT
#include "resources/command/command.h"

#include <algorithm>

#include "resources/process/shell_quote.h"

namespace converge {
namespace {

constexpr std::size_t shown_command = 120;
constexpr std::size_t shown_guard = 60;

/// What a guard asks about, for a row of the plan: a path, or a command as people would type it.
std::string subject(const CommandDesired& want, Guard guard) {
  switch (guard) {
    case Guard::creates: return want.creates.value_or("");
    case Guard::removes: return want.removes.value_or("");
    case Guard::only_if: return want.only_if ? "`" + one_line(want.only_if->text(), shown_guard) + "`" : "";
    case Guard::unless: return want.unless ? "`" + one_line(want.unless->text(), shown_guard) + "`" : "";
  }
  return "";
}

/// The answer as people say it: a path is not an exit code to them.
std::string found_words(const GuardAnswer& answer) {
  const bool is_path = answer.guard == Guard::creates || answer.guard == Guard::removes;
  if (is_path) return answer.code == 0 ? "present" : "missing";
  return "exit code " + std::to_string(answer.code);
}

/// Why it runs: all that agreed, in the order of asking. A plan shows this where
/// other kinds show the value before.
std::string cause_words(const CommandDesired& want, const CommandActual& have) {
  std::string words = want.occasion == Occasion::when_notified ? "notified" : "";
  for (const GuardAnswer& answer : have.answers) {
    words += words.empty() ? "" : "; ";
    words += std::string(guard_name(answer.guard)) + " " + subject(want, answer.guard) + ": " + found_words(answer);
  }
  return words;
}

/// A path and the folders above it, nearest first, without the root.
void add_with_parents(std::vector<Key>& keys, std::string path) {
  while (path.size() > 1) {
    const Key key{"path", path};
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    path.erase(path.rfind('/'));
  }
}

/// A guard's answer moves with the path, and with whatever a folder above it is replaced by.
void observe_path(std::vector<Key>& keys, const std::string& path) {
  keys.push_back({"path", path});
  for (std::size_t slash = path.rfind('/'); slash != 0 && slash != std::string::npos;
       slash = path.rfind('/', slash - 1))
    keys.push_back({"below", path.substr(0, slash)});
}

/// Only a program that is named by its path can be provided by another resource;
/// what a shell line runs is not guessed at: the soft order puts commands after files.
void add_program(std::vector<Key>& keys, const CommandLine& line) {
  const bool named = line.form == CommandLine::Form::arguments && line.words.front().starts_with('/');
  if (named) add_with_parents(keys, line.words.front());
}

}  // namespace

std::string_view guard_name(Guard guard) {
  switch (guard) {
    case Guard::creates: return "creates";
    case Guard::removes: return "removes";
    case Guard::only_if: return "only_if";
    case Guard::unless: return "unless";
  }
  return "";
}

bool wants_run(const GuardAnswer& answer) {
  // `creates` and `unless` want a "no", the other two a "yes".
  const bool wants_zero = answer.guard == Guard::removes || answer.guard == Guard::only_if;
  return (answer.code == 0) == wants_zero;
}

std::vector<std::string> CommandLine::argv() const {
  if (form == Form::shell) return {"/bin/sh", "-c", words.front()};
  return words;
}

std::string CommandLine::text() const { return form == Form::shell ? words.front() : shell_text(words); }

Claims Command::claims(const Desired& want) {
  Claims claims;
  add_program(claims.needs, want.run.line);
  if (want.only_if) add_program(claims.needs, *want.only_if);
  if (want.unless) add_program(claims.needs, *want.unless);
  add_with_parents(claims.needs, want.run.setting.cwd);
  if (want.creates) {
    claims.provides.push_back({"path", *want.creates});
    observe_path(claims.observes, *want.creates);
    std::erase(claims.needs, Key{"path", *want.creates});  // it cannot wait for what it makes
  }
  if (want.removes) observe_path(claims.observes, *want.removes);
  // A guard that is a program may look at anything, and what `run` does to the
  // machine cannot be told in advance.
  claims.sees = want.only_if || want.unless ? Reach::machine : Reach::keys;
  claims.affects = Reach::machine;
  if (want.occasion == Occasion::when_notified) claims.activation = Activation::when_refreshed;
  return claims;
}

std::vector<CommandChange> Command::diff(const Desired& want, const Actual& have, Refresh refresh) {
  if (want.occasion == Occasion::when_notified && refresh == Refresh::no) return {};
  // The answers stop at the first that holds, so all of them agree or the last does not.
  if (!std::all_of(have.answers.begin(), have.answers.end(), wants_run)) return {};
  return {CommandChange{want.run, cause_words(want, have)}};
}

Step Command::describe(const Change& change) {
  const std::string after = "run: " + one_line(change.run.line.text(), shown_command);
  return {Delta{"run", change.cause, after}, change.run.interrupts};
}

std::vector<Observation> Command::observe(const Desired& want, const Actual& have) {
  std::vector<Observation> seen;
  for (const GuardAnswer& answer : have.answers) {
    seen.push_back({std::string(guard_name(answer.guard)) + " " + subject(want, answer.guard), found_words(answer)});
  }
  return seen;
}

Inverse Command::inverse(const Desired& want, const Actual& have) {
  static_cast<void>(want);
  static_cast<void>(have);
  return {std::nullopt, "a command cannot be undone"};
}

}  // namespace converge
