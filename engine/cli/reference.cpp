// SPDX-License-Identifier: MIT
// reference.cpp: what the program can tell about itself: explain, schema,
// version, completion and the manual page.
#include <openssl/crypto.h>
#include <sqlite3.h>

#include <boost/version.hpp>

#include "engine/cli/command_line.h"
#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"
#include "engine/core/json.h"
#include "engine/report/completion.h"
#include "engine/report/json_schema.h"
#include "engine/report/man_page.h"
#include "engine/report/schema_text.h"

namespace converge {

namespace {

std::vector<const Schema*> schemas_of(const Registry& kinds) {
  std::vector<const Schema*> schemas;
  for (const auto& kind : kinds.all()) schemas.push_back(&kind->schema());
  return schemas;
}

/// What the description of the options cannot tell.
std::vector<ManSection> manual_sections() {
  return {
      {"EXIT STATUS",
       {"apply: 0 converged; 1 something failed or was held back; 4 a host could not be reached. With "
        "--detailed-exitcodes the sum of 2 (changed), 4 (failed), 8 (deferred or owed) and 16 (unreachable).",
        "plan: 0 in sync; 2 differences; 1 something could not be read.",
        "facts: 0 all could be read, or are not to be had on this system; 1 one could not be read, or was named and is not to "
        "be had.",
        "secret: 0 done; check: 1 something encrypted cannot be opened, 65 its YAML cannot be read; warnings change nothing.",
        "All commands: 64 usage; 65 bad YAML or inventory; 69 unavailable; 75 locked or disabled."}},
      {"FILES",
       {"site.yaml: the playbook that is read if none is named.",
        "cluster.yaml: the inventory beside the playbook that is read if none is named.",
        "group_vars/GROUP, host_vars/HOST: variables, beside inventories and beside the playbook.",
        "/var/lib/converge: the host's memory: journal.db (history, what is owed), content (what runs replaced), "
        "lock, disabled. --state-dir names another place.",
        "/var/cache/converge, or ~/.cache/converge: compiled catalogs; may be deleted at any time."}},
      {"ENVIRONMENT", {"NO_COLOR: no colours. TERM: no live view if it is dumb. XDG_CACHE_HOME: where the cache is.",
        "ANSIBLE_VAULT_PASSWORD_FILE: a vault password, tried after those of --vault-id. CONVERGE_AGE_IDENTITY: identity files, "
        "separated by colons. ~/.config/converge/age.txt and ~/.ssh/id_ed25519 are tried, too.",
        "VISUAL, EDITOR: the editor of `secret edit`. XDG_RUNTIME_DIR: where it puts the plain text, if that is in memory."}},
      {"EXAMPLES",
       {"See what would change, then do it:", "  converge plan --diff site.yaml\n  converge apply site.yaml",
        "Review a plan and apply exactly that:", "  converge plan --out today.plan site.yaml\n  converge apply today.plan",
        "See hosts, groups and their variables as Ansible's users know them:", "  converge inventory -i hosts --graph --vars",
        "Find out why something is as it is:", "  converge why 'file[/etc/motd]' -p site.yaml"}},
  };
}

}  // namespace

int run_explain(const Options& options) {
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_unavailable(opened.error());
  LocalHost& host = **opened;
  const Registry& kinds = host.kinds();
  if (options.words.empty()) {
    print_out(explain_kinds(schemas_of(kinds), stdout_style()));
    return exit_code::ok;
  }
  const std::string& name = options.words.front();
  const Kind* kind = kinds.find(name);
  if (kind == nullptr) {
    const std::string guess = nearest(name, kinds.names());
    print_error("converge: error: there is no kind '" + name + "'\n" +
                (guess.empty() ? "  = fix: `converge explain` lists them\n" : "  = fix: did you mean '" + guess + "'?\n"));
    return exit_code::usage;
  }
  print_out(explain_kind(kind->schema(), stdout_style()));
  return exit_code::ok;
}

int run_schema(const Options& options) {
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_unavailable(opened.error());
  LocalHost& host = **opened;
  print_out(playbook_json_schema(schemas_of(host.kinds())));
  return exit_code::ok;
}

int run_version(const Options& options) {
  const std::vector<std::pair<std::string, std::string>> parts = {
      {"converge", tool_version()},
      {"catalog format", std::to_string(catalog_version)},
      {"event format", std::to_string(event_version)},
      {"SQLite", sqlite3_libversion()},
      {"OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING)},
      {"Boost", BOOST_LIB_VERSION},
  };
  Value json = Value::map();
  std::string text;
  for (const auto& [name, version] : parts) {
    json.set(name, Value::string(version));
    text += (text.empty() ? "" : "  ") + name + " " + version + "\n";
  }
  print_out(options.output == Output::json ? to_json(json) + "\n" : text);
  return exit_code::ok;
}

int run_completion(const Options& options) {
  const CommandSpec spec = describe_command_line();
  const std::string& shell = options.words.front();
  if (shell == "bash") print_out(bash_completion(spec));
  if (shell == "zsh") print_out(zsh_completion(spec));
  if (shell == "fish") print_out(fish_completion(spec));
  return exit_code::ok;
}

int run_manual(const Options& options) {
  (void)options;
  print_out(man_page(describe_command_line(), tool_version(), manual_sections()));
  return exit_code::ok;
}

}  // namespace converge
