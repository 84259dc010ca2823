// SPDX-License-Identifier: MIT
// resources/process/shell_quote.h: a command line as people would type it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace converge {

/// One word as a POSIX shell reads it back, quoted only where it must be.
std::string shell_quote(std::string_view word);

/// An argument list as one line that a shell would split into the same words.
std::string shell_text(const std::vector<std::string>& argv);

/// A text on one line of at most `limit` bytes: line ends become "; ", what is
/// too long ends in "...". Never cuts a UTF-8 character.
std::string one_line(std::string_view text, std::size_t limit);

}  // namespace converge
