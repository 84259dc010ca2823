// SPDX-License-Identifier: MIT
// arguments.cpp: the command line. The one place that includes CLI11.
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

#include "engine/cli/command_line.h"
#include "engine/cli/options.h"
#include "engine/core/diagnostic.h"

namespace converge {

namespace {

constexpr const char* footer =
    "Exit codes: apply 0 converged, 1 something failed or was held back, 4 a host unreachable;\n"
    "with --detailed-exitcodes the sum of 2 changed, 4 failed, 8 deferred or owed, 16 unreachable.\n"
    "plan 0 in sync, 2 differences, 1 something could not be read. facts 1 a fact could not be read.\n"
    "secret check 1 something cannot be opened. Everywhere 64 usage, 65 bad YAML\n"
    "or inventory, 69 unavailable, 75 locked or disabled.";

/// Builds the commands with their options, all writing into one Options.
class CommandLine {
 public:
  explicit CommandLine(Options& options) : options_(options), app_("Brings machines to the state that YAML describes.", "converge") {
    app_.require_subcommand(1);
    app_.footer(footer);
    app_.set_version_flag("--version", "");  // shown in help; handled before parsing
    add_apply();
    add_plan();
    add_inspection();
    add_inventory();
    add_memory();
    add_secret();
    add_rest();
  }
  CLI::App& app() { return app_; }

 private:
  CLI::App* add(const std::string& name, const std::string& summary) {
    CLI::App* command = app_.add_subcommand(name, summary);
    command->callback([this, name] { options_.command = name; });
    command->add_flag("-v,--verbose", options_.verbosity, "Say what is being done, on stderr; twice says more");
    return command;
  }

  void add_desired(CLI::App* command) {
    command->add_option("PLAYBOOK", options_.desired.playbook, "The playbook; site.yaml beside the inventory if not given");
    add_inventories(command);
    add_limit(command, "Only the hosts that this pattern selects");
    add_extra_variables(command);
    command->add_option("-t,--tags", options_.desired.tags, "Only resources with one of these tags")->type_name("TAGS")->allow_extra_args(false);
    command->add_option("--skip-tags", options_.desired.skip_tags, "No resources with one of these tags")->type_name("TAGS")->allow_extra_args(false);
    add_repository(command);
    command->add_option("--cache-dir", options_.cache_folder, "Where compiled catalogs are kept")->type_name("DIR");
    command->add_flag("--no-cache", options_.no_cache, "Compile anew, and keep nothing");
    add_keys(command);
  }

  /// An empty pattern is a variable of a script that is not set, and must not mean every host.
  void add_limit(CLI::App* command, const std::string& summary) {
    const auto has_words = [](const std::string& pattern) { return pattern.empty() ? "the pattern is empty; leave --limit out for all hosts" : ""; };
    command->add_option("-l,--limit", options_.desired.limit, summary)->type_name("PATTERN")->check(CLI::Validator(has_words, ""));
  }

  void add_repository(CLI::App* command) {
    CLI::Option* repository = command->add_option("--repo", options_.desired.repository, "Read everything from this Git repository, without a checkout");
    repository->type_name("PATH");
    command->add_option("--revision", options_.desired.revision, "The branch, tag or commit to read; HEAD if not given")->type_name("REV")->needs(repository);
  }

  /// What opens encrypted values and files.
  void add_keys(CLI::App* command) {
    SecretOptions& secrets = options_.secrets;
    const auto has_source = [](const std::string& id) { return id.empty() || id.ends_with('@') ? "an id is LABEL@FILE, LABEL@SCRIPT or LABEL@prompt" : ""; };
    command->add_option("--vault-id", secrets.vault_ids, "The password of a vault id: LABEL@FILE, LABEL@SCRIPT or LABEL@prompt; may be given again")
        ->type_name("ID")->allow_extra_args(false)->check(CLI::Validator(has_source, ""));
    command->add_option_function<std::string>("--vault-password-file", [&secrets](const std::string& file) { secrets.vault_ids.push_back("default@" + file); },
                                              "A file with the vault's password, or a program that prints it")->type_name("FILE");
    command->add_flag_callback("-J,--ask-vault-pass,--ask-vault-password", [&secrets] { secrets.vault_ids.emplace_back("default@prompt"); }, "Ask for the vault's password");
    command->add_option("--identity", secrets.identities, "A file with age identities, or an SSH key of ed25519; may be given again")
        ->type_name("FILE")->allow_extra_args(false);
  }

  void add_extra_variables(CLI::App* command) {
    command->add_option("-e,--extra-vars", options_.desired.extra, "Variables above all others: NAME=VALUE, a map in YAML or JSON, or @FILE")
        ->type_name("VARS")->allow_extra_args(false);
  }

  /// May be given several times, but takes one value each time.
  void add_inventories(CLI::App* command) {
    command->add_option("-i,--inventory", options_.desired.inventories,
                        "An inventory: a file, script, folder, or hosts with commas; may be given again. cluster.yaml beside the playbook, or this machine, if not given")
        ->type_name("FILE")->take_all()->allow_extra_args(false);
  }

  void add_host(CLI::App* command) {
    command->add_option("--root", options_.root, "Work on the system in this folder instead of the running one")->type_name("DIR");
    add_state(command);
  }

  void add_state(CLI::App* command) {
    command->add_option("--state-dir", options_.state_folder, "The host's memory; ROOT/var/lib/converge if not given")->type_name("DIR");
  }

  void add_output(CLI::App* command) {
    const auto choose = [this](const std::string& word) { options_.output = word == "json" ? Output::json : Output::text; };
    command->add_option_function<std::string>("-o,--output", choose, "text for people, or json: one object a line")
        ->check(CLI::IsMember({"text", "json"}))->type_name("FORMAT");
  }

  void add_running(CLI::App* command) {
    command->add_flag_callback("-y,--yes", [this] { options_.confirm = Confirm::yes; }, "Do restarts, reboots and GPU resets without asking");
    command->add_flag("--detailed-exitcodes", options_.detailed_exit_codes, "Tell changed, failed, deferred and unreachable apart in the exit code");
    command->add_option("--lock-timeout", options_.lock_timeout, "Seconds to wait for another run; 0 does not wait")->type_name("SECONDS")->check(CLI::NonNegativeNumber);
    add_policy(command);
  }

  void add_policy(CLI::App* command) {
    const auto choose = [this](const std::string& word) { options_.disruption = parse_disruption_policy(word).value_or(DisruptionPolicy::ask); };
    command->add_option_function<std::string>("--disruption", choose, "What to do about restarts and above where the YAML is silent")
        ->check(CLI::IsMember({"allowed", "drained", "deferred"}))->type_name("POLICY");
  }

  void add_apply() {
    CLI::App* command = add("apply", "Bring hosts to the desired state (the default command)");
    add_desired(command);
    add_host(command);
    add_output(command);
    add_running(command);
    command->add_flag("-D,--diff", options_.diff, "Show what changes inside files");
    command->add_flag_callback("-C,--check", [this] { check_ = true; }, "Only plan, as `converge plan` does");
    command->final_callback([this] { if (check_) options_.command = "plan"; });
  }

  void add_plan() {
    CLI::App* command = add("plan", "Show what apply would do, and change nothing");
    add_desired(command);
    add_host(command);
    add_output(command);
    command->add_flag("-D,--diff", options_.diff, "Show what would change inside files");
    add_policy(command);
    command->add_option("--out", options_.out, "Save the plan, to be applied later as `converge apply FILE`")->type_name("FILE");
    command->add_option("--bundle", options_.bundle, "Save the compiled catalog of one host with its contents, for converge-agent")->type_name("FILE");
  }

  void add_inspection() {
    CLI::App* lint = add("lint", "Check playbook, roles and inventory without looking at any machine");
    add_desired(lint);
    add_output(lint);
    CLI::App* graph = add("graph", "Show in which order resources are done, and why");
    add_desired(graph);
    graph->add_option("--format", options_.format, "text, dot or json")->check(CLI::IsMember({"text", "dot", "json"}))->type_name("FORMAT");
    CLI::App* why = add("why", "Tell everything about one resource, or where a variable of a host comes from");
    why->add_option("RESOURCE", options_.words, "kind[title], such as file[/etc/motd]; with --var the host")->required()->expected(1);
    CLI::Option* variable = why->add_option("--var", options_.variable, "Tell which of the values that this variable was given wins on the host, and why")->type_name("NAME");
    add_inventory_only(why);
    variable->excludes(why->get_option("--limit"));
    add_extra_variables(why);
    add_host(why);
    CLI::App* facts = add("facts", "Print what this machine tells of itself");
    facts->add_option("NAME", options_.words, "The facts to print, such as os or cpus.count; all of them if none is named");
    facts->add_option("--root", options_.root, "Read the system in this folder; what only a running machine can tell is then unavailable")->type_name("DIR");
    add_output(facts);
    CLI::App* explain = add("explain", "Explain a kind of resource and its attributes");
    explain->add_option("KIND", options_.words, "The kind; all of them in short if not given")->expected(0, 1);
    CLI::App* schema = add("schema", "Print the JSON Schema of playbooks, for editors");
    (void)schema;
  }

  void add_inventory() {
    CLI::App* inventory = add("inventory", "Show hosts, groups and their variables, as ansible-inventory does");
    CLI::Option* list = inventory->add_flag_callback("--list", [this] { options_.question = InventoryQuestion::list; }, "All groups, and the variables of all hosts (the default)");
    CLI::Option* graph = inventory->add_flag_callback("--graph", [this] { options_.question = InventoryQuestion::graph; }, "Groups and hosts as a tree")->excludes(list);
    inventory->add_option("--host", options_.host, "The variables of one host")->type_name("HOST")->excludes(list)->excludes(graph);
    inventory->add_option("GROUP", options_.words, "For --graph: the group to begin with; all of them if not given")->expected(0, 1);
    inventory->add_flag("--vars", options_.show_variables, "For --graph: with variables");
    inventory->add_option("-o,--output", options_.format, "json as ansible-inventory prints it, or yaml")->check(CLI::IsMember({"json", "yaml"}))->type_name("FORMAT");
    inventory->add_flag_callback("-y,--yaml", [this] { options_.format = "yaml"; }, "The same as --output yaml");
    add_inventory_only(inventory);
  }

  /// For a command whose positional is not the playbook.
  void add_inventory_only(CLI::App* command) {
    command->add_option("-p,--playbook", options_.desired.playbook, "The playbook; site.yaml beside the inventory if not given")->type_name("FILE");
    add_inventories(command);
    add_limit(command, "The host, where there are several");
    add_repository(command);
    command->add_option("--cache-dir", options_.cache_folder, "Where compiled catalogs are kept")->type_name("DIR");
    command->add_flag("--no-cache", options_.no_cache, "Compile anew, and keep nothing");
    add_keys(command);
  }

  void add_memory() {
    CLI::App* history = add("history", "List past runs of this host, or show one");
    history->add_option("RUN", options_.words, "The run to show; `last` is the newest")->expected(0, 1);
    history->add_option("-n,--limit", options_.limit, "How many runs to list")->type_name("N")->check(CLI::PositiveNumber);
    add_host(history);
    add_output(history);
    CLI::App* undo = add("undo", "Put back what a run changed");
    undo->add_option("RUN", options_.words,
                     "The run, as `converge history` lists it; `last` is the newest that changed something. An undo counts: a "
                     "second `undo last` does again what the first has undone")
        ->required()
        ->expected(1);
    add_host(undo);
    add_output(undo);
    add_running(undo);
    undo->add_flag("-D,--diff", options_.diff, "Show what changes inside files");
    undo->add_flag("-C,--check", options_.check_only, "Only show what would be put back");
    undo->add_flag("--force", options_.force, "Also put back what others have changed since");
  }

  void add_secret() {
    SecretOptions& secrets = options_.secrets;
    CLI::App* secret = add("secret", "Encrypt a value, edit an encrypted file, or check that all can be opened");
    secret->add_option("ACTION", secrets.action, "encrypt a value of standard input, edit a file, or check a folder")
        ->required()->check(CLI::IsMember({"encrypt", "edit", "check"}));
    secret->add_option("PATH", options_.words, "edit: the file; check: a folder or file, this folder if not given")->expected(0, 1);
    secret->add_option("-r,--recipient", secrets.recipients, "Encrypt for this key, age1... or ssh-ed25519; may be given again")
        ->type_name("KEY")->allow_extra_args(false);
    add_keys(secret);
    secret->add_option("--format", secrets.format, "How to encrypt what is new: age, or vault for Ansible")
        ->check(CLI::IsMember({"age", "vault"}))->type_name("FORMAT");
    secret->add_option("-n,--name", secrets.name, "encrypt: the key of the value, to be printed before it")->type_name("NAME");
    add_output(secret);
  }

  void add_rest() {
    CLI::App* forget = add("forget", "Say that what is owed to a resource has been done by hand");
    forget->add_option("RESOURCE", options_.words, "kind[title], as `converge history` lists it")->required()->expected(1);
    add_host(forget);
    CLI::App* disable = add("disable", "Stop all runs on this host until enabled again");
    const auto has_words = [](const std::string& reason) { return reason.find_first_not_of(" \t\n") == std::string::npos ? "say why: whoever tries a run will read it" : ""; };
    disable->add_option("REASON", options_.words, "Why; shown to everybody who tries a run")->required()->expected(1)->check(CLI::Validator(has_words, ""));
    add_host(disable);
    add_host(add("enable", "Allow runs again"));
    CLI::App* version = add("version", "Print the version, and those of the libraries inside");
    add_output(version);
    CLI::App* completion = add("completion", "Print a completion script for a shell");
    completion->add_option("SHELL", options_.words, "bash, zsh or fish")->required()->expected(1)->check(CLI::IsMember({"bash", "zsh", "fish"}));
    add("man", "Print the manual page (roff)");
  }

  Options& options_;
  CLI::App app_;
  bool check_ = false;
};

std::vector<std::string_view> command_names(const CLI::App& app) {
  static std::vector<std::string> names;
  names.clear();
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return {names.begin(), names.end()};
}

/// Options that take a value, in any command: their next word is not a command.
std::set<std::string> value_options(const CLI::App& app) {
  std::set<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) {
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_positional() || option->get_expected_max() == 0) continue;
      for (const std::string& name : option->get_lnames()) names.insert("--" + name);
      for (const std::string& name : option->get_snames()) names.insert("-" + name);
    }
  }
  return names;
}

/// The position of the first word that is neither an option nor an option's value.
std::size_t first_word(const std::vector<std::string>& words, const CLI::App& app) {
  const std::set<std::string> with_value = value_options(app);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with('-')) return i;
    if (with_value.contains(words[i])) ++i;
  }
  return words.size();
}

bool is_file(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0;
}

/// Puts the command first; without one it is "apply". Answers "" or why the first word is nothing.
std::string place_command(std::vector<std::string>& words, const CLI::App& app) {
  const std::vector<std::string_view> names = command_names(app);
  const std::size_t at = first_word(words, app);
  if (at < words.size() && std::find(names.begin(), names.end(), words[at]) != names.end()) {
    std::rotate(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at), words.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    return "";
  }
  const bool from_git = std::any_of(words.begin(), words.end(), [](const std::string& w) { return w.starts_with("--repo"); });
  const bool looks_like_file = at < words.size() && (words[at].find_first_of("./") != std::string::npos || from_git);
  if (at < words.size() && !looks_like_file && !is_file(words[at])) {
    const std::string guess = nearest(words[at], names);
    return "'" + words[at] + "' is neither a command nor a file" + (guess.empty() ? "" : "; did you mean '" + guess + "'?");
  }
  words.insert(words.begin(), "apply");
  return "";
}

ParsedArguments usage_error(const std::string& why) {
  ParsedArguments parsed;
  parsed.exit = exit_code::usage;
  parsed.error_text = "converge: " + why + "\n`converge --help` shows the commands, `converge COMMAND --help` their options.\n";
  return parsed;
}

/// What to say of words that the command does not take. An option that is not
/// known leaves what stands behind it unread, and that is not to blame.
std::string unexpected(const CLI::App& app) {
  const CLI::App& command = *app.get_subcommands().front();
  const std::vector<std::string> rest = command.remaining();
  const auto is_option = [](const std::string& word) { return word.size() > 1 && word.starts_with('-'); };
  const auto option = std::find_if(rest.begin(), rest.end(), is_option);
  if (option == rest.end()) return "'" + command.get_name() + "' has no use for '" + (rest.empty() ? "" : rest.front()) + "'";
  std::vector<std::string> known;
  for (const CLI::Option* each : command.get_options())
    for (const std::string& name : each->get_lnames()) known.push_back("--" + name);
  const std::string word = option->substr(0, option->find('='));
  const std::string guess = nearest(word, {known.begin(), known.end()});
  return "'" + command.get_name() + "' has no option " + word + (guess.empty() ? "" : "; did you mean " + guess + "?");
}

std::string default_cache_folder() {
  if (geteuid() == 0) return "/var/cache/converge";
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/') return std::string(cache) + "/converge";
  const char* home = std::getenv("HOME");
  return home != nullptr && *home == '/' ? std::string(home) + "/.cache/converge" : "";
}

std::string absolute(const std::string& path) {
  if (path.empty() || path.starts_with('/')) return path;
  char* cwd = get_current_dir_name();
  const std::string out = std::string(cwd == nullptr ? "" : cwd) + "/" + path;
  std::free(cwd);
  return out;
}

std::string without_trailing_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

void settle_folders(Options& options) {
  options.root = without_trailing_slash(absolute(options.root));
  options.state_folder = absolute(options.state_folder);
  if (options.no_cache) options.cache_folder.clear();
  else options.cache_folder = options.cache_folder.empty() ? default_cache_folder() : absolute(options.cache_folder);
}

/// Whether the chosen command has the option, and got it.
bool is_given(const CLI::App& app, const std::string& name) {
  const CLI::Option* option = app.get_subcommands().front()->get_option_no_throw(name);
  return option != nullptr && option->count() > 0;
}

/// As typed, for the lock's holder, but without the values of -e: others can read that line.
std::string joined(const std::vector<std::string>& words) {
  std::string line = "converge";
  bool hidden = false;
  for (const std::string& word : words) {
    const bool short_form = word.starts_with("-e") && word.size() > 2;
    const bool long_form = word.starts_with("--extra-vars=");
    line += " " + (hidden ? "..." : short_form ? "-e..." : long_form ? "--extra-vars=..." : word);
    hidden = word == "-e" || word == "--extra-vars";
  }
  return line;
}

/// CLI11 writes the type of a checked option as "FORMAT:{text,json}".
std::string value_name(const CLI::Option& option) {
  if (option.get_expected_max() == 0) return "";
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));
}

std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}');
  std::vector<std::string> choices;
  if (open == std::string::npos || close == std::string::npos) return choices;
  for (std::size_t at = open + 1; at < close;) {
    const std::size_t end = std::min(type.find(',', at), close);
    choices.push_back(type.substr(at, end - at));
    at = end + 1;
  }
  return choices;
}

OptionSpec spec_of(const CLI::Option& option) {
  OptionSpec spec;
  for (const std::string& name : option.get_snames()) spec.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) spec.names.push_back("--" + name);
  spec.value_name = value_name(option);
  spec.choices = choices_of(option);
  spec.doc = option.get_description();
  return spec;
}

}  // namespace

ParsedArguments parse_arguments(int argc, char** argv) {
  ParsedArguments parsed;
  CommandLine line(parsed.options);
  CLI::App& app = line.app();
  std::vector<std::string> words(argv + 1, argv + argc);
  const std::string typed = joined(words);
  const bool asks_help = !words.empty() && (words[0] == "--help" || words[0] == "-h" || words[0] == "help");
  if (words.empty() || asks_help) {
    parsed.exit = words.empty() ? exit_code::usage : exit_code::ok;
    (words.empty() ? parsed.error_text : parsed.out_text) = app.help();
    return parsed;
  }
  if (words[0] == "--version") words[0] = "version";
  if (std::string why = place_command(words, app); !why.empty()) return usage_error(why);
  try {
    std::reverse(words.begin(), words.end());
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    for (const CLI::App* command : app.get_subcommands()) parsed.out_text = command->help("converge");
    parsed.exit = exit_code::ok;
    return parsed;
  } catch (const CLI::ExtrasError&) {
    return usage_error(unexpected(app));
  } catch (const CLI::ParseError& error) {
    return usage_error(error.what());
  }
  parsed.options.command_line = typed;
  parsed.options.root_is_named = is_given(app, "--root");
  for (const char* name : {"--inventory", "--limit", "--repo", "--revision", "--extra-vars", "--tags", "--skip-tags", "--bundle", "--out"})
    if (is_given(app, name)) parsed.options.selecting.emplace_back(name);
  settle_folders(parsed.options);
  return parsed;
}

CommandSpec describe_command_line() {
  Options options;
  CommandLine line(options);
  CommandSpec all;
  all.name = "converge";
  all.options = {{{"-h", "--help"}, "", "Show help", {}}, {{"--version"}, "", "Show the version", {}}};
  all.summary = line.app().get_description();
  for (const CLI::App* command : line.app().get_subcommands({})) {
    CommandSpec spec;
    spec.name = command->get_name();
    spec.summary = command->get_description();
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_positional()) spec.positionals.push_back({option->get_name(true), option->get_description(), choices_of(*option)});
      else spec.options.push_back(spec_of(*option));
    }
    all.subcommands.push_back(std::move(spec));
  }
  return all;
}

}  // namespace converge
