// SPDX-License-Identifier: MIT
#include "engine/cli/front_door.h"

#include "engine/cli/log.h"
#include "engine/cli/run_secrets.h"
#include "engine/report/json_view.h"
#include "engine/report/live_view.h"
#include "engine/report/plain_view.h"
#include "engine/report/plan_text.h"
#include "engine/report/posix_terminal.h"
#include "engine/report/ticker.h"

namespace converge {

CompileOptions compile_options(const Options& options, std::stop_token stop, std::stop_token abort) {
  return {options.cache_folder, tool_version() + " " + build_id(), std::move(stop), std::move(abort), options.root, run_secrets(options)};
}

Scope scope_of(const Options& options) {
  return options.desired.tags.empty() && options.desired.skip_tags.empty() ? Scope::whole : Scope::part;
}

void add_policy(Catalog& catalog, DisruptionPolicy policy) {
  for (Resource& resource : catalog.resources)
    if (resource.disruption == DisruptionPolicy::ask) resource.disruption = policy;
}

namespace {

/// A host that push would reach, and that nothing is wanted of, is none of this run's.
void leave_out_idle(std::vector<CompiledHost>& hosts) {
  std::erase_if(hosts, [](const CompiledHost& host) { return host.connection == Connection::ssh && host.catalog.resources.empty(); });
}

/// Says which hosts only push could reach; answers whether there are any.
bool refuse_remote(const Compilation& compilation) {
  std::string names;
  for (const CompiledHost& host : compilation.hosts)
    if (host.connection == Connection::ssh) names += (names.empty() ? "" : ", ") + host.name;
  if (names.empty()) return false;
  print_error("converge: error: push over ssh is not built yet, and these hosts need it: " + names +
              "\n  = fix: give a host of the inventory `ansible_connection: local` to mean this machine, or leave others out with --limit\n");
  return true;
}

}  // namespace

Ready compile_for_local(const Options& options, LocalHost& host, std::stop_token stop, std::stop_token abort) {
  Ready ready;
  const auto start = host.clock().steady();
  Result<Compilation> compilation = compile(options.desired, compile_options(options, stop, std::move(abort)), host.kinds());
  if (stop.stop_requested()) {
    print_error("converge: stopped while compiling; nothing was changed\n");
    ready.exit = exit_code::failed;
    return ready;
  }
  if (!compilation) {
    ready.exit = report_unavailable(compilation.error());
    return ready;
  }
  ready.compilation = std::move(*compilation);
  for (const CompiledHost& compiled : ready.compilation.hosts)
    log_detail(options.verbosity, compiled.name + ": " + std::to_string(compiled.catalog.resources.size()) + " resources, " +
                                      std::to_string(compiled.catalog.edges.size()) + " edges, catalog " + (holds_secret(compiled.catalog) ? "with secrets" : compiled.sha256.substr(0, 12)));
  log_step(options.verbosity, "compiled " + std::to_string(ready.compilation.hosts.size()) + " hosts", host.clock().steady() - start);
  if (report_findings(ready.compilation, options.output)) {
    ready.exit = exit_code::bad_input;
  } else if (ready.compilation.hosts.empty()) {
    print_error("converge: error: no host is selected\n  = fix: name hosts below `all: hosts:` of the inventory, or check --limit\n");
    ready.exit = exit_code::bad_input;
  } else if (leave_out_idle(ready.compilation.hosts); ready.compilation.hosts.empty()) {
    print_error("converge: nothing is wanted of the selected hosts\n");
    ready.exit = exit_code::ok;
  } else if (refuse_remote(ready.compilation)) {
    ready.exit = exit_code::unavailable;
  }
  host.add_contents(ready.compilation.contents);
  return ready;
}

struct RunView::Parts {
  PosixTerminal terminal{1};
  std::unique_ptr<View> view;
  LiveView* live = nullptr;  ///< the view, if it is the live one
  std::unique_ptr<Ticker> ticker;
};

RunView::RunView(const Options& options, const Clock& clock) : parts_(std::make_unique<Parts>()) {
  if (options.output == Output::json) {
    parts_->view = std::make_unique<JsonView>(print_out);
  } else if (can_redraw()) {
    auto live = std::make_unique<LiveView>(parts_->terminal, clock, stdout_style());
    parts_->live = live.get();
    parts_->view = std::move(live);
    parts_->ticker = std::make_unique<Ticker>(std::chrono::milliseconds(100), [view = parts_->live] { view->tick(); });
  } else {
    parts_->view = std::make_unique<PlainView>(print_out, stdout_style());
  }
}

RunView::~RunView() { parts_->ticker.reset(); }

EventSink RunView::sink() {
  return [view = parts_->view.get()](const Event& event) { view->on(event); };
}

void RunView::pause() {
  if (parts_->live != nullptr) parts_->live->pause();
}

void RunView::resume() {
  if (parts_->live != nullptr) parts_->live->resume();
}

std::function<std::optional<Gate>(const Plan&)> ask_about(const Options& options, const Catalog& catalog, RunView& view,
                                                          std::stop_token stop) {
  if (options.confirm == Confirm::yes || !is_interactive() || options.output == Output::json) return {};
  return [&options, &catalog, &view, stop = std::move(stop)](const Plan& plan) -> std::optional<Gate> {
    view.pause();
    PlanTextOptions text{stderr_style(), options.diff ? DiffRows::shown : DiffRows::hidden, PlanPurpose::before_apply, std::nullopt};
    print_error(plan_text(catalog, plan, text));
    std::optional<Gate> answer;
    print_error("Do what interrupts something as well? [y]es, [n]o: hold it back, [q]uit without changing anything: ");
    while (const std::optional<std::string> line = read_answer(stop)) {
      if (line == "y" || line == "yes") answer = Gate::open;
      if (line == "n" || line == "no") answer = Gate::closed;
      if (answer || line == "q" || line == "quit") break;
      print_error("Please answer y, n or q: ");
    }
    view.resume();
    return answer;
  };
}

Result<Report> apply_catalog(const Options& options, LocalHost& host, const Catalog& catalog, const Errand& errand,
                             const StopSignals& signals) {
  Result<RunLock> lock = host.lock(options.command_line, options.lock_timeout, signals.stop());
  if (!lock) return fail(std::move(lock.error()));
  RunView view(options, host.clock());
  RunRequest request;
  request.run = host.new_run_id();
  request.tool = tool_version();
  request.detail = options.diff ? PlanDetail::diffs : PlanDetail::rows;
  const bool allowed = options.confirm == Confirm::yes || errand.approved != nullptr || options.disruption == DisruptionPolicy::allowed;
  request.gate = allowed ? Gate::open : Gate::closed;
  request.approved = errand.approved;
  request.command = errand.command;
  request.told_outside = errand.told;
  request.scope = errand.scope;
  if (errand.approved == nullptr && options.disruption == DisruptionPolicy::ask) request.confirm = ask_about(options, catalog, view, signals.stop());
  request.stop = signals.stop();
  request.abort = signals.abort();
  return apply_host(catalog, host.machine(), request, view.sink());
}

ExitDetail exit_detail(const Options& options) {
  return options.detailed_exit_codes ? ExitDetail::detailed : ExitDetail::plain;
}

}  // namespace converge
