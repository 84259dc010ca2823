// SPDX-License-Identifier: MIT
// tests/unit/core_diff/patch_applier.h: applies a unified diff strictly, to judge it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace converge {

/// `before` with the diff applied; nothing if a header, a count, a context
/// line or a removed line does not fit exactly.
std::optional<std::string> apply_diff(std::string_view before, std::string_view diff);

/// How many lines a unified diff removes and adds.
struct DiffCounts {
  std::size_t removed = 0;
  std::size_t added = 0;
  bool operator==(const DiffCounts&) const = default;
};
DiffCounts count_lines(std::string_view diff);

}  // namespace converge
