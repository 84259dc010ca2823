// SPDX-License-Identifier: MIT
#include "engine/secret/encoding.h"

#include <algorithm>
#include <array>
#include <vector>

#include "engine/secret/secret_bytes.h"

namespace converge::secret {

namespace {

constexpr std::string_view base64_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view bech32_letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::string_view hex_letters = "0123456789abcdef";

/// Groups the bits of `text`, `from` a letter, into bytes; nothing if a letter
/// is not of the alphabet, or if what is left over is a whole letter or not zero.
std::optional<std::string> regroup(std::string_view text, std::string_view letters, unsigned from) {
  std::string out;
  out.reserve(text.size());  // it may be a key: a text that grows leaves its beginnings behind
  unsigned bits = 0;
  unsigned held = 0;
  for (const char letter : text) {
    const std::size_t value = letters.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    held = (held << from | static_cast<unsigned>(value)) & 0xfffU;
    bits += from;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(held >> bits & 0xffU);
  }
  if (bits >= from || (held & ((1U << bits) - 1)) != 0) return std::nullopt;
  return out;
}

/// The checksum of BIP 173 over groups of five bits; 1 for a text that has its own at the end.
std::uint32_t bech32_checksum(const std::vector<std::uint8_t>& groups) {
  constexpr std::array<std::uint32_t, 5> generator{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
  std::uint32_t sum = 1;
  for (const std::uint8_t group : groups) {
    const std::uint32_t top = sum >> 25U;
    sum = (sum & 0x1ffffffU) << 5U ^ group;
    for (unsigned i = 0; i < generator.size(); ++i)
      if ((top >> i & 1U) != 0) sum ^= generator[i];
  }
  return sum;
}

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

std::string to_base64(std::string_view bytes, Padding padding) {
  std::string out;
  unsigned bits = 0;
  unsigned held = 0;
  for (const char byte : bytes) {
    held = (held << 8U | static_cast<unsigned char>(byte)) & 0xffffU;
    for (bits += 8; bits >= 6; bits -= 6) out += base64_letters[held >> (bits - 6) & 63U];
  }
  if (bits > 0) out += base64_letters[held << (6 - bits) & 63U];
  while (padding == Padding::full && out.size() % 4 != 0) out += '=';
  return out;
}

std::optional<std::string> from_base64(std::string_view text, Padding padding) {
  if (padding == Padding::full) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  }
  return regroup(text, base64_letters, 6);
}

std::string to_hex(std::string_view bytes) {
  std::string out;
  for (const char each : bytes) {
    const auto byte = static_cast<unsigned char>(each);
    out += hex_letters[byte >> 4U];
    out += hex_letters[byte & 15U];
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return lower.size() % 2 == 0 ? regroup(lower, hex_letters, 4) : std::nullopt;
}

std::optional<Bech32> from_bech32(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), is_lower) && std::any_of(text.begin(), text.end(), is_upper))
    return std::nullopt;
  std::string lower(text);
  for (char& c : lower)
    if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  const std::size_t separator = lower.rfind('1');
  if (separator == std::string::npos || separator == 0 || lower.size() < separator + 7) return std::nullopt;
  Bech32 out;
  out.prefix = lower.substr(0, separator);
  std::vector<std::uint8_t> groups;
  groups.reserve(2 * lower.size());
  for (const char c : out.prefix) groups.push_back(static_cast<std::uint8_t>(static_cast<unsigned char>(c) >> 5U));
  groups.push_back(0);
  for (const char c : out.prefix) groups.push_back(static_cast<std::uint8_t>(c & 31));
  std::string letters = lower.substr(separator + 1);
  for (const char c : letters) {
    const std::size_t value = bech32_letters.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    groups.push_back(static_cast<std::uint8_t>(value));
  }
  auto bytes = regroup(std::string_view(letters).substr(0, letters.size() - 6), bech32_letters, 5);
  const bool good = bech32_checksum(groups) == 1 && bytes;
  for (std::string* copy : {&lower, &letters}) wipe(copy->data(), copy->size());
  wipe(groups.data(), groups.size());
  if (!good) return std::nullopt;
  out.bytes = std::move(*bytes);
  return out;
}

std::string wrapped(std::string_view text, std::size_t width) {
  std::string out;
  for (; !text.empty(); text.remove_prefix(std::min(width, text.size())))
    out += std::string(text.substr(0, width)) + "\n";
  return out;
}

std::string_view stripped(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace converge::secret
