// SPDX-License-Identifier: MIT
// history.cpp: `converge history [RUN]`.
#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"
#include "engine/cli/run_line.h"
#include "engine/core/json.h"
#include "engine/report/columns.h"
#include "engine/report/words.h"

namespace converge {

namespace {

std::string_view state_name(RunState state) {
  if (state == RunState::running) return "running";
  return state == RunState::finished ? "finished" : "interrupted";
}

Value json_of(const RunRecord& run, RunState state) {
  Value value = Value::map();
  value.set("run", Value::string(run.run));
  value.set("command", Value::string(run.command));
  value.set("host", Value::string(run.host));
  value.set("owner", Value::string(run.owner));
  value.set("revision", Value::string(run.revision));
  value.set("catalog_sha256", Value::string(run.catalog_sha256));
  value.set("tool", Value::string(run.tool));
  value.set("state", Value::string(std::string(state_name(state))));
  value.set("started_ms", Value::integer(run.started_ms));
  value.set("finished_ms", run.finished_ms == 0 ? Value::null() : Value::integer(run.finished_ms));
  return value;
}

Value json_of(const OwedTrigger& trigger) {
  Value value = Value::map();
  value.set("owed", Value::string(std::string(refresh_name(trigger.refresh))));
  value.set("resource", Value::string(trigger.resource.text()));
  value.set("cause", Value::string(trigger.cause.text()));
  value.set("run", Value::string(trigger.run));
  return value;
}

void print_run(const RunRecord& run, LocalHost& host, const Options& options) {
  const RunState state = state_of(run, run.finished_ms == 0 ? lock_holder(host.state_folder()) : std::nullopt);
  if (options.output == Output::text) return print_out(run_line(run, state) + "\n");
  print_out(to_json(json_of(run, state)) + "\n");
  if (run.totals) print_out(to_json_line(*run.totals) + "\n");
}

void print_outcome(const OutcomeRecord& record, const Options& options) {
  if (options.output == Output::json) return print_out(to_json_line(record.finished) + "\n");
  const ResourceFinished& finished = record.finished;
  std::string text = "  " + std::string(outcome_name(finished.outcome)) + "  " + printable(finished.resource.text());
  if (finished.origin.known()) text += "  (" + printable(finished.origin.text()) + ")";
  if (!finished.cause.empty()) text += "  " + printable(finished.cause);
  text += "\n";
  for (const Delta& delta : finished.deltas) text += "      " + delta_text(delta) + "\n";
  if (finished.error) text += "      error: " + quoted_lines(finished.error->text(), "      | ");
  if (!finished.output.empty()) text += "      output:\n" + lines_below(finished.output, "      | ");
  print_out(text);
}

/// What is owed still; of one run, or of all where `run` is "".
int show_owed(LocalHost& host, const std::string& run, const Options& options) {
  const auto owed = host.journal().owed();
  if (!owed) return report_error(owed.error());
  for (const OwedTrigger& trigger : *owed) {
    if (!run.empty() && trigger.run != run) continue;
    print_out((options.output == Output::json ? to_json(json_of(trigger)) : owed_line(trigger)) + "\n");
  }
  return exit_code::ok;
}

int show_run(const Options& options, LocalHost& host, const std::vector<RunRecord>& runs) {
  const std::string& wanted = options.words.front();
  for (const RunRecord& run : runs) {
    if (run.run != wanted && wanted != "last") continue;
    const auto outcomes = host.journal().outcomes(run.run);
    if (!outcomes) return report_error(outcomes.error());
    print_run(run, host, options);
    for (const OutcomeRecord& record : *outcomes) print_outcome(record, options);
    return show_owed(host, run.run, options);
  }
  print_error("converge: error: there is no run '" + wanted + "'\n  = fix: `converge history` lists them\n");
  return exit_code::usage;
}

}  // namespace

int run_history(const Options& options) {
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_unavailable(opened.error());
  LocalHost& host = **opened;
  const auto runs = host.journal().runs(options.words.empty() ? options.limit : 100'000);
  if (!runs) return report_error(runs.error());
  if (!options.words.empty()) return show_run(options, host, *runs);
  for (const RunRecord& run : *runs) print_run(run, host, options);
  if (runs->empty() && options.output == Output::text) print_out("No runs yet.\n");
  return show_owed(host, "", options);
}

}  // namespace converge
