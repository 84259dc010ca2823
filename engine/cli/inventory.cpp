// SPDX-License-Identifier: MIT
// inventory.cpp: `converge inventory`. stdout is what ansible-inventory prints for the same question.
#include <algorithm>

#include "engine/cli/commands.h"
#include "engine/cli/python_layout.h"
#include "engine/cli/run_secrets.h"
#include "inventory/listing.h"

namespace converge {

namespace {

int refuse(const std::string& what, const std::string& fix) {
  print_error("converge: error: " + what + "\n  = fix: " + fix + "\n");
  return exit_code::bad_input;
}

std::string guess_among(const std::string& word, const std::vector<std::string_view>& names, const std::string& otherwise) {
  const std::string guess = nearest(word, names);
  return guess.empty() ? otherwise : "did you mean '" + guess + "'?";
}

std::string text_of(const Value& value, const std::string& format) { return format == "yaml" ? block_yaml(value) : indented_json(value) + "\n"; }

int print_host(const Inventory& inventory, const Options& options) {
  const Host* host = inventory.find(options.host);
  if (host != nullptr) {
    print_out(text_of(variables_of_host(inventory, *host), options.format));
    return exit_code::ok;
  }
  std::vector<std::string_view> names;
  for (const Host& each : inventory.hosts()) names.push_back(each.name);
  return refuse("no host is called '" + options.host + "'", guess_among(options.host, names, "`converge inventory --graph` shows all hosts"));
}

int print_graph(const ListedHosts& hosts, const Options& options) {
  const std::string name = options.words.empty() ? "all" : options.words.front();
  const Group* top = hosts.inventory.find_group(name);
  if (top != nullptr) {
    print_out(graph_of_hosts(hosts, *top, options.show_variables ? GraphVariables::shown : GraphVariables::hidden));
    return exit_code::ok;
  }
  std::vector<std::string_view> names;
  for (const Group& each : hosts.inventory.groups()) names.push_back(each.name);
  return refuse("no group is called '" + name + "'", guess_among(name, names, "`converge inventory --graph` shows all groups"));
}

}  // namespace

int run_inventory(const Options& options) {
  const std::shared_ptr<SecretDoor> secrets = run_secrets(options);
  const Result<InventoryReading> reading = read_inventory(options.desired, secrets.get());
  if (!reading) return report_unavailable(reading.error());
  if (report_findings(reading->diagnostics, reading->texts, Output::text)) return exit_code::bad_input;
  const Inventory& inventory = reading->pass->inventory();
  const std::vector<const Host*>& chosen = reading->pass->chosen();
  if (!options.host.empty()) return print_host(inventory, options);
  const ListedHosts hosts{inventory, {chosen.begin(), chosen.end()}};
  if (options.question == InventoryQuestion::graph) return print_graph(hosts, options);
  print_out(text_of(options.format == "yaml" ? tree_of_hosts(hosts) : list_of_hosts(hosts), options.format));
  return exit_code::ok;
}

}  // namespace converge
