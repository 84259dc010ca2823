// SPDX-License-Identifier: MIT
// state/journal_text.cpp: what the journal stores as JSON, to text and back.
#include "state/journal_text.h"

#include <algorithm>

#include "engine/core/json.h"

namespace converge {

namespace {

bool holds_secret(const Value& value) {
  if (value.sensitivity() == Sensitivity::secret) return true;
  if (value.is_list()) return std::ranges::any_of(value.items(), holds_secret);
  if (!value.is_map()) return false;
  return std::ranges::any_of(value.entries(), [](const Entry& entry) { return holds_secret(entry.value); });
}

}  // namespace

std::string inverse_text(const Inverse& inverse) {
  Value map = Value::map();
  Value told = Value::list();
  for (const Told& each : inverse.told) {
    const std::string refresh(refresh_name(each.refresh));
    told.push_back(Value::list({Value::string(each.resource.kind), Value::string(each.resource.title), Value::string(refresh)}));
  }
  if (!told.items().empty()) map.set("told", std::move(told));
  if (inverse.left && !holds_secret(*inverse.left)) map.set("left", *inverse.left);
  if (inverse.attributes && holds_secret(*inverse.attributes)) {
    map.set("reason", Value::string("what was there before is a secret, and secrets are not stored"));
    return to_json(map);
  }
  if (inverse.attributes) map.set("attributes", *inverse.attributes);
  Value lost = Value::list();
  for (const std::string& each : inverse.lost) lost.push_back(Value::string(each));
  if (!lost.items().empty()) map.set("lost", std::move(lost));
  if (!inverse.reason.empty()) map.set("reason", Value::string(inverse.reason));
  return to_json(map);
}

Result<Inverse> parse_inverse(std::string_view text) {
  auto map = parse_json(text);
  if (!map) return fail(std::move(map.error()).while_doing("reading how a change is undone"));
  if (!map->is_map()) return fail(ErrorCode::invalid, "how a change is undone must be a map");
  Inverse inverse;
  if (Value* attributes = map->find("attributes")) inverse.attributes = std::move(*attributes);
  if (Value* reason = map->find("reason")) inverse.reason = reason->take_text();
  if (Value* left = map->find("left")) inverse.left = std::move(*left);
  if (const Value* lost = map->find("lost"); lost != nullptr && lost->is_list())
    for (const Value& each : lost->items()) inverse.lost.push_back(each.text());
  if (const Value* told = map->find("told"); told != nullptr && told->is_list()) {
    for (const Value& each : told->items()) {
      if (!each.is_list() || each.items().size() != 3) return fail(ErrorCode::invalid, "whom a change told is malformed");
      const auto refresh = parse_refresh(each.items()[2].text());
      inverse.told.push_back({{each.items()[0].text(), each.items()[1].text()}, refresh.value_or(Refresh::restart)});
    }
  }
  return inverse;
}

ResourceFinished interrupted(ResourceId resource) {
  ResourceFinished finished;
  finished.resource = std::move(resource);
  finished.outcome = Outcome::canceled;
  finished.cause = "the run was interrupted; it is not known whether this was done";
  return finished;
}

}  // namespace converge
