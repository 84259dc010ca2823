// SPDX-License-Identifier: MIT
// engine/core/span.h: where in the user's files a value was written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace converge {

/// A place in a source file. Lines and columns count from 1; columns count bytes.
/// A span without a file (`file == nullptr`) is "nowhere": a value we computed.
struct Span {
  const std::string* file = nullptr;  ///< interned by intern_file(), lives as long as the process
  std::uint32_t line = 0;
  std::uint16_t column = 0;
  std::uint16_t length = 0;  ///< bytes to underline; 0 means "unknown, underline one"

  [[nodiscard]] bool known() const { return file != nullptr; }
  /// "site.yaml:4:7", or "" for a span that is nowhere.
  [[nodiscard]] std::string text() const;
  bool operator==(const Span&) const = default;
};

/// The one copy of a file's name; equal names give equal pointers. Thread-safe.
const std::string* intern_file(std::string_view name);

/// Reads "site.yaml:4:7" back into a span; nowhere if it is not of that form.
Span parse_span(std::string_view text);

}  // namespace converge
