// SPDX-License-Identifier: MIT
// engine/template/wrap.h: cutting text into parts: lines of a width, words, fields.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/template/operand.h"

namespace converge::templates {

/// How lines are cut; the width counts characters.
struct Wrapping {
  std::size_t width = 79;
  bool break_long_words = true;
  bool break_on_hyphens = true;
};
/// The lines of one paragraph, as Python's textwrap cuts them.
std::vector<std::string> wrap(std::string_view text, const Wrapping& wrapping);

/// str.split(): at white space without a separator; `at_most` cuts, -1 for all.
Operand split_text(std::string_view text, const std::optional<std::string>& separator, std::int64_t at_most);
/// str.strip(chars).
Operand call_text_strip(std::string_view text, std::string_view characters);

}  // namespace converge::templates
