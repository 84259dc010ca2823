// SPDX-License-Identifier: MIT
// undo.cpp: `converge undo RUN`: the way back as a catalog like any other.
#include <algorithm>
#include <set>

#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"
#include "engine/report/plan_text.h"

namespace converge {

namespace {

/// The way back of one run, and what has none.
struct WayBack {
  Catalog catalog;
  std::vector<std::string> impossible;  ///< in words
};

Result<std::string> find_run(Journal& journal, const std::string& wanted) {
  const auto runs = journal.runs(10'000);
  if (!runs) return fail(runs.error());
  for (const RunRecord& run : *runs) {
    const bool changed = run.totals && run.totals->changed + run.totals->failed + run.totals->not_converged != 0;
    if (run.run == wanted || (wanted == "last" && (changed || run.finished_ms == 0))) return run.run;
  }
  return fail(ErrorCode::not_found, wanted == "last" ? "no run of this host changed anything" : "there is no run '" + wanted + "'; `converge history` lists them");
}

/// The newest run that changed a resource, if it is not `run`.
Result<std::string> changed_later(Journal& journal, const ResourceId& resource, const std::string& run) {
  const auto outcomes = journal.outcomes_of(resource, 100);
  if (!outcomes) return fail(outcomes.error());
  for (const OutcomeRecord& record : *outcomes) {
    if (record.run == run) return std::string();
    if (record.inverse) return record.run;
  }
  return std::string();
}

/// Contents that the store has dropped in the meantime cannot be put back.
bool has_contents(const Value& attributes, const ContentSource& store) {
  for (const Entry& entry : attributes.entries()) {
    if (const auto ref = content_ref(entry.value); ref && !store.open(*ref)) return false;
  }
  return true;
}

Result<void> add_resource(LocalHost& host, const OutcomeRecord& record, const Options& options, WayBack& back) {
  const ResourceId& id = record.finished.resource;
  if (!record.inverse) return {};
  if (!record.inverse->attributes) {
    back.impossible.push_back(id.text() + ": " + record.inverse->reason);
    return {};
  }
  const Result<std::string> later = changed_later(host.journal(), id, record.run);
  if (!later) return fail(later.error());
  if (!later->empty() && !options.force) {
    back.impossible.push_back(id.text() + ": run " + *later + " changed it again; --force puts it back all the same");
    return {};
  }
  if (!has_contents(*record.inverse->attributes, host.store())) {
    back.impossible.push_back(id.text() + ": its former content is no longer kept");
    return {};
  }
  Resource resource;
  resource.id = id;
  resource.attributes = *record.inverse->attributes;
  resource.origin = record.finished.origin;
  const auto node = static_cast<std::uint32_t>(back.catalog.resources.size());
  if (node > 0) back.catalog.edges.push_back({node - 1, node, EdgeType::automatic, "undone in reverse order"});
  back.catalog.resources.push_back(std::move(resource));
  return {};
}

Result<WayBack> way_back(LocalHost& host, const std::string& run, const Options& options) {
  auto outcomes = host.journal().outcomes(run);
  if (!outcomes) return fail(outcomes.error());
  WayBack back;
  back.catalog.host = "localhost";
  back.catalog.owner = "undo " + run;
  std::set<ResourceId> seen;
  for (auto record = outcomes->rbegin(); record != outcomes->rend(); ++record) {
    if (!seen.insert(record->finished.resource).second) continue;
    if (const Result<void> done = add_resource(host, *record, options, back); !done) return fail(done.error());
  }
  return back;
}

bool is_confirmed(const Options& options) {
  if (options.confirm == Confirm::yes) return true;
  if (!is_interactive()) {
    print_error("converge: error: nobody is there to be asked\n  = fix: look at the plan above, then say --yes\n");
    return false;
  }
  print_error("Put this back? [y]es, anything else leaves it: ");
  char answer[8] = {};
  return fgets(answer, sizeof answer, stdin) != nullptr && (answer[0] == 'y' || answer[0] == 'Y');
}

int show_and_undo(const Options& options, LocalHost& host, const WayBack& back, const StopSignals& signals) {
  RunRequest request;
  request.run = host.new_run_id();
  request.gate = Gate::open;
  request.detail = options.diff ? PlanDetail::diffs : PlanDetail::rows;
  const Result<Report> plan = plan_host(back.catalog, host.machine(), request, [](const Event&) {});
  if (!plan) return report_error(plan.error());
  const bool in_sync = plan->plan.in_sync();
  if (options.output == Output::text) {
    const DiffRows diffs = options.diff ? DiffRows::shown : DiffRows::hidden;
    const PlanPurpose purpose = options.check_only ? PlanPurpose::answer : PlanPurpose::before_apply;
    print_out(in_sync ? "Nothing to put back: everything is as it was before the run.\n"
                      : plan_text(back.catalog, plan->plan, {stdout_style(), diffs, purpose, plan->totals.elapsed}));
  }
  if (options.check_only) return in_sync ? exit_code::ok : exit_code::differences;
  if (in_sync) return exit_code::ok;
  if (!is_confirmed(options)) return exit_code::failed;
  Options confirmed = options;
  confirmed.confirm = Confirm::yes;
  const Result<Report> report = apply_catalog(confirmed, host, back.catalog, nullptr, signals);
  return report ? exit_code_of(report->totals, exit_detail(options)) : report_error(report.error());
}

}  // namespace

int run_undo(const Options& options, const StopSignals& signals) {
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_unavailable(opened.error());
  LocalHost& host = **opened;
  host.add_contents(std::shared_ptr<const ContentSource>(&host.store(), [](const ContentSource*) {}));
  const Result<std::string> run = find_run(host.journal(), options.words.front());
  if (!run) return report_error(run.error());
  Result<WayBack> back = way_back(host, *run, options);
  if (!back) return report_error(back.error());
  for (const std::string& line : back->impossible) print_error("cannot be undone: " + line + "\n");
  if (back->catalog.resources.empty()) {
    print_error("converge: nothing of run " + *run + " can be put back\n");
    return back->impossible.empty() ? exit_code::ok : exit_code::failed;
  }
  const int exit = show_and_undo(options, host, *back, signals);
  return exit == exit_code::ok && !back->impossible.empty() ? exit_code::failed : exit;
}

}  // namespace converge
