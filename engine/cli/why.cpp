// SPDX-License-Identifier: MIT
// why.cpp: `converge why RESOURCE`: everything about one resource.
#include <algorithm>

#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"
#include "engine/cli/run_line.h"
#include "engine/plan/veil.h"
#include "engine/report/columns.h"
#include "engine/report/why_text.h"

namespace converge {

namespace {

bool has_resource(const Catalog& catalog, const std::string& word, std::uint32_t& node) {
  const auto id = parse_resource_id(word);
  const auto found = id ? catalog.find(*id) : std::nullopt;
  node = found.value_or(0);
  return found.has_value();
}

int no_such_resource(const Compilation& compilation, const std::string& word) {
  std::vector<std::string> names;
  for (const CompiledHost& host : compilation.hosts)
    for (const Resource& resource : host.catalog.resources) names.push_back(resource.id.text());
  const std::string guess = nearest(word, {names.begin(), names.end()});
  const std::string where = compilation.hosts.size() == 1 ? compilation.hosts.front().name + " has no" : "no host has a";
  print_error("converge: error: " + where + " resource '" + word + "'\n" +
              (guess.empty() ? "  = fix: `converge graph` lists them; write kind[title]\n" : "  = fix: did you mean '" + guess + "'?\n"));
  return exit_code::usage;
}

/// Whether something is owed to a resource that left the YAML; it says so.
Result<bool> tell_orphan(LocalHost& host, const std::string& word) {
  const auto owed = host.journal().owed();
  if (!owed) return fail(owed.error());
  std::string lines;
  for (const OwedTrigger& trigger : *owed)
    if (trigger.resource.text() == word) lines += "  " + owed_line(trigger) + "\n";
  if (lines.empty()) return false;
  print_out(printable(word) + " is no longer in the YAML\n" + lines +
            "  put it back into the YAML, or do by hand what is owed and then `converge forget` it\n");
  return true;
}

Result<WhyAnswer> answer_for(LocalHost& host, const CompiledHost& compiled, std::uint32_t node, const StopSignals& signals) {
  RunRequest request;
  request.detail = PlanDetail::diffs;
  request.gate = Gate::open;
  request.abort = signals.stop();
  Result<Report> report = plan_host(compiled.catalog, host.machine(), request, [](const Event&) {});
  if (!report) return fail(report.error());
  Result<BoundCatalog> bound = bind_catalog(compiled.catalog, compiled.sha256, host.kinds());
  if (!bound) return fail(bound.error());
  if (const Result<void> done = veil_former_secrets(*bound, host.journal()); !done) return fail(done.error());
  WhyAnswer answer{compiled.catalog, node, report->plan.resources[node], {}, {}};
  const auto actual = probe_nodes(*bound, {node}, signals.stop());
  if (actual.front()) answer.observations = bound->kinds[node]->observe(bound->wants[node], *actual.front());
  auto outcomes = host.journal().outcomes_of(compiled.catalog.resources[node].id, 5);
  if (!outcomes) return fail(outcomes.error());
  answer.past = std::move(*outcomes);
  return answer;
}

}  // namespace

int run_why(const Options& options, const StopSignals& signals) {
  if (!options.variable.empty()) return run_why_variable(options, signals);
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_unavailable(opened.error());
  LocalHost& host = **opened;
  const Ready ready = compile_for_local(options, host, signals.stop(), signals.stop());
  if (ready.stopped()) return ready.exit;
  bool found = false;
  for (const CompiledHost& compiled : ready.compilation.hosts) {
    std::uint32_t node = 0;
    if (!has_resource(compiled.catalog, options.words.front(), node)) continue;
    found = true;
    const Result<WhyAnswer> answer = answer_for(host, compiled, node, signals);
    if (!answer) return report_error(answer.error());
    print_out(why_text(*answer, stdout_style()));
  }
  if (found) return exit_code::ok;
  const Result<bool> told = tell_orphan(host, options.words.front());
  if (!told) return report_error(told.error());
  return *told ? exit_code::ok : no_such_resource(ready.compilation, options.words.front());
}

}  // namespace converge
