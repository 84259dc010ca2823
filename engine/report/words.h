// SPDX-License-Identifier: MIT
// engine/report/words.h: numbers, times and deltas in words, the same in every report.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "engine/core/change.h"

namespace converge {

/// "12 ms", "1.2 s", "2 min 5 s", "1 h 2 min".
std::string duration_text(std::chrono::milliseconds time);

/// "1 error", "17 errors": the plural is the word with an s, where none is given.
std::string count_of(std::size_t number, std::string_view word, std::string_view plural = "");

/// "a", "a, b": texts with something between them.
template <typename Texts>
std::string join(const Texts& texts, std::string_view between) {
  std::string out;
  for (const auto& text : texts) {
    if (!out.empty()) out += between;
    out += text;
  }
  return out;
}

/// One side of a delta on one line; a secret is "(secret)", further lines are
/// counted, and what is very long is cut.
std::string side_text(const Delta& delta, const std::string& side);

/// "mode: 0644 -> 0600"
std::string delta_text(const Delta& delta);

/// The lines of a text, each printable, with `mark` before it and its newline.
std::string lines_below(std::string_view text, std::string_view mark);
/// The first line of a text as it stands, further ones below it with `mark`; with the last newline.
std::string quoted_lines(std::string_view text, std::string_view mark);

/// "restarts": what a disruption does, as a verb; "" for none.
std::string_view disruption_verb(Disruption disruption);

}  // namespace converge
