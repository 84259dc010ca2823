// SPDX-License-Identifier: MIT
#include "engine/report/why_text.h"

#include "engine/core/clock.h"
#include "engine/report/columns.h"
#include "engine/report/words.h"

namespace converge {

namespace {

std::string node_name(const Catalog& catalog, std::uint32_t node) {
  if (node < catalog.resources.size()) return printable(catalog.resources[node].id.text());
  return "(" + catalog.barriers[node - catalog.resources.size()] + ")";
}

std::string value_text(const Delta& delta) {
  return delta.sensitivity == Sensitivity::secret ? "(secret)" : side_text(delta, delta.before) + " -> " + side_text(delta, delta.after);
}

/// Builds the answer section by section.
class WhyWriter {
 public:
  WhyWriter(const WhyAnswer& answer, const TextStyle& style) : answer_(answer), style_(style) {}

  std::string write() {
    const Resource& resource = answer_.catalog.resources[answer_.node];
    out_ = paint(style_.colour, Ink::bold, printable(resource.id.text())) + " on " + answer_.catalog.host + "\n";
    section("asked for");
    row("at", resource.origin.text());
    row("name", resource.label);
    row("role", resource.role);
    row("revision", answer_.catalog.revision);
    add_edges();
    add_found();
    add_decision();
    add_past();
    return std::move(out_);
  }

 private:
  void section(const std::string& title) { out_ += paint(style_.colour, Ink::cyan, title) + "\n"; }
  void row(const std::string& name, const std::string& value) {
    if (!value.empty()) out_ += "  " + printable(name) + ": " + quoted_lines(value, "    | ");
  }

  void add_edges() {
    std::string before;
    std::string after;
    for (const Edge& edge : answer_.catalog.edges) {
      const std::string why = "  [" + std::string(edge_type_name(edge.type)) + ": " + printable(edge.reason) + "]\n";
      if (edge.to == answer_.node) before += "  " + node_name(answer_.catalog, edge.from) + why;
      if (edge.from == answer_.node) after += "  " + node_name(answer_.catalog, edge.to) + why;
    }
    if (!before.empty()) section("comes after");
    out_ += before;
    if (!after.empty()) section("comes before");
    out_ += after;
  }

  void add_found() {
    section("found on the machine");
    for (const Observation& seen : answer_.observations) row(seen.attribute, seen.value);
    const bool blocked = answer_.planned.decision == Decision::blocked;
    if (answer_.planned.error) row(blocked ? "stands in the way" : "could not be read", answer_.planned.error->text());
  }

  void add_decision() {
    const PlannedResource& planned = answer_.planned;
    section("decision");
    std::string reasons;
    for (const Reason reason : planned.reasons)
      reasons += (reasons.empty() ? "" : ", ") + std::string(reason_name(reason));
    row(std::string(decision_name(planned.decision)),
        planned.cause.empty() ? (reasons.empty() ? "nothing to do" : reasons) : planned.cause);
    for (const Step& step : planned.steps) row("  " + step.delta.attribute, value_text(step.delta));
    if (planned.refresh != Refresh::no) row("refresh", std::string(refresh_name(planned.refresh)));
    for (const std::string& diff : planned.diffs) out_ += lines_below(diff, "");
  }

  void add_past() {
    if (answer_.past.empty()) return;
    section("past runs");
    for (const OutcomeRecord& record : answer_.past) {
      out_ += "  " + utc_text(record.time_ms) + "  " + std::string(outcome_name(record.finished.outcome)) + "  (run " +
              record.run + ")\n";
      for (const Delta& delta : record.finished.deltas) row("    " + delta.attribute, value_text(delta));
      if (record.finished.error) row("    error", record.finished.error->text());
    }
  }

  const WhyAnswer& answer_;
  const TextStyle& style_;
  std::string out_;
};

}  // namespace

std::string why_text(const WhyAnswer& answer, const TextStyle& style) { return WhyWriter(answer, style).write(); }

}  // namespace converge
