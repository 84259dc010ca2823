// SPDX-License-Identifier: MIT
// engine/template/regex_syntax.h: regular expressions in Python's syntax, written for PCRE2.
#pragma once

#include <string>
#include <string_view>

namespace converge::templates {

/// The pattern that means to PCRE2 what the given one means to Python's `re`. Throws a
/// Failure for what only PCRE2 knows: people's patterns shall mean the same in both.
std::string pcre_pattern(std::string_view pattern);

}  // namespace converge::templates
