// SPDX-License-Identifier: MIT
// plan.cpp: `converge plan`, and what `apply --check` does.
#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"
#include "engine/report/plan_text.h"
#include "state/bundle.h"
#include "state/plan_file.h"
#include "state/private_folder.h"

namespace converge {

namespace {

std::string text_of(const Catalog& catalog, const Report& report, const Options& options) {
  if (report.plan.in_sync()) return in_sync_text(catalog.host, catalog.resources.size(), report.totals.elapsed) + "\n";
  const DiffRows diffs = options.diff ? DiffRows::shown : DiffRows::hidden;
  return plan_text(catalog, report.plan, {stdout_style(), diffs, PlanPurpose::answer, report.totals.elapsed});
}

/// 1 wins over 2: a plan that could not be read whole is not an answer.
int worse(int a, int b) {
  if (a == exit_code::failed || b == exit_code::failed) return exit_code::failed;
  return a > b ? a : b;
}

/// What converge-agent reads. Contents that have an address of their own stay
/// out: their length is unknown until somebody fetches them.
Result<void> write_bundle_file(const std::string& path, const Catalog& catalog, const ContentSource& contents) {
  std::vector<ContentRef> refs;
  for (const CatalogContent& content : catalog.contents)
    if (content.url.empty()) refs.push_back(content.ref);
  auto file = PendingFile::create(folder_of(path));
  if (!file) return fail(std::move(file.error()));
  Value header = Value::map();
  header.set("tool", Value::string(tool_version()));
  Result<void> written = write_bundle(write_to(file->get()), header, to_json(catalog), contents, refs);
  if (written) written = file->publish(path);
  if (!written) return fail(std::move(written.error()).while_doing("writing the bundle to " + path));
  return {};
}

int save_bundle(const Options& options, const Compilation& compilation) {
  if (options.bundle.empty()) return exit_code::ok;
  if (compilation.hosts.size() != 1) {
    print_error("converge: error: a bundle is for one host, and " + std::to_string(compilation.hosts.size()) +
                " are selected\n  = fix: choose one with --limit\n");
    return exit_code::usage;
  }
  const Result<void> written = write_bundle_file(options.bundle, compilation.hosts.front().catalog, *compilation.contents);
  return written ? exit_code::ok : report_error(written.error());
}

}  // namespace

int run_plan(const Options& options, const StopSignals& signals) {
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_error(opened.error());
  LocalHost& host = **opened;
  Ready ready = compile_for_local(options, host);
  if (ready.stopped()) return ready.exit;
  if (const int bundled = save_bundle(options, ready.compilation); bundled != exit_code::ok) return bundled;
  int exit = exit_code::ok;
  std::vector<SavedHost> saved;
  for (CompiledHost& compiled : ready.compilation.hosts) {
    RunRequest request;
    request.run = host.new_run_id();
    request.tool = tool_version();
    request.detail = options.diff ? PlanDetail::diffs : PlanDetail::rows;
    request.gate = Gate::open;
    request.abort = signals.stop();
    EventSink sink = [](const Event&) {};
    if (options.output == Output::json) sink = [](const Event& event) { print_out(to_json_line(event) + "\n"); };
    Result<Report> report = plan_host(compiled.catalog, host.machine(), request, sink);
    if (!report) return report_error(report.error());
    if (options.output == Output::text) print_out(text_of(compiled.catalog, *report, options));
    exit = worse(exit, exit_code_of(report->plan));
    if (!options.out.empty()) saved.push_back({std::move(compiled.catalog), std::move(report->plan)});
  }
  if (options.out.empty()) return exit;
  if (exit == exit_code::failed) {
    print_error("converge: error: the plan was not saved: something could not be read\n");
    return exit;
  }
  const Result<void> written = write_plan_file(options.out, saved, tool_version(), *ready.compilation.contents);
  return written ? exit : report_error(written.error());
}

}  // namespace converge
