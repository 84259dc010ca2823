// SPDX-License-Identifier: MIT
// plan.cpp: `converge plan`, and what `apply --check` does.
#include <sys/stat.h>

#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"
#include "engine/report/plan_text.h"
#include "engine/cli/saved_plan.h"
#include "state/bundle.h"
#include "state/output_file.h"

namespace converge {

namespace {

/// `elapsed` is how long reading the machine took; nothing for a plan that was made before.
std::string text_of(const Catalog& catalog, const Plan& plan, std::optional<Milliseconds> elapsed, const Options& options) {
  const DiffRows diffs = options.diff ? DiffRows::shown : DiffRows::hidden;
  return plan_text(catalog, plan, {stdout_style(), diffs, PlanPurpose::answer, elapsed});
}

/// A plan that is in sync names its host itself.
std::string heading_of(const Plan& plan, std::size_t hosts) { return hosts < 2 || plan.in_sync() ? "" : plan.host + ":\n"; }

/// What a fresh plan tells as events. The run that made it is over: its id is empty here.
std::string lines_of(const Catalog& catalog, const Plan& plan, const SavedPlan& saved) {
  const RunStarted head{"", catalog.host, "plan", catalog.revision, catalog.owner, catalog.resources.size(), saved.tool,
                        saved.created_ms};
  std::string lines = to_json_line(head) + "\n";
  for (std::size_t i = 0; i < plan.resources.size(); ++i) {
    const PlannedResource& planned = plan.resources[i];
    if (planned.decision == Decision::in_sync || planned.decision == Decision::not_due) continue;
    const Resource& resource = catalog.resources[i];
    lines += to_json_line(ResourcePlanned{resource.id, resource.label, resource.origin, planned}) + "\n";
  }
  return lines + to_json_line(count_decisions(plan)) + "\n";
}

/// 1 wins over 2: a plan that could not be read whole is not an answer.
int worse(int a, int b) {
  if (a == exit_code::failed || b == exit_code::failed) return exit_code::failed;
  return a > b ? a : b;
}

/// The length of a content that has an address of its own, known once it is here.
Result<ContentRef> measured(const CatalogContent& content, const ContentSource& contents) {
  if (content.url.empty()) return content.ref;
  auto reader = contents.open(content.ref);
  if (!reader) return fail(std::move(reader.error()));
  std::vector<char> buffer(std::size_t{64} << 10);
  ContentRef ref{content.ref.sha256, 0};
  while (true) {
    const Result<std::size_t> count = (*reader)->read(buffer);
    if (!count) return fail(count.error());
    if (*count == 0) return ref;
    ref.size += *count;
  }
}

/// What converge-agent reads. It has no network: all contents come along, those
/// that have an address of their own are fetched now.
Result<void> write_bundle_file(const std::string& path, const Catalog& catalog, const ContentSource& contents) {
  std::vector<ContentRef> refs;
  for (const CatalogContent& content : catalog.contents) {
    const auto ref = measured(content, contents);
    if (!ref) return fail(ref.error());
    refs.push_back(*ref);
  }
  auto file = OutputFile::open(path);
  if (!file) return fail(std::move(file.error()));
  Value header = Value::map();
  header.set("tool", Value::string(tool_version()));
  Result<void> written = write_bundle(write_to(file->get()), header, to_json(catalog), contents, refs);
  if (written) written = file->publish();
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

/// A plan that was made before, shown again. It says nothing about the machine as it is now.
int show_saved(const Options& options) {
  if (refuse_selection(options)) return exit_code::usage;
  const Result<SavedPlan> saved = read_plan_file(options.desired.playbook);
  if (!saved) return report_error(saved.error());
  if (const auto other = refuse_other_root(options, saved->target)) return report_error(*other);
  if (options.diff) {
    print_error("converge: error: a saved plan keeps no texts, so there is nothing for --diff to show\n"
                "  = fix: make a plan with `converge plan --diff`, which reads the machine\n");
    return exit_code::usage;
  }
  int exit = exit_code::ok;
  for (const SavedHost& host : saved->hosts) {
    if (options.output == Output::text) print_out(heading_of(host.plan, saved->hosts.size()) + text_of(host.catalog, host.plan, std::nullopt, options));
    else print_out(lines_of(host.catalog, host.plan, *saved));
    exit = worse(exit, exit_code_of(host.plan));
  }
  if (options.output == Output::text) {
    print_error("This is the plan of " + saved->target.root + " as it was saved; `converge apply " + options.desired.playbook + "` carries it out.\n");
  }
  return exit;
}

}  // namespace

namespace {

/// A typing error must not cost a playbook: what is there and was not made by us stays.
bool refuse_other_file(const char* option, const std::string& path) {
  struct stat found {};
  if (path.empty() || stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode) || found.st_size == 0) return false;
  if (path.starts_with("/dev/") || is_bundle(path)) return false;
  print_error("converge: error: " + std::string(option) + " " + path + ": there is another file of this name\n"
              "  = fix: name a new one, or remove it first\n");
  return true;
}

/// A file outlives the run, and a secret must not.
bool refuse_to_save(const Options& options, const Compilation& compilation) {
  if (options.out.empty() && options.bundle.empty()) return false;
  for (const CompiledHost& host : compilation.hosts) {
    if (!holds_secret(host.catalog)) continue;
    print_error("converge: error: " + std::string(options.out.empty() ? "--bundle" : "--out") + ": what is planned for " + host.name + " holds secrets, which are stored nowhere\n"
                "  = fix: apply from the YAML: `converge apply` decrypts them again, and does what this plan shows\n");
    return true;
  }
  return false;
}

}  // namespace

int run_plan(const Options& options, const StopSignals& signals) {
  if (refuse_other_file("--out", options.out) || refuse_other_file("--bundle", options.bundle)) return exit_code::usage;
  if (is_saved_plan(options.desired.playbook)) return show_saved(options);
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_unavailable(opened.error());
  LocalHost& host = **opened;
  Ready ready = compile_for_local(options, host, signals.stop(), signals.stop());
  if (ready.stopped()) return ready.exit;
  if (refuse_to_save(options, ready.compilation)) return exit_code::usage;
  if (const int bundled = save_bundle(options, ready.compilation); bundled != exit_code::ok) return bundled;
  int exit = exit_code::ok;
  std::vector<SavedHost> saved;
  for (CompiledHost& compiled : ready.compilation.hosts) {
    RunRequest request;
    request.run = host.new_run_id();
    request.tool = tool_version();
    request.detail = options.diff ? PlanDetail::diffs : PlanDetail::rows;
    request.gate = Gate::open;
    request.scope = scope_of(options);
    add_policy(compiled.catalog, options.disruption);
    request.abort = signals.stop();
    EventSink sink = [](const Event&) {};
    if (options.output == Output::json) sink = [](const Event& event) { print_out(to_json_line(event) + "\n"); };
    Result<Report> report = plan_host(compiled.catalog, host.machine(), request, sink);
    if (!report) return report_error(report.error());
    if (options.output == Output::text) {
      print_out(heading_of(report->plan, ready.compilation.hosts.size()) + text_of(compiled.catalog, report->plan, report->totals.elapsed, options));
    }
    exit = worse(exit, exit_code_of(report->plan));
    if (!options.out.empty()) saved.push_back({std::move(compiled.catalog), std::move(report->plan)});
  }
  if (options.out.empty()) return exit;
  if (exit == exit_code::failed) {
    print_error("converge: error: the plan was not saved: something could not be read\n");
    return exit;
  }
  const Result<void> written = write_plan_file(options.out, target_of(options), saved, tool_version(), *ready.compilation.contents);
  return written ? exit : report_error(written.error());
}

}  // namespace converge
