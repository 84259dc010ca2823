// SPDX-License-Identifier: MIT
#include "engine/report/plan_text.h"

#include <algorithm>
#include <cassert>

#include "engine/report/columns.h"
#include "engine/report/plan_rows.h"
#include "engine/report/words.h"

namespace converge {

namespace {

bool is_shown(const PlannedResource& planned) {
  const Decision decision = planned.decision;
  return decision != Decision::in_sync && decision != Decision::not_due && decision != Decision::assumed;
}

bool interrupts(const PlannedResource& planned) {
  const bool acts = planned.decision == Decision::change || planned.decision == Decision::after_apply;
  return acts && planned.disruption() >= Disruption::restart;
}

/// "  restarts  systemd[docker.service]", for what a run would, or may, interrupt.
std::string interruptions(const Catalog& catalog, const Plan& plan) {
  std::string out;
  for (std::size_t i = 0; i < plan.resources.size(); ++i) {
    if (!interrupts(plan.resources[i])) continue;
    const Decision decision = plan.resources[i].decision;
    std::string verb(disruption_verb(plan.resources[i].disruption()));
    verb.resize(std::max<std::size_t>(verb.size(), 8), ' ');
    out += "  " + verb + "  " + printable(catalog.resources[i].id.text());
    if (decision == Decision::after_apply) out += "  (perhaps: known only after " + printable(plan.resources[i].cause) + ")";
    const DisruptionPolicy policy = catalog.resources[i].disruption;
    if (policy != DisruptionPolicy::ask) out += "  (" + std::string(disruption_policy_name(policy)) + ")";
    out += "\n";
  }
  return out;
}

/// An apply is about to ask; a plan says that it would.
std::string_view interruptions_title(const Catalog& catalog, const Plan& plan, PlanPurpose purpose) {
  bool asks = false;
  for (std::size_t i = 0; i < plan.resources.size(); ++i)
    asks = asks || (interrupts(plan.resources[i]) && catalog.resources[i].disruption == DisruptionPolicy::ask);
  if (!asks || purpose != PlanPurpose::answer) return "These interrupt something:";
  return "These interrupt something (apply asks first; where it cannot ask, it needs --yes, or leaves them deferred):";
}

std::string orphans_text(const Plan& plan) {
  std::string out;
  for (const Orphan& orphan : plan.orphans) {
    out += "  " + printable(orphan.resource.text());
    if (!orphan.cause.empty()) out += ", because " + printable(orphan.cause) + " changed";
    if (!orphan.run.empty()) out += " in run " + printable(orphan.run);
    out += "\n";
  }
  return out;
}

std::string counts_text(const Plan& plan) {
  struct Count {
    Decision decision;
    std::string_view words;
  };
  constexpr Count counts[] = {{Decision::change, "to change"},        {Decision::after_apply, "known only after apply"},
                              {Decision::deferred, "deferred"},       {Decision::blocked, "blocked"},
                              {Decision::unsupported, "unsupported"}, {Decision::unknown, "could not be read"},
                              {Decision::assumed, "assumed"},         {Decision::not_due, "not due"},
                              {Decision::in_sync, "in sync"}};
  std::vector<std::string> parts;
  for (const Count& each : counts)
    if (const std::size_t number = plan.count(each.decision); number > 0 || each.decision == Decision::in_sync)
      parts.push_back(std::to_string(number) + " " + std::string(each.words));
  return join(parts, ", ");
}

std::string section(std::string_view title, const std::string& rows) {
  return rows.empty() ? "" : "\n" + std::string(title) + "\n" + rows;
}

}  // namespace

std::string plan_text(const Catalog& catalog, const Plan& plan, const PlanTextOptions& options) {
  assert(catalog.resources.size() == plan.resources.size());
  if (plan.in_sync()) return in_sync_text(plan.host, plan.resources.size(), options.elapsed) + "\n";
  std::string out;
  for (std::size_t i = 0; i < plan.resources.size(); ++i)
    if (is_shown(plan.resources[i])) out += plan_rows(catalog, plan, i, options);
  out += section(interruptions_title(catalog, plan, options.purpose), interruptions(catalog, plan));
  out += section("Owed by earlier runs, but no longer in the YAML (put them back, or refresh them by hand and then `converge forget` them):",
                 orphans_text(plan));
  out += "\nPlan: " + counts_text(plan) + ".";
  return out + (options.purpose == PlanPurpose::answer ? " Nothing was changed.\n" : "\n");
}

std::string in_sync_text(std::string_view host, std::size_t resources,
                         std::optional<std::chrono::milliseconds> elapsed) {
  std::string out = std::string(host) + ": in sync (" + count_of(resources, "resource") + " checked";
  if (elapsed) out += " in " + duration_text(*elapsed);
  return out + ")";
}

}  // namespace converge
