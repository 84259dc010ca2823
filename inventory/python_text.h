// SPDX-License-Identifier: MIT
// inventory/python_text.h: Python's string literals, and values as Python prints them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/value.h"

namespace converge {

/// What stands before the text of a literal: r"", b'', three quotes.
struct StringStart {
  std::size_t length = 0;  ///< of prefix and quotes
  std::string_view quotes;
  bool raw = false;
  bool formatted = false;  ///< an f-string, which is no literal
};
/// The beginning of a string literal, if the text starts with one.
std::optional<StringStart> string_start(std::string_view text);

/// A literal, read.
struct PythonString {
  std::string text;
  std::size_t length = 0;  ///< as written, with quotes
};
/// Reads the literal that the text starts with; nothing where Python would refuse it.
std::optional<PythonString> read_python_string(std::string_view text, const StringStart& start);

/// A value as Python's str() writes it: text bare, the rest as repr() does.
std::string python_text(const Value& value);

}  // namespace converge
