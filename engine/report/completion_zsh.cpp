// SPDX-License-Identifier: MIT
#include "engine/report/completion.h"
#include "engine/report/words.h"

namespace converge {

namespace {

/// A text within a specification of _arguments, which stands in single quotes.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char character : text) {
    if (character == '[' || character == ']' || character == ':' || character == '\\') out += '\\';
    if (character == '\'')
      out += "'\\''";
    else
      out += character;
  }
  return out;
}

/// ":MESSAGE:ACTION" for a value.
std::string action(const std::string& name, const std::vector<std::string>& choices) {
  const std::string head = ":" + escaped(name) + ":";
  switch (completes(name, choices)) {
    case Completes::words: return head + "(" + join(choices, " ") + ")";
    case Completes::files: return head + "_files";
    case Completes::folders: return head + "_files -/";
    case Completes::nothing: return head;
  }
  return head;
}

/// One line of _arguments for each option; its spellings exclude each other.
std::string option_lines(const std::vector<OptionSpec>& options) {
  std::string out;
  for (const OptionSpec& option : options) {
    const std::string exclusive = option.names.size() > 1 ? "'(" + join(option.names, " ") + ")'" : "";
    for (const std::string& name : option.names) {
      const bool takes_value = !option.value_name.empty();
      const std::string spelling = takes_value && name.starts_with("--") ? name + "=" : name;
      out += "    " + exclusive + "'" + spelling + "[" + escaped(option.doc) + "]";
      out += (takes_value ? action(option.value_name, option.choices) : "") + "' \\\n";
    }
  }
  return out;
}

/// A function for a command, after those of its subcommands: _arguments hands
/// over to them with the words that are theirs.
void add_function(std::string& out, const CommandSpec& command, const std::string& function,
                  const std::vector<OptionSpec>& global) {
  for (const CommandSpec& sub : command.subcommands) add_function(out, sub, function + "_" + sub.name, global);
  out += function + "() {\n  local context state state_descr line\n  typeset -A opt_args\n  _arguments -C \\\n";
  out += option_lines(command.options);
  if (&command.options != &global) out += option_lines(global);
  if (command.subcommands.empty()) {
    for (const PositionalSpec& positional : command.positionals)
      out += "    '*" + action(positional.name, positional.choices) + "' \\\n";
    out += "    && return\n}\n\n";
    return;
  }
  out +=
      "    '1: :->first' \\\n    '*:: :->rest' \\\n    && return\n  case $state in\n    first)\n      local -a "
      "commands=(\n";
  for (const CommandSpec& sub : command.subcommands)
    out += "        '" + escaped(sub.name) + ":" + escaped(sub.summary) + "'\n";
  out += "      )\n      _describe command commands\n";
  for (const PositionalSpec& positional : command.positionals)
    if (completes(positional.name, positional.choices) == Completes::files) out += "      _files\n";
  out += "      ;;\n    rest)\n      case $line[1] in\n";
  for (const CommandSpec& sub : command.subcommands)
    out += "        " + sub.name + ") " + function + "_" + sub.name + " ;;\n";
  out += "      esac\n      ;;\n  esac\n}\n\n";
}

}  // namespace

std::string zsh_completion(const CommandSpec& command) {
  std::string out =
      "#compdef " + command.name + "\n# zsh completion for " + command.name + "; generated from its command line.\n\n";
  add_function(out, command, "_" + command.name, command.options);
  return out + "if [ \"$funcstack[1]\" = \"_" + command.name + "\" ]; then\n  _" + command.name +
         " \"$@\"\nelse\n  compdef _" + command.name + " " + command.name + "\nfi\n";
}

}  // namespace converge
