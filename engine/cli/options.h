// SPDX-License-Identifier: MIT
// engine/cli/options.h: what the user typed, typed.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/cli/exit_code.h"
#include "engine/core/catalog.h"
#include "engine/pipeline.h"

namespace converge {

/// For whom an answer is: people, or programs (one JSON object a line).
enum class Output : std::uint8_t { text, json };
/// Whether interruptions are asked about, where somebody is there to be asked.
enum class Confirm : std::uint8_t { ask, yes };

/// What `converge secret` is to do, and with which keys.
struct SecretOptions {
  std::string action;                   ///< encrypt, edit or check
  std::vector<std::string> recipients;  ///< --recipient
  std::vector<std::string> identities;  ///< --identity
  std::vector<std::string> vault_ids;   ///< --vault-id, and --vault-password-file as of the label "default"
  std::string format = "age";           ///< of what is new: age or vault
  std::string name;                     ///< encrypt --name
};

/// What `converge inventory` is asked.
enum class InventoryQuestion : std::uint8_t { list, graph };

/// The command line, read.
struct Options {
  std::string command = "apply";
  std::vector<std::string> words;  ///< arguments of commands that are not about a playbook
  DesiredState desired;
  std::string root = "/";
  bool root_is_named = false;  ///< --root was given
  std::string state_folder;  ///< where the host's memory is, on disk
  std::string cache_folder;
  std::string out;         ///< plan --out
  std::string bundle;      ///< plan --bundle
  std::string format;      ///< graph --format, inventory --output
  InventoryQuestion question = InventoryQuestion::list;
  std::string host;             ///< inventory --host
  std::string variable;         ///< why --var
  bool show_variables = false;  ///< inventory --vars
  SecretOptions secrets;   ///< secret
  Output output = Output::text;
  Confirm confirm = Confirm::ask;
  DisruptionPolicy disruption = DisruptionPolicy::ask;
  bool diff = false;
  bool detailed_exit_codes = false;
  bool force = false;
  bool check_only = false;  ///< undo --check
  bool no_cache = false;
  std::vector<std::string> selecting;  ///< the options given that say what is desired, or of whom
  int verbosity = 0;
  std::chrono::seconds lock_timeout{0};
  std::size_t limit = 20;  ///< history: how many runs
  std::string command_line;  ///< as typed, for the lock's holder
};

/// Either options, or an exit code for a run that ends here (help, usage error).
struct ParsedArguments {
  Options options;
  int exit = -1;          ///< >= 0: stop with this code
  std::string out_text;   ///< for stdout
  std::string error_text; ///< for stderr
};
/// Reads the words of a command line; never exits and prints nothing itself.
ParsedArguments parse_arguments(int argc, char** argv);

}  // namespace converge
