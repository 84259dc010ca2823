// SPDX-License-Identifier: MIT
// resources/file/merge/rows.h: the rows of a merge, in short words for people.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/change.h"
#include "engine/core/value.h"

namespace converge {

/// What stands in a row where there is nothing.
inline constexpr std::string_view absent_word = "absent";

/// And where there is something that is not to be shown.
inline constexpr std::string_view hidden_word = "(secret)";

/// `text` on at most 80 bytes: what is longer loses its middle.
std::string shorten(std::string_view text);

/// A value as short JSON.
std::string words(const Value& value);

/// A text in quotes, escaped and short, for rows and messages.
std::string quoted(std::string_view text);

/// The text of a scalar as a line-based file has it: a plain YAML scalar as it
/// was written, "true", "12". A list or map has none.
std::string scalar_text(const Value& value);

/// Whether a value or anything in it is secret.
Sensitivity sensitivity_of(const Value& value);

/// A row; the texts of a secret one say only whether there is something.
Delta row(std::string attribute, std::string before, std::string after, Sensitivity sensitivity = Sensitivity::open);

}  // namespace converge
