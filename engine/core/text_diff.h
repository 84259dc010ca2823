// SPDX-License-Identifier: MIT
// engine/core/text_diff.h: the difference between two texts, for people and for patch.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace converge {

/// What stands behind "---" and "+++": usually the path, or "/dev/null".
struct DiffLabels {
  std::string before;
  std::string after;
};

/// A unified diff with three lines of context, as `patch` reads it; "" if the
/// texts are equal. Contents with a NUL or bytes that are not UTF-8 give the one
/// line "Binary contents differ". Time and memory are bounded: texts that are
/// too long or too different give one hunk that replaces all between their
/// common head and tail. A diff beyond `max_bytes` is cut after a whole line, and
/// its last line says how many more there were.
std::string unified_diff(std::string_view before, std::string_view after, const DiffLabels& labels,
                         std::size_t max_bytes = 256 * 1024);

}  // namespace converge
