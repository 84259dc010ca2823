// SPDX-License-Identifier: MIT
// inventory/ini_words.h: a host's line of an INI inventory, cut into words as a shell would.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"

namespace converge {

/// A word without its quotes, and where it stands in the line.
struct IniWord {
  std::string text;
  std::size_t offset = 0;
  std::size_t length = 0;  ///< as written, with quotes
};

/// A line in words, and what was left out.
struct IniWords {
  std::vector<IniWord> words;
  bool cut_a_word = false;  ///< a '#' inside a word began a comment
};

/// Cuts at white space outside quotes. In single quotes all is text; in double
/// quotes a backslash guards '"' and itself; elsewhere it guards any character.
/// '#' begins a comment, also inside a word. An error for what never ends.
Result<IniWords> split_ini_line(std::string_view line);

}  // namespace converge
