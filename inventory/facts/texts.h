// SPDX-License-Identifier: MIT
// inventory/facts/texts.h: cutting the texts of /proc and /etc into pieces.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace converge {

/// Without white space at its ends.
std::string_view trimmed(std::string_view text);
/// The lines of a text, without their ends.
std::vector<std::string_view> cut_lines(std::string_view text);
/// The words between spaces and tabs.
std::vector<std::string_view> cut_words(std::string_view line);
/// What stands behind "KEY:" on the first line that begins so (blanks around the colon are free); nothing without one.
std::optional<std::string_view> field_of(std::string_view text, std::string_view key);
/// A whole decimal number; nothing for anything else.
std::optional<std::int64_t> number_of(std::string_view text);

}  // namespace converge
