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
  if (inverse.attributes && holds_secret(*inverse.attributes)) {
    map.set("reason", Value::string("what was there before is a secret, and secrets are not stored"));
    return to_json(map);
  }
  if (inverse.attributes) map.set("attributes", *inverse.attributes);
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
