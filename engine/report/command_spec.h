// SPDX-License-Identifier: MIT
// engine/report/command_spec.h: a command line as plain values, for completions
// and the man page.
#pragma once

#include <string>
#include <vector>

namespace converge {

/// An option. Values named FILE or PLAYBOOK are files, DIR or FOLDER folders;
/// both are completed as such.
struct OptionSpec {
  std::vector<std::string> names;  ///< with their dashes: {"-v", "--verbose"}
  std::string value_name;          ///< "" for a flag
  std::string doc;                 ///< a sentence or two
  std::vector<std::string> choices;
};

/// An argument that is known by its place.
struct PositionalSpec {
  std::string name;  ///< in capitals; FILE, PLAYBOOK, DIR and FOLDER as for options
  std::string doc;
  std::vector<std::string> choices;
};

/// A command with what may follow it. The options of the outermost command may
/// be given anywhere; those of a subcommand after its name.
struct CommandSpec {
  std::string name;
  std::string summary;  ///< one sentence
  std::vector<OptionSpec> options;
  std::vector<PositionalSpec> positionals;
  std::vector<CommandSpec> subcommands;
};

/// What the shell itself can complete.
enum class Completes { nothing, words, files, folders };

/// How a value is completed, from its choices and its name.
Completes completes(const std::string& value_name, const std::vector<std::string>& choices);

}  // namespace converge
