// SPDX-License-Identifier: MIT
// undo.cpp: `converge undo RUN`: shows the way back of a run, asks, and goes it.
#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"
#include "engine/cli/run_line.h"
#include "engine/cli/way_back.h"
#include "engine/report/plan_text.h"

namespace converge {

namespace {

bool is_confirmed(const Options& options, const StopSignals& signals) {
  if (options.confirm == Confirm::yes) return true;
  if (!is_interactive()) {
    print_error("converge: error: nobody is there to be asked\n  = fix: look at the plan above, then say --yes\n");
    return false;
  }
  print_error("Put this back? [y]es, anything else leaves it: ");
  const std::optional<std::string> answer = read_answer(signals.stop());
  return answer == "y" || answer == "yes";
}

void show(const Options& options, const WayBack& back, const Report& report) {
  if (options.output == Output::json) return;
  if (report.plan.in_sync()) {
    const bool whole = back.impossible.empty() && back.left.empty();
    return print_out(whole ? "Nothing to put back: everything is as it was before the run.\n"
                           : "Nothing else to put back.\n");
  }
  const DiffRows diffs = options.diff ? DiffRows::shown : DiffRows::hidden;
  const PlanPurpose purpose = options.check_only ? PlanPurpose::answer : PlanPurpose::before_apply;
  print_out(plan_text(back.catalog, report.plan, {stdout_style(), diffs, purpose, report.totals.elapsed}));
}

/// What was undone is done again by a second undo, which may be a surprise after `last`.
void tell_redo(const RunRecord& run) {
  constexpr std::string_view undo_of = "undo ";
  if (!run.owner.starts_with(undo_of)) return;
  const std::string undone = run.owner.substr(undo_of.size());
  print_out("That run was the undo of run " + undone + ": what this undoes, " + undone +
            " has done.\nFor an earlier run, name it; `converge history` lists them.\n");
}

int show_and_undo(Options options, LocalHost& host, const WayBack& back, const StopSignals& signals) {
  RunRequest request;
  request.run = host.new_run_id();
  request.gate = Gate::open;
  request.scope = Scope::way_back;
  request.detail = options.diff ? PlanDetail::diffs : PlanDetail::rows;
  request.abort = signals.abort();
  const bool tell = options.check_only && options.output == Output::json;
  const EventSink sink = [tell](const Event& event) { if (tell) print_out(to_json_line(event) + "\n"); };
  const Result<Report> plan = plan_host(back.catalog, host.machine(), request, sink);
  if (!plan) return report_error(plan.error());
  show(options, back, *plan);
  if (options.check_only) return exit_code_of(plan->plan);
  if (plan->plan.in_sync()) return exit_code::ok;
  if (!is_confirmed(options, signals)) return exit_code::failed;
  options.confirm = Confirm::yes;
  const Errand errand{back.catalog.owner, nullptr, back.told, Scope::way_back};
  const Result<Report> report = apply_catalog(options, host, back.catalog, errand, signals);
  return report ? exit_code_of(report->totals, exit_detail(options)) : report_error(report.error());
}

}  // namespace

int run_undo(const Options& options, const StopSignals& signals) {
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_unavailable(opened.error());
  LocalHost& host = **opened;
  host.add_contents(std::shared_ptr<const ContentSource>(&host.store(), [](const ContentSource*) {}));
  const Result<RunRecord> run = find_run(host.journal(), options.words.front());
  if (!run) {
    const int exit = report_error(run.error());
    return run.error().code == ErrorCode::not_found ? exit_code::usage : exit;
  }
  const Result<WayBack> back = way_back(host, run->run, options.force ? Overwrite::force : Overwrite::refuse);
  if (!back) return report_error(back.error());
  if (options.output == Output::text) print_out("Undo of run " + run_line(*run, state_of(*run, lock_holder(host.state_folder()))) + "\n");
  if (options.output == Output::text) tell_redo(*run);
  for (const std::string& line : back->left) print_error("left as it is: " + line + "\n");
  for (const std::string& line : back->impossible) print_error("cannot be undone: " + line + "\n");
  if (back->catalog.resources.empty()) {
    print_error("converge: nothing of run " + run->run + " can be put back\n");
    return back->impossible.empty() ? exit_code::ok : exit_code::failed;
  }
  const int exit = show_and_undo(options, host, *back, signals);
  return exit == exit_code::ok && !back->impossible.empty() ? exit_code::failed : exit;
}

}  // namespace converge
