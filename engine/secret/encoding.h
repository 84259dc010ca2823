// SPDX-License-Identifier: MIT
// engine/secret/encoding.h: bytes as text, strictly: each value has one form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace converge::secret {

/// Whether base64 ends with '=' up to a multiple of four.
enum class Padding : std::uint8_t { none, full };

std::string to_base64(std::string_view bytes, Padding padding);
/// Nothing for another alphabet, white space, wrong padding or left-over bits that are not zero.
std::optional<std::string> from_base64(std::string_view text, Padding padding);

std::string to_hex(std::string_view bytes);
/// Both cases of letters; nothing for an odd count or other characters.
std::optional<std::string> from_hex(std::string_view text);

/// What a Bech32 text (BIP 173) of any length holds.
struct Bech32 {
  std::string prefix;  ///< in lower case
  std::string bytes;
};
/// Nothing for mixed case, a wrong checksum or left-over bits.
std::optional<Bech32> from_bech32(std::string_view text);

/// The text in lines of `width`, each with its newline; nothing of nothing.
std::string wrapped(std::string_view text, std::size_t width);
/// Without white space at its ends.
std::string_view stripped(std::string_view text);
/// The next line, without "\n" or "\r\n", taken off the front of `text`.
std::string_view take_line(std::string_view& text);

}  // namespace converge::secret
