// SPDX-License-Identifier: MIT
// engine/core/event_parse.cpp: event lines back into events.
#include <algorithm>
#include <array>

#include "engine/core/event.h"
#include "engine/core/json.h"

namespace converge {

namespace {

/// Reads the fields of one object. The first thing that is wrong is kept; from
/// then on it answers empty values, so that readers need no checks of their own.
/// Objects within the object share the error: the first one ends them all.
class Fields {
 public:
  Fields(const Value& object, std::optional<Error>& error) : object_(object), error_(error) {
    if (!object.is_map()) refuse("an object is expected");
  }

  std::string required(std::string_view key) { return object_.is_map() && here(key) ? optional(key) : missing(key); }
  std::string optional(std::string_view key) {
    const Value* value = here(key);
    if (value == nullptr) return "";
    if (value->is_string()) return value->text();
    return refuse("'" + std::string(key) + "' must be a string"), "";
  }
  std::int64_t number(std::string_view key) {
    const Value* value = here(key);
    if (value == nullptr) return 0;
    if (value->type() == Type::integer && value->as_integer() >= 0) return value->as_integer();
    return refuse("'" + std::string(key) + "' must be a whole number, not negative"), 0;
  }
  std::size_t count(std::string_view key) { return static_cast<std::size_t>(number(key)); }
  bool flag(std::string_view key) {
    const Value* value = here(key);
    if (value == nullptr) return false;
    if (value->type() == Type::boolean) return value->as_boolean();
    return refuse("'" + std::string(key) + "' must be true or false"), false;
  }
  const Value* here(std::string_view key) const { return object_.is_map() ? object_.find(key) : nullptr; }

  ResourceId resource(std::string_view key = "resource") { return id_of(required(key)); }
  ResourceId id_of(const std::string& name) {
    auto id = parse_resource_id(name);
    if (id) return *std::move(id);
    return refuse("'" + name + "' is not of the form kind[title]"), ResourceId{};
  }

  /// A word of a closed set; `fallback` where it is left out.
  template <typename Parse, typename T>
  T word(std::string_view key, Parse parse, T fallback) {
    const std::string name = optional(key);
    if (name.empty()) return fallback;
    if (auto value = parse(name)) return *value;
    return refuse("'" + name + "' is no known " + std::string(key)), fallback;
  }

  /// A word of a closed set that must be there.
  template <typename Parse>
  auto word(std::string_view key, Parse parse) {
    using Word = typename decltype(parse(key))::value_type;
    return required(key).empty() ? Word{} : word(key, parse, Word{});
  }

  /// Each item of a list, read by `read(value)`.
  template <typename F>
  auto list(std::string_view key, F read) {
    std::vector<decltype(read(std::declval<const Value&>()))> items;
    const Value* value = here(key);
    if (value == nullptr) return items;
    if (!value->is_list()) return refuse("'" + std::string(key) + "' must be a list"), items;
    for (const Value& item : value->items()) items.push_back(read(item));
    return items;
  }
  std::vector<std::string> texts(std::string_view key) {
    return list(key, [&](const Value& item) { return text_of(item, key); });
  }
  std::string text_of(const Value& item, std::string_view key) {
    if (!item.is_string()) refuse("'" + std::string(key) + "' must hold strings");
    return item.is_string() ? item.text() : "";
  }
  void refuse(std::string message) {
    if (!error_) error_ = Error{ErrorCode::invalid, std::move(message), {}};
  }
  std::optional<Error>& error() { return error_; }

 private:
  std::string missing(std::string_view key) { return refuse("'" + std::string(key) + "' is missing"), ""; }

  const Value& object_;
  std::optional<Error>& error_;
};

std::optional<Error> read_error(Fields& fields) {
  const Value* value = fields.here("error");
  if (value == nullptr) return std::nullopt;
  Fields inner(*value, fields.error());
  return Error{inner.word("code", parse_error_code, ErrorCode::io), inner.required("message"), inner.texts("context")};
}

/// A secret row comes back as such, without values.
Delta read_delta(Fields& fields) {
  if (!fields.flag("secret"))
    return Delta{fields.required("attribute"), fields.optional("before"), fields.optional("after"), Sensitivity::open};
  return Delta{fields.required("attribute"), "", "", Sensitivity::secret};
}

Step read_step(Fields& fields) {
  return Step{read_delta(fields), fields.word("disruption", parse_disruption, Disruption::none)};
}

Orphan read_orphan(Fields& fields) {
  return Orphan{fields.resource(), fields.optional("cause"), fields.optional("run")};
}

Event read_run_started(Fields& fields) {
  return RunStarted{fields.required("run"),      fields.required("host"),  fields.required("command"),
                    fields.optional("revision"), fields.optional("owner"), fields.count("resources"),
                    fields.optional("tool"),     fields.number("unix_ms")};
}

Event read_resource_planned(Fields& fields) {
  const auto read_reason = [&](const Value& item) {
    const std::string name = fields.text_of(item, "reasons");
    const auto reason = parse_reason(name);
    if (!reason) fields.refuse("'" + name + "' is no known reason");
    return reason.value_or(Reason::pending);
  };
  PlannedResource planned;
  planned.decision = fields.word("decision", parse_decision);
  planned.reasons = fields.list("reasons", read_reason);
  planned.cause = fields.optional("cause");
  planned.steps = fields.list("steps", [&](const Value& item) {
    Fields inner(item, fields.error());
    return read_step(inner);
  });
  planned.diffs = fields.texts("diffs");
  planned.refresh = fields.word("refresh", parse_refresh, Refresh::no);
  planned.fingerprint = fields.optional("fingerprint");
  planned.error = read_error(fields);
  return ResourcePlanned{fields.resource(), fields.optional("label"), parse_span(fields.optional("origin")),
                         std::move(planned)};
}

Event read_plan_finished(Fields& fields) {
  PlanFinished event;
  event.in_sync = fields.count("in_sync");
  event.not_due = fields.count("not_due");
  event.change = fields.count("change");
  event.after_apply = fields.count("after_apply");
  event.deferred = fields.count("deferred");
  event.blocked = fields.count("blocked");
  event.assumed = fields.count("assumed");
  event.unsupported = fields.count("unsupported");
  event.unknown = fields.count("unknown");
  event.orphans = fields.list("orphans", [&](const Value& item) {
    Fields inner(item, fields.error());
    return read_orphan(inner);
  });
  return event;
}

Event read_resource_started(Fields& fields) { return ResourceStarted{fields.resource()}; }

Event read_resource_finished(Fields& fields) {
  ResourceFinished event;
  event.resource = fields.resource();
  event.origin = parse_span(fields.optional("origin"));
  event.outcome = fields.word("outcome", parse_outcome);
  event.deltas = fields.list("deltas", [&](const Value& item) {
    Fields inner(item, fields.error());
    return read_delta(inner);
  });
  event.cause = fields.optional("cause");
  event.output = fields.optional("output");
  event.error = read_error(fields);
  event.elapsed = Milliseconds(fields.number("elapsed_ms"));
  return event;
}

Event read_trigger_owed(Fields& fields) {
  return TriggerOwed{
      fields.resource(), fields.word("refresh", parse_refresh, Refresh::restart),
      fields.list("causes", [&](const Value& item) { return fields.id_of(fields.text_of(item, "causes")); })};
}

Event read_trigger_fired(Fields& fields) { return TriggerFired{fields.resource()}; }

Event read_run_finished(Fields& fields) {
  RunFinished event;
  event.run = fields.required("run");
  event.unchanged = fields.count("unchanged");
  event.changed = fields.count("changed");
  event.failed = fields.count("failed");
  event.not_converged = fields.count("not_converged");
  event.skipped = fields.count("skipped");
  event.deferred = fields.count("deferred");
  event.canceled = fields.count("canceled");
  event.timed_out = fields.count("timed_out");
  event.owed = fields.count("owed");
  event.owed_triggers = fields.list("owed_triggers", [&](const Value& item) {
    Fields inner(item, fields.error());
    return OwedTrigger{inner.resource(), inner.id_of(inner.required("cause")),
                       inner.word("refresh", parse_refresh), inner.optional("run")};
  });
  event.elapsed = Milliseconds(fields.number("elapsed_ms"));
  return event;
}

/// The events by name; docs/reference/events.md describes each.
struct Reader {
  std::string_view event;
  Event (*read)(Fields&);
};

constexpr std::array<Reader, 8> readers = {{{"run_started", read_run_started},
                                            {"resource_planned", read_resource_planned},
                                            {"plan_finished", read_plan_finished},
                                            {"resource_started", read_resource_started},
                                            {"resource_finished", read_resource_finished},
                                            {"trigger_owed", read_trigger_owed},
                                            {"trigger_fired", read_trigger_fired},
                                            {"run_finished", read_run_finished}}};

Result<Event> read_event(const Value& object) {
  std::optional<Error> error;
  Fields fields(object, error);
  const std::string name = fields.required("event");
  const std::int64_t version = fields.number("v");
  if (error) return fail(*std::move(error));
  if (version != event_version)
    return fail(ErrorCode::unsupported, "event format " + std::to_string(version) + " is not known here (only " +
                                            std::to_string(event_version) + " is)");
  const auto* reader = std::ranges::find(readers, name, &Reader::event);
  if (reader == readers.end()) return fail(ErrorCode::unsupported, "there is no event '" + name + "'");
  Event event = reader->read(fields);
  if (error) return fail(Error(*std::move(error)).while_doing(name));
  return event;
}

}  // namespace

Result<Event> parse_event(std::string_view json_line) {
  auto object = parse_json(json_line);
  if (!object) return fail(std::move(object.error()).while_doing("reading an event line"));
  auto event = read_event(*object);
  if (!event) return fail(std::move(event.error()).while_doing("reading an event line"));
  return event;
}

}  // namespace converge
