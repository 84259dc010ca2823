// SPDX-License-Identifier: MIT
// apply.cpp: `converge apply`, from YAML or from a saved plan.
#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"
#include "engine/cli/saved_plan.h"

namespace converge {

namespace {

int worse(int a, int b, const Options& options) {
  if (options.detailed_exit_codes && a < exit_code::usage && b < exit_code::usage) return a | b;
  return a > b ? a : b;
}

int apply_one(const Options& options, LocalHost& host, Catalog& catalog, const Plan* approved, const StopSignals& signals) {
  add_policy(catalog, options.disruption);
  const Result<Report> report = apply_catalog(options, host, catalog, {"apply", approved, {}, scope_of(options)}, signals);
  return report ? exit_code_of(report->totals, exit_detail(options)) : report_error(report.error());
}

/// Says which hosts a stopped run did not get to. They have not converged.
int tell_not_tried(const std::vector<std::string>& hosts, const Options& options) {
  std::string names;
  for (const std::string& host : hosts) names += (names.empty() ? "" : ", ") + host;
  print_error("converge: stopped before these hosts were tried: " + names + "\n");
  RunFinished totals;
  totals.canceled = hosts.size();
  return exit_code_of(totals, exit_detail(options));
}

/// One host after the other; `apply` does one and answers its exit code.
template <typename Host>
int apply_each(std::vector<Host>& hosts, const Options& options, const StopSignals& signals, const auto& apply) {
  int exit = exit_code::ok;
  std::vector<std::string> not_tried;
  for (Host& host : hosts) {
    if (signals.stop().stop_requested()) not_tried.push_back(host.catalog.host);
    else exit = worse(exit, apply(host), options);
  }
  return not_tried.empty() ? exit : worse(exit, tell_not_tried(not_tried, options), options);
}

int apply_saved(Options options, const StopSignals& signals) {
  if (refuse_selection(options)) return exit_code::usage;
  Result<OpenedPlan> opened = open_saved_plan(options, compile_options(options, signals.stop(), signals.abort()));
  if (!opened) return report_error(opened.error());
  return apply_each(opened->plan.hosts, options, signals, [&](SavedHost& one) {
    return apply_one(options, *opened->host, one.catalog, &one.plan, signals);
  });
}

}  // namespace

int run_apply(const Options& options, const StopSignals& signals) {
  if (is_saved_plan(options.desired.playbook)) return apply_saved(options, signals);
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_unavailable(opened.error());
  LocalHost& host = **opened;
  Ready ready = compile_for_local(options, host, signals.stop(), signals.abort());
  if (ready.stopped()) return ready.exit;
  return apply_each(ready.compilation.hosts, options, signals, [&](CompiledHost& compiled) {
    return apply_one(options, host, compiled.catalog, nullptr, signals);
  });
}

}  // namespace converge
