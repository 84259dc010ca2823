// SPDX-License-Identifier: MIT
// engine/cli/python_layout.h: values in the layouts that Python's json and yaml print.
#pragma once

#include <string>

#include "engine/core/value.h"

namespace converge {

/// JSON with four spaces, keys as they stand.
std::string indented_json(const Value& value);

/// YAML in blocks, which reads back as the same value in YAML 1.1 and 1.2: text that
/// either could take for something else is quoted. Ends with a newline.
std::string block_yaml(const Value& value);

}  // namespace converge
