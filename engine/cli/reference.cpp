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

}  // namespace

int run_explain(const Options& options) {
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_error(opened.error());
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
  if (!opened) return report_error(opened.error());
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
  print_out(man_page(describe_command_line(), tool_version(), {}));
  return exit_code::ok;
}

}  // namespace converge
