// SPDX-License-Identifier: MIT
#include "engine/template/base64.h"

#include <cstdint>

namespace converge::templates {

namespace {
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

std::string base64_encode(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto byte = [&](std::size_t i) -> std::uint32_t {
      return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0;
    };
    const std::uint32_t three = (byte(0) << 16U) | (byte(1) << 8U) | byte(2);
    for (std::size_t i = 0; i < 4; ++i)
      out += at + i > bytes.size() ? '=' : alphabet[(three >> (18U - 6U * static_cast<unsigned>(i))) & 0x3FU];
  }
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (c == '=') {
      if (count >= 2 && ++padding + count >= 4) return out;
      continue;
    }
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) continue;
    padding = 0;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    if (count != 0) out += static_cast<char>(static_cast<unsigned char>(bits >> (6U - 2U * count)));
    count = (count + 1) % 4;
  }
  return count == 0 ? std::optional(out) : std::nullopt;
}

}  // namespace converge::templates
