// SPDX-License-Identifier: MIT
// tests/unit/yaml/parsing.h: YAML in, a short text about the outcome out.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/value.h"
#include "engine/core/yaml/document.h"

namespace converge {

/// The canonical JSON of a text without errors, or its findings as in findings_of().
std::string json_of(std::string_view text, Feed feed = Feed::skeleton);

/// The findings in order, each as "LINE:COLUMN message\n".
std::string findings_of(std::string_view text);

/// The value of a text that must have no errors.
Value value_of(std::string_view text);

/// The places and styles of a value and all that is in it, as text.
std::string places_of(const Value& value);

}  // namespace converge
