// SPDX-License-Identifier: MIT
// engine/core/utf8.h: the shape of UTF-8, for who must tell text from bytes.
#pragma once

#include <cstddef>
#include <string_view>

namespace converge {

/// The length in bytes of the well-formed UTF-8 character that `text` starts
/// with; 0 if there is none (empty, stray or overlong bytes, surrogates, beyond U+10FFFF).
constexpr std::size_t utf8_front(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty()) return 0;
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  // The second byte's range is narrower after these four (Unicode, table 3-7).
  const unsigned char second = byte(1);
  const bool narrow = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                      (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return narrow ? 0 : length;
}

/// Whether all of `text` is well-formed UTF-8.
constexpr bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_front(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace converge
