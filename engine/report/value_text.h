// SPDX-License-Identifier: MIT
// engine/report/value_text.h: a value as indented text for people.
#pragma once

#include <string>

#include "engine/core/value.h"

namespace converge {

/// A map as "key: value" lines, a list as "- " items, both indented by what
/// they lie in. Reads like YAML, and is not meant to be parsed. Secrets are shown as "(secret)".
std::string value_text(const Value& value);

}  // namespace converge
