// SPDX-License-Identifier: MIT
// resources/file/merge/far_integer.h: integers beyond 64 bits in somebody
// else's document. No Value holds one, and none of their digits may be lost.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace converge {

/// parse_json() for a document that is edited: an integer beyond 64 bits is a
/// text of its digits behind a mark that no text of a document has.
Result<Value> parse_document(std::string_view text);

/// The digits of an integer that parse_document() has marked.
std::optional<std::string_view> far_integer(const Value& value);

/// Canonical JSON with the marked integers as they were written.
std::string document_json(const Value& value);

}  // namespace converge
