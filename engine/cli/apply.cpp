// SPDX-License-Identifier: MIT
// apply.cpp: `converge apply`, from YAML or from a saved plan.
#include <fcntl.h>
#include <unistd.h>

#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"
#include "engine/report/plan_text.h"
#include "state/plan_file.h"

namespace converge {

namespace {

/// Whether a file is a saved plan: a playbook is a list and cannot start so.
bool is_saved_plan(const std::string& path) {
  if (path.empty()) return false;
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  char first = '\0';
  const bool json = read(file, &first, 1) == 1 && first == '{';
  close(file);
  return json;
}

int worse(int a, int b, const Options& options) {
  if (options.detailed_exit_codes && a < exit_code::usage && b < exit_code::usage) return a | b;
  return a > b ? a : b;
}

/// The policy of the command line speaks where the YAML is silent.
void add_policy(Catalog& catalog, DisruptionPolicy policy) {
  if (policy == DisruptionPolicy::ask) return;
  for (Resource& resource : catalog.resources)
    if (resource.disruption == DisruptionPolicy::ask || policy == DisruptionPolicy::deferred) resource.disruption = policy;
}

int apply_one(const Options& options, LocalHost& host, Catalog& catalog, const Plan* approved, const StopSignals& signals) {
  add_policy(catalog, options.disruption);
  const Result<Report> report = apply_catalog(options, host, catalog, approved, signals);
  return report ? exit_code_of(report->totals, exit_detail(options)) : report_error(report.error());
}

int apply_saved(const Options& options, const StopSignals& signals) {
  Result<SavedPlan> saved = read_plan_file(options.desired.playbook);
  if (!saved) return report_error(saved.error());
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_error(opened.error());
  LocalHost& host = **opened;
  host.add_contents(saved->contents);
  int exit = exit_code::ok;
  for (SavedHost& one : saved->hosts) {
    if (signals.stop().stop_requested()) break;
    exit = worse(exit, apply_one(options, host, one.catalog, &one.plan, signals), options);
  }
  return exit;
}

}  // namespace

int run_apply(const Options& options, const StopSignals& signals) {
  if (is_saved_plan(options.desired.playbook)) return apply_saved(options, signals);
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_error(opened.error());
  LocalHost& host = **opened;
  Ready ready = compile_for_local(options, host);
  if (ready.stopped()) return ready.exit;
  int exit = exit_code::ok;
  for (CompiledHost& compiled : ready.compilation.hosts) {
    if (signals.stop().stop_requested()) break;
    exit = worse(exit, apply_one(options, host, compiled.catalog, nullptr, signals), options);
  }
  return exit;
}

}  // namespace converge
