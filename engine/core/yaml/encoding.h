// SPDX-License-Identifier: MIT
// engine/core/yaml/encoding.h: which bytes a YAML text may hold.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/diagnostic.h"
#include "engine/core/yaml/gate.h"

namespace converge::yaml {

enum class Legibility : std::uint8_t { legible, illegible };

/// Reports bytes that are not UTF-8, control characters, lone carriage returns
/// and byte order marks within the text; the first twenty of them. Answers
/// whether the lines of the text can be told.
Legibility check_encoding(std::string_view text, const std::string* file, Gated& gated, Diagnostics& diagnostics);

/// Whether the first bytes are those of a UTF-16 or UTF-32 file.
bool is_wide_encoding(std::string_view text);

}  // namespace converge::yaml
