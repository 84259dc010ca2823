// SPDX-License-Identifier: MIT
#include "engine/report/completion.h"
#include "engine/report/words.h"

namespace converge {

namespace {

/// A word in single quotes, where fish knows two escapes only.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char character : text) {
    if (character == '\'' || character == '\\') out += '\\';
    out += character;
  }
  return out + "'";
}

/// What offers a value after an option or at a place.
std::string value_flags(const std::string& name, const std::vector<std::string>& choices) {
  switch (completes(name, choices)) {
    case Completes::words: return " -x -a " + quoted(join(choices, " "));
    case Completes::files: return " -r -F";
    case Completes::folders: return " -x -a '(__fish_complete_directories)'";
    case Completes::nothing: return " -x";
  }
  return "";
}

/// One `complete` for an option with all its spellings.
std::string option_line(const std::string& head, const OptionSpec& option) {
  std::string line = head;
  for (const std::string& name : option.names) {
    if (name.starts_with("--"))
      line += " -l " + name.substr(2);
    else
      line += " -s " + name.substr(1);
  }
  if (!option.value_name.empty()) line += value_flags(option.value_name, option.choices);
  return line + " -d " + quoted(option.doc) + "\n";
}

std::string positional_line(const std::string& head, const PositionalSpec& positional) {
  switch (completes(positional.name, positional.choices)) {
    case Completes::words:
      return head + " -a " + quoted(join(positional.choices, " ")) + " -d " + quoted(positional.doc) + "\n";
    case Completes::files: return head + " -F\n";
    case Completes::folders: return head + " -a '(__fish_complete_directories)'\n";
    case Completes::nothing: return "";
  }
  return "";
}

/// `seen` is the condition that the command line has come this far.
void add_command(std::string& out, const std::string& program, const CommandSpec& command, const std::string& seen) {
  std::vector<std::string> names;
  for (const CommandSpec& sub : command.subcommands) names.push_back(sub.name);
  const std::string fork = "not __fish_seen_subcommand_from " + join(names, " ");
  const std::string here = names.empty() ? seen : seen.empty() ? fork : seen + "; and " + fork;
  const std::string head = "complete -c " + program + (here.empty() ? "" : " -n " + quoted(here));
  const std::string option_head = "complete -c " + program + (seen.empty() ? "" : " -n " + quoted(seen));
  for (const OptionSpec& option : command.options) out += option_line(option_head, option);
  for (const PositionalSpec& positional : command.positionals) out += positional_line(head, positional);
  for (const CommandSpec& sub : command.subcommands)
    out += head + " -a " + quoted(sub.name) + " -d " + quoted(sub.summary) + "\n";
  for (const CommandSpec& sub : command.subcommands) {
    const std::string step = "__fish_seen_subcommand_from " + sub.name;
    add_command(out, program, sub, seen.empty() ? step : seen + "; and " + step);
  }
}

}  // namespace

std::string fish_completion(const CommandSpec& command) {
  std::string out = "# fish completion for " + command.name + "; generated from its command line.\n";
  out += "complete -c " + command.name + " -f\n";
  add_command(out, command.name, command, "");
  return out;
}

}  // namespace converge
