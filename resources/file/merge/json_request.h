// SPDX-License-Identifier: MIT
// resources/file/merge/json_request.h: what a JSON merge owns, as pointers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/value.h"
#include "resources/file/merge/merge.h"

namespace converge {

/// The tokens of a JSON pointer, unescaped, outermost first.
using JsonPath = std::vector<std::string>;

/// The pointer of a member: "/log-opts" and "max/size" give "/log-opts/max~1size".
std::string pointer_to(const std::string& parent, std::string_view key);

/// Reads a pointer; nothing if it does not start with "/" or has a bad escape.
std::optional<JsonPath> parse_pointer(std::string_view pointer);

/// The value behind a path that leads through maps alone, or null.
const Value* value_at(const Value& document, const JsonPath& path);

/// Puts a value into a map, with the maps on the way to it.
void put_at(Value& map, const JsonPath& path, Value value);

/// Equal by meaning: as JSON has but one type of number, 1 and 1.0 are the same.
bool same_json(const Value& a, const Value& b);

/// Checks the request alone and answers its absent pointers, read.
Result<std::vector<JsonPath>> check_json(const MergeRequest& request);

}  // namespace converge
