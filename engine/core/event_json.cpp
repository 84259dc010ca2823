// SPDX-License-Identifier: MIT
// engine/core/event_json.cpp: events as JSON lines; docs/reference/events.md is their contract.
#include <algorithm>

#include "engine/core/event.h"
#include "engine/core/json.h"

namespace converge {

namespace {

Value text(std::string_view text) { return Value::string(std::string(text)); }

/// Builds the object of a line. A field that has nothing to say is left out.
class Line {
 public:
  explicit Line(std::string_view event = "") {
    if (event.empty()) return;
    set("event", text(event));
    set("v", Value::integer(event_version));
  }
  Line& set(std::string_view key, Value value) {
    map_.entries().push_back(Entry{std::string(key), std::move(value), {}});
    return *this;
  }
  Line& filled(std::string_view key, std::string_view value) {
    if (!value.empty()) set(key, text(value));
    return *this;
  }
  Line& filled(std::string_view key, List items) {
    if (!items.empty()) set(key, Value::list(std::move(items)));
    return *this;
  }
  Line& count(std::string_view key, std::size_t number) {
    return set(key, Value::integer(static_cast<std::int64_t>(number)));
  }
  Line& resource(const ResourceId& id) { return set("resource", text(id.text())); }
  Line& elapsed(Milliseconds time) { return set("elapsed_ms", Value::integer(time.count())); }
  Line& error(const std::optional<Error>& error);
  Value done() { return std::move(map_); }

 private:
  Value map_ = Value::map();
};

template <typename T, typename F>
List list_of(const std::vector<T>& items, F value_of) {
  List list;
  list.reserve(items.size());
  for (const T& item : items) list.push_back(value_of(item));
  return list;
}

Line& Line::error(const std::optional<Error>& error) {
  if (!error) return *this;
  Line line;
  line.set("code", text(error_code_name(error->code))).set("message", text(error->message));
  line.filled("context", list_of(error->context, text));
  return set("error", line.done());
}

/// The only place where a delta becomes JSON: a secret one keeps its values to itself.
Line delta_line(const Delta& delta) {
  const bool secret = delta.sensitivity == Sensitivity::secret;
  Line line;
  line.set("attribute", text(delta.attribute));
  line.set("before", secret ? Value::null() : text(delta.before));
  line.set("after", secret ? Value::null() : text(delta.after));
  if (secret) line.set("secret", Value::boolean(true));
  return line;
}

Value delta_json(const Delta& delta) { return delta_line(delta).done(); }

Value step_json(const Step& step) {
  Line line = delta_line(step.delta);
  if (step.disruption != Disruption::none) line.set("disruption", text(disruption_name(step.disruption)));
  return line.done();
}

/// A diff shows the text around a change, so a row with a secret has none to show.
bool holds_secret(const PlannedResource& planned) {
  return std::ranges::any_of(planned.steps,
                             [](const Step& step) { return step.delta.sensitivity == Sensitivity::secret; });
}

Value orphan_json(const Orphan& orphan) {
  return Line().resource(orphan.resource).filled("cause", orphan.cause).filled("run", orphan.run).done();
}

Value owed_json(const OwedTrigger& trigger) {
  Line line;
  line.resource(trigger.resource).set("refresh", text(refresh_name(trigger.refresh)));
  return line.set("cause", text(trigger.cause.text())).filled("run", trigger.run).done();
}

Value json_of(const RunStarted& event) {
  Line line("run_started");
  line.set("run", text(event.run)).set("host", text(event.host)).set("command", text(event.command));
  line.filled("revision", event.revision).filled("owner", event.owner).filled("tool", event.tool);
  return line.count("resources", event.resources).set("unix_ms", Value::integer(event.unix_ms)).done();
}

Value json_of(const ResourcePlanned& event) {
  const PlannedResource& planned = event.planned;
  Line line("resource_planned");
  line.resource(event.resource).filled("label", event.label).filled("origin", event.origin.text());
  line.set("decision", text(decision_name(planned.decision)));
  line.filled("reasons", list_of(planned.reasons, [](Reason reason) { return text(reason_name(reason)); }));
  line.filled("cause", planned.cause).filled("steps", list_of(planned.steps, step_json));
  if (!holds_secret(planned)) line.filled("diffs", list_of(planned.diffs, text));
  if (planned.refresh != Refresh::no) line.set("refresh", text(refresh_name(planned.refresh)));
  return line.filled("fingerprint", planned.fingerprint).error(planned.error).done();
}

Value json_of(const PlanFinished& event) {
  Line line("plan_finished");
  line.count("in_sync", event.in_sync)
      .count("not_due", event.not_due)
      .count("change", event.change)
      .count("after_apply", event.after_apply);
  line.count("deferred", event.deferred).count("blocked", event.blocked).count("assumed", event.assumed);
  line.count("unsupported", event.unsupported).count("unknown", event.unknown);
  return line.filled("orphans", list_of(event.orphans, orphan_json)).done();
}

Value json_of(const ResourceStarted& event) { return Line("resource_started").resource(event.resource).done(); }

Value json_of(const ResourceFinished& event) {
  Line line("resource_finished");
  line.resource(event.resource).filled("origin", event.origin.text()).set("outcome", text(outcome_name(event.outcome)));
  line.filled("deltas", list_of(event.deltas, delta_json)).filled("cause", event.cause);
  return line.filled("output", event.output).error(event.error).elapsed(event.elapsed).done();
}

Value json_of(const TriggerOwed& event) {
  Line line("trigger_owed");
  line.resource(event.resource).set("refresh", text(refresh_name(event.refresh)));
  return line.filled("causes", list_of(event.causes, [](const ResourceId& id) { return text(id.text()); })).done();
}

Value json_of(const TriggerFired& event) { return Line("trigger_fired").resource(event.resource).done(); }

Value json_of(const RunFinished& event) {
  Line line("run_finished");
  line.set("run", text(event.run)).count("unchanged", event.unchanged).count("changed", event.changed);
  line.count("failed", event.failed).count("not_converged", event.not_converged).count("skipped", event.skipped);
  line.count("deferred", event.deferred).count("canceled", event.canceled).count("timed_out", event.timed_out);
  line.count("owed", event.owed).filled("owed_triggers", list_of(event.owed_triggers, owed_json));
  return line.elapsed(event.elapsed).done();
}

}  // namespace

std::string to_json_line(const Event& event) {
  return to_json(std::visit([](const auto& each) { return json_of(each); }, event));
}

}  // namespace converge
