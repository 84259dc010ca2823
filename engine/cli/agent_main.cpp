// SPDX-License-Identifier: MIT
// agent_main.cpp: the `converge-agent` program: a catalog on standard input,
// events on standard output. What it does with the catalog is what a local run
// does in process; it knows no YAML, no Git and no network.
#include <unistd.h>

#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/cli/exit_code.h"
#include "engine/cli/local_host.h"
#include "engine/cli/streams.h"
#include "engine/cli/version.h"
#include "engine/core/catalog.h"
#include "engine/core/json.h"
#include "inventory/facts/fact_document.h"
#include "state/bundle.h"
#include "state/private_folder.h"

namespace converge {

namespace {

constexpr const char* usage =
    "usage: converge-agent plan|apply [--root DIR] [--state-dir DIR] [--yes] [--lock-timeout SECONDS] < BUNDLE\n"
    "       converge-agent facts [NAME...] [--root DIR]\n"
    "       converge-agent version\n"
    "Runs a compiled catalog on this machine and prints events, one JSON object a line.\n"
    "`converge` makes the bundle (`converge plan --bundle`) and starts this program; people rarely do.\n"
    "`facts` prints what the machine tells of itself as one JSON object; without a name all of it.\n"
    "Exit codes: 0 converged or in sync, 1 something failed or was held back, 2 differences (plan),\n"
    "64 usage, 65 a malformed bundle, 69 not this machine, 75 locked or disabled.\n";

struct AgentOptions {
  std::string command;
  std::vector<std::string> words;  ///< the names of facts
  std::string root = "/";
  std::string state_folder;
  Gate gate = Gate::closed;
  std::chrono::seconds lock_timeout{0};
};

/// Nothing if the words are not a command line of this program.
std::optional<AgentOptions> read_options(const std::vector<std::string>& words) {
  if (words.empty()) return std::nullopt;
  AgentOptions options;
  options.command = words[0];
  const bool known = std::set<std::string>{"plan", "apply", "facts", "version"}.contains(options.command);
  if (!known) return std::nullopt;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "--yes") {
      options.gate = Gate::open;
      continue;
    }
    if (options.command == "facts" && !words[i].starts_with('-')) {
      options.words.push_back(words[i]);
      continue;
    }
    if (i + 1 == words.size()) return std::nullopt;
    const std::string& value = words[++i];
    long long seconds = 0;
    if (words[i - 1] == "--root") options.root = value;
    else if (words[i - 1] == "--state-dir") options.state_folder = value;
    else if (words[i - 1] != "--lock-timeout") return std::nullopt;
    else if (std::from_chars(value.data(), value.data() + value.size(), seconds).ec != std::errc{}) return std::nullopt;
    else options.lock_timeout = std::chrono::seconds(seconds);
  }
  return options;
}

int print_failure(const Error& error) {
  print_error("converge-agent: error: " + error.text() + "\n");
  return exit_code_of(error);
}

/// As `converge facts --output json`. A name that the table does not have is one of the errors in the answer.
int print_facts(const AgentOptions& options) {
  FactReader reader(options.root);
  const FactDocument document = read_facts(reader, options.words);
  print_out(to_json(document.value) + "\n");
  return document.falls_short ? exit_code::failed : exit_code::ok;
}

int run_agent(const AgentOptions& options, const StopSignals& signals) {
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) {
    const int exit = print_failure(opened.error());
    return exit == exit_code::failed ? exit_code::unavailable : exit;
  }
  LocalHost& host = **opened;
  const std::string spool = options.command == "plan" ? "/tmp" : host.state_folder();
  if (options.command == "apply") {
    if (const Result<void> made = make_private_folder(host.state_folder()); !made) return print_failure(made.error());
  }
  Result<Bundle> bundle = read_bundle(STDIN_FILENO, spool);
  if (!bundle) return print_failure(bundle.error());
  const Result<Catalog> catalog = parse_catalog(bundle->catalog);
  if (!catalog) return print_failure(catalog.error());
  host.add_contents(bundle->contents);
  RunRequest request;
  request.run = host.new_run_id();
  request.tool = std::string(CONVERGE_VERSION);
  request.gate = options.gate;
  request.stop = signals.stop();
  request.abort = signals.abort();
  const EventSink sink = [](const Event& event) { print_out(to_json_line(event) + "\n"); };
  if (options.command == "plan") {
    request.gate = Gate::open;
    const Result<Report> report = plan_host(*catalog, host.machine(), request, sink);
    return report ? exit_code_of(report->plan) : print_failure(report.error());
  }
  Result<RunLock> lock = host.lock("converge-agent apply", options.lock_timeout, signals.stop());
  if (!lock) return print_failure(lock.error());
  const Result<Report> report = apply_host(*catalog, host.machine(), request, sink);
  return report ? exit_code_of(report->totals, ExitDetail::plain) : print_failure(report.error());
}

}  // namespace

}  // namespace converge

int main(int argc, char** argv) {
  using namespace converge;
  const std::optional<AgentOptions> options = read_options({argv + 1, argv + argc});
  if (!options) {
    print_error(usage);
    return exit_code::usage;
  }
  if (options->command == "version") {
    print_out("converge-agent " + std::string(CONVERGE_VERSION) + " catalog " + std::to_string(catalog_version) + " event " +
              std::to_string(event_version) + "\n");
    return exit_code::ok;
  }
  if (options->command == "facts") return settle_answer(print_facts(*options));
  const StopSignals signals;
  return settle_answer(run_agent(*options, signals));
}
