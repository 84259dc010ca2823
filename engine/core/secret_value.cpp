// SPDX-License-Identifier: MIT
#include "engine/core/secret_value.h"

#include <algorithm>
#include <utility>

namespace converge {

namespace {

constexpr std::string_view mark = "$secret";

/// Leaves the mark of a value alone; for all that is in it.
template <typename Change>
Value with_parts(Value value, const Change& change) {
  if (value.is_list())
    for (Value& item : value.items()) item = change(std::move(item));
  if (value.is_map())
    for (Entry& entry : value.entries()) entry.value = change(std::move(entry.value));
  return value;
}

}  // namespace

bool holds_secret(const Value& value) {
  if (value.sensitivity() == Sensitivity::secret) return true;
  if (value.is_list()) return std::ranges::any_of(value.items(), holds_secret);
  return value.is_map() && std::ranges::any_of(value.entries(), [](const Entry& entry) { return holds_secret(entry.value); });
}

bool holds_sealed(const Value& value) {
  if (value.is_list()) return std::ranges::any_of(value.items(), holds_sealed);
  if (value.is_map()) return std::ranges::any_of(value.entries(), [](const Entry& entry) { return holds_sealed(entry.value); });
  return value.style() == Style::sealed;
}

void mark_scalars_secret(Value& value) {
  if (value.is_list())
    for (Value& item : value.items()) mark_scalars_secret(item);
  else if (value.is_map())
    for (Entry& entry : value.entries()) mark_scalars_secret(entry.value);
  else
    value.set_sensitivity(Sensitivity::secret);
}

Value seal(const Value& value) {
  const bool secret = value.sensitivity() == Sensitivity::secret;
  Value sealed = with_parts(value, [](const Value& part) { return seal(part); });
  if (!secret) return sealed;
  sealed.set_sensitivity(Sensitivity::open);
  Value out = Value::map({}, value.span());
  out.set(mark, std::move(sealed));
  return out;
}

Value unseal(Value value) {
  if (value.is_map() && value.entries().size() == 1 && value.entries().front().key == mark) {
    Value inside = unseal(std::move(value.entries().front().value));
    inside.set_sensitivity(Sensitivity::secret);
    return inside;
  }
  return with_parts(std::move(value), [](Value part) { return unseal(std::move(part)); });
}

}  // namespace converge
