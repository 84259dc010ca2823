// SPDX-License-Identifier: MIT
// state/journal_text.h: what the journal stores as JSON, to text and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/core/event.h"
#include "engine/core/kind.h"

namespace converge {

/// An inverse as JSON. One that holds a secret keeps the reason alone: secrets are in no store.
std::string inverse_text(const Inverse& inverse);
Result<Inverse> parse_inverse(std::string_view text);

/// A stored event of one type; another type is invalid.
template <typename E>
Result<E> parse_stored(std::string_view text) {
  Result<Event> event = parse_event(text);
  if (!event) return fail(std::move(event.error()));
  if (E* wanted = std::get_if<E>(&*event)) return std::move(*wanted);
  return fail(ErrorCode::invalid, "an event of another type is stored here");
}

/// Stands for the outcome of what an interrupted run meant to do.
ResourceFinished interrupted(ResourceId resource);

}  // namespace converge
