// SPDX-License-Identifier: MIT
// main.cpp: the `converge` program.
#include <map>

#include "engine/cli/commands.h"

namespace converge {

namespace {

int run(const Options& options, const StopSignals& signals) {
  using Command = int (*)(const Options&);
  using StoppableCommand = int (*)(const Options&, const StopSignals&);
  static const std::map<std::string, StoppableCommand> stoppable = {
      {"apply", run_apply}, {"plan", run_plan}, {"undo", run_undo}, {"why", run_why}, {"forget", run_forget},
      {"secret", run_secret}, {"lint", run_lint},   {"graph", run_graph}};
  static const std::map<std::string, Command> others = {
      {"history", run_history}, {"explain", run_explain},
      {"facts", run_facts},     {"inventory", run_inventory},
      {"schema", run_schema},   {"disable", run_disable}, {"enable", run_enable},   {"version", run_version},
      {"completion", run_completion}, {"man", run_manual}};
  if (const auto found = stoppable.find(options.command); found != stoppable.end()) return found->second(options, signals);
  return others.at(options.command)(options);
}

}  // namespace

}  // namespace converge

int main(int argc, char** argv) {
  const converge::ParsedArguments parsed = converge::parse_arguments(argc, argv);
  converge::print_out(parsed.out_text);
  converge::print_error(parsed.error_text);
  if (parsed.exit >= 0) return converge::settle_answer(parsed.exit);
  const converge::StopSignals signals;
  return converge::settle_answer(converge::run(parsed.options, signals));
}
