// SPDX-License-Identifier: MIT
// why.cpp: `converge why RESOURCE`: everything about one resource.
#include <algorithm>

#include "engine/cli/commands.h"
#include "engine/cli/front_door.h"
#include "engine/report/why_text.h"

namespace converge {

namespace {

/// The resource in the catalog of a host, or the exit code after saying that there is none.
int find_resource(const Catalog& catalog, const std::string& word, std::uint32_t& node) {
  const auto id = parse_resource_id(word);
  if (const auto found = id ? catalog.find(*id) : std::nullopt) {
    node = *found;
    return exit_code::ok;
  }
  std::vector<std::string> names;
  for (const Resource& resource : catalog.resources) names.push_back(resource.id.text());
  const std::string guess = nearest(word, {names.begin(), names.end()});
  print_error("converge: error: " + catalog.host + " has no resource '" + word + "'\n" +
              (guess.empty() ? "  = fix: `converge graph` lists them; write kind[title]\n" : "  = fix: did you mean '" + guess + "'?\n"));
  return exit_code::usage;
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
  const auto opened = LocalHost::open(options.root, options.state_folder);
  if (!opened) return report_error(opened.error());
  LocalHost& host = **opened;
  const Ready ready = compile_for_local(options, host);
  if (ready.stopped()) return ready.exit;
  for (const CompiledHost& compiled : ready.compilation.hosts) {
    std::uint32_t node = 0;
    if (const int exit = find_resource(compiled.catalog, options.words.front(), node); exit != exit_code::ok) return exit;
    const Result<WhyAnswer> answer = answer_for(host, compiled, node, signals);
    if (!answer) return report_error(answer.error());
    print_out(why_text(*answer, stdout_style()));
  }
  return exit_code::ok;
}

}  // namespace converge
