// SPDX-License-Identifier: MIT
// lint.cpp: `converge lint` and `converge graph`: what can be told without a machine.
#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"
#include "engine/report/graph_text.h"

namespace converge {

namespace {

std::string plural(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

int run_lint(const Options& options, const StopSignals& signals) {
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_unavailable(opened.error());
  LocalHost& host = **opened;
  const Result<Compilation> compilation = compile(options.desired, compile_options(options, signals.stop(), signals.stop()), host.kinds());
  if (!compilation) return report_unavailable(compilation.error());
  if (signals.stop().stop_requested()) return exit_code::failed;
  if (report_findings(*compilation, options.output)) return exit_code::bad_input;
  if (options.output == Output::json) return exit_code::ok;
  std::size_t resources = 0;
  for (const CompiledHost& compiled : compilation->hosts) resources += compiled.catalog.resources.size();
  print_out(plural(compilation->hosts.size(), "host") + ", " + plural(resources, "resource") + ": no errors\n");
  return exit_code::ok;
}

int run_graph(const Options& options, const StopSignals& signals) {
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_unavailable(opened.error());
  LocalHost& host = **opened;
  const Result<Compilation> compilation = compile(options.desired, compile_options(options, signals.stop(), signals.stop()), host.kinds());
  if (!compilation) return report_unavailable(compilation.error());
  if (signals.stop().stop_requested()) return exit_code::failed;
  if (report_findings(*compilation, Output::text)) return exit_code::bad_input;
  for (const CompiledHost& compiled : compilation->hosts) {
    if (options.format == "dot") print_out(graph_dot(compiled.catalog));
    else if (options.format == "json") print_out(graph_json(compiled.catalog));
    else print_out(graph_text(compiled.catalog, stdout_style()));
  }
  return exit_code::ok;
}

}  // namespace converge
