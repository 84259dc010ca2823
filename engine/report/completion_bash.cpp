// SPDX-License-Identifier: MIT
#include "engine/report/completion.h"
#include "engine/report/words.h"

namespace converge {

Completes completes(const std::string& value_name, const std::vector<std::string>& choices) {
  if (!choices.empty()) return Completes::words;
  if (value_name == "FILE" || value_name == "PLAYBOOK") return Completes::files;
  return value_name == "DIR" || value_name == "FOLDER" ? Completes::folders : Completes::nothing;
}

namespace {

/// What fills COMPREPLY.
std::string reply(Completes how, const std::vector<std::string>& words) {
  switch (how) {
    case Completes::words: return "mapfile -t COMPREPLY < <(compgen -W '" + join(words, " ") + "' -- \"$word\")";
    case Completes::files: return "mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); compopt -o filenames";
    case Completes::folders: return "mapfile -t COMPREPLY < <(compgen -d -- \"$word\"); compopt -o filenames";
    case Completes::nothing: return ":";
  }
  return ":";
}

/// Three tables, each the arms of a `case` over "PATH WORD" or "PATH", where
/// PATH is the command with its subcommands ("converge secret edit").
struct Tables {
  std::string steps;   ///< what moves on: options step over their value, subcommands lead further down
  std::string values;  ///< what completes the value of an option
  std::string words;   ///< what may follow a path
};

/// `path` is a pattern in quotes already: '*' for options that may be given anywhere.
void add_values(Tables& tables, const std::string& path, const std::vector<OptionSpec>& options) {
  for (const OptionSpec& option : options) {
    if (option.value_name.empty()) continue;
    std::vector<std::string> patterns;
    for (const std::string& name : option.names) patterns.push_back(path + "' " + name + "'");
    const std::string head = "    " + join(patterns, "|") + ") ";
    tables.values += head + reply(completes(option.value_name, option.choices), option.choices) + "; return ;;\n";
    tables.steps += head + "[[ ${COMP_WORDS[index+1]} != '=' ]] || ((++index)); ((++index)) ;;\n";
  }
}

/// What may stand at a place that is no option's value: after a dash the
/// options, otherwise subcommands, and arguments where none of those fits.
void add_words(Tables& tables, const CommandSpec& command, const std::string& path,
               const std::vector<OptionSpec>& global) {
  std::vector<std::string> options;
  for (const auto* list : {&command.options, &global})
    for (const OptionSpec& option : *list) options.insert(options.end(), option.names.begin(), option.names.end());
  tables.words += "    '" + path + " -') " + reply(Completes::words, options) + " ;;\n";
  std::vector<std::string> names;
  for (const CommandSpec& sub : command.subcommands) names.push_back(sub.name);
  std::string arm = names.empty() ? "" : reply(Completes::words, names);
  for (const PositionalSpec& positional : command.positionals) {
    const Completes how = completes(positional.name, positional.choices);
    if (how == Completes::nothing) continue;
    if (arm.empty())
      arm = reply(how, positional.choices);
    else
      arm += "; [[ ${#COMPREPLY[@]} -gt 0 ]] || { " + reply(how, positional.choices) + "; }";
  }
  tables.words += "    '" + path + "') " + (arm.empty() ? ":" : arm) + " ;;\n";
}

/// A command with all below it.
void add_command(Tables& tables, const CommandSpec& command, const std::string& path,
                 const std::vector<OptionSpec>& global) {
  if (&command.options != &global) add_values(tables, "'" + path + "'", command.options);
  add_words(tables, command, path, &command.options == &global ? std::vector<OptionSpec>{} : global);
  for (const CommandSpec& sub : command.subcommands) {
    tables.steps += "    '" + path + " " + sub.name + "') path='" + path + " " + sub.name + "' ;;\n";
    add_command(tables, sub, path + " " + sub.name, global);
  }
}

/// Bash breaks words at "=" too; then the loop walks from the program's name to
/// the cursor to find out in which subcommand the cursor stands.
constexpr std::string_view look_back = R"(
  # "--option=value" arrives as three words.
  if [[ $word == '=' ]]; then
    word=''
  elif [[ $previous == '=' ]]; then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((index = 1; index < COMP_CWORD; ++index)); do
    case "$path ${COMP_WORDS[index]}" in
)";

}  // namespace

std::string bash_completion(const CommandSpec& command) {
  Tables tables;
  add_command(tables, command, command.name, command.options);
  add_values(tables, "*", command.options);
  std::string identifier = command.name;
  for (char& character : identifier)
    if (character == '-') character = '_';
  std::string out = "# bash completion for " + command.name + "; generated from its command line.\n\n";
  out += "_" + identifier + "() {\n  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n";
  out += "  local path='" + command.name + "' index\n  COMPREPLY=()\n";
  out += std::string(look_back) + tables.steps + "    esac\n  done\n";
  out += "  case \"$path $previous\" in\n" + tables.values + "  esac\n";
  out += "  [[ $word != -* ]] || path+=' -'\n  case $path in\n" + tables.words + "  esac\n}\n\n";
  return out + "complete -F _" + identifier + " " + command.name + "\n";
}

}  // namespace converge
