// SPDX-License-Identifier: MIT
#include "engine/core/yaml/encoding.h"

#include <cstring>

namespace converge::yaml {
namespace {

constexpr std::uint64_t every_byte = 0x0101010101010101ULL;
constexpr std::uint64_t high_bits = every_byte * 0x80;

/// Whether eight bytes are all printable ASCII or line feeds. Adding the high
/// bit to a byte below 0x80 before subtracting keeps each byte to itself.
bool is_plain_word(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  if ((word & high_bits) != 0) return false;
  const std::uint64_t printable = (word | high_bits) - every_byte * 0x20;
  const std::uint64_t not_feed = ((word ^ (every_byte * '\n')) | high_bits) - every_byte;
  const std::uint64_t not_delete = ((word ^ (every_byte * 0x7f)) | high_bits) - every_byte;
  return ((printable | ~not_feed) & not_delete & high_bits) == high_bits;
}

/// The byte there; 0 beyond the end, which continues no sequence.
unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

/// The bytes of the UTF-8 sequence here; 0 if it is malformed, overlong, a
/// surrogate or beyond U+10FFFF.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at);
  const unsigned second = byte_at(text, at + 1);
  const auto tail = [&](std::size_t index) { return (byte_at(text, at + index) & 0xc0U) == 0x80U; };
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const bool misfit = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f);
    return tail(1) && tail(2) && !misfit ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const bool misfit = (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
    return tail(1) && tail(2) && tail(3) && !misfit ? 4 : 0;
  }
  return 0;
}

/// A number in capital hexadecimal digits.
std::string hex(unsigned value, std::size_t digits) {
  std::string out(digits, '0');
  for (std::size_t i = digits; i-- > 0; value >>= 4U) out[i] = "0123456789ABCDEF"[value & 0xfU];
  return out;
}

/// The message about the character here, or "" if it may stand in a file.
std::string complaint(std::string_view text, std::size_t at, std::size_t length) {
  const unsigned first = byte_at(text, at);
  if (length == 0) return "byte 0x" + hex(first, 2) + " is not valid UTF-8";
  if (first == '\t' || first == '\n') return "";
  if (first == '\r') return byte_at(text, at + 1) == '\n' ? "" : "a carriage return without a line feed";
  if (first < 0x20 || first == 0x7f) return "control character U+" + hex(first, 4);
  const unsigned second = byte_at(text, at + 1);
  if (first == 0xc2 && second < 0xa0 && second != 0x85) return "control character U+" + hex(second, 4);
  if (text.substr(at, 3) == "\xef\xbb\xbf") return "a byte order mark (U+FEFF) in the middle of the file";
  if (first == 0xef && second == 0xbf && byte_at(text, at + 2) >= 0xbe) return "U+FFFE or U+FFFF is not a character";
  return "";
}

/// What to do about the character that complaint() names.
std::string remedy(std::string_view text, std::size_t at, std::size_t length) {
  if (length == 0) return "save the file as UTF-8";
  if (text[at] == '\r') return "end lines with a line feed, as Linux does (dos2unix does it)";
  if (length == 1)
    return "remove it, or write it as an escape in double quotes, such as \"\\x" + hex(byte_at(text, at), 2) + "\"";
  return "remove it: it is invisible in most editors";
}

}  // namespace

bool is_wide_encoding(std::string_view text) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) return true;
  return text.size() >= 2 && ((text[0] == '\0') != (text[1] == '\0'));
}

Legibility check_encoding(std::string_view text, const std::string* file, Gated& gated, Diagnostics& diagnostics) {
  constexpr std::size_t most_findings = 20;
  std::size_t findings = 0;
  std::size_t counted = 0;  // lines are counted only where there is something to report
  std::uint32_t line = 1;
  Legibility legibility = Legibility::legible;
  for (std::size_t at = 0; at < text.size() && findings < most_findings;) {
    if (at + sizeof(std::uint64_t) <= text.size() && is_plain_word(text.data() + at)) {
      at += sizeof(std::uint64_t);
      continue;
    }
    const std::size_t length = sequence_length(text, at);
    std::string message = complaint(text, at, length);
    if (!message.empty()) {
      for (; counted < at; ++counted) line += text[counted] == '\n' ? 1U : 0U;
      const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
      const std::size_t line_start = before == std::string_view::npos ? 0 : before + 1;
      diagnostics.error(span_of(file, line, static_cast<std::uint32_t>(at - line_start + 1), length),
                        std::move(message), remedy(text, at, length));
      if (length == 1) gated.derail(line);  // the others stand within text
      if (text[at] == '\r') legibility = Legibility::illegible;
      ++findings;
    }
    at += length == 0 ? 1 : length;
  }
  return legibility;
}

}  // namespace converge::yaml
