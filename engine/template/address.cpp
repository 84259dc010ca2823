// SPDX-License-Identifier: MIT
#include "engine/template/address.h"

#include <arpa/inet.h>
#include <algorithm>
#include <array>
#include <charconv>

namespace converge::templates {

Bits128 Address::mask() const {
  const Bits128 all = width == 128 ? ~Bits128{0} : Bits128{0xFFFFFFFF};
  return prefix == 0 ? 0 : (all << (width - prefix)) & all;
}

Address Address::at(Bits128 other) const {
  Address out = *this;
  out.bits = other;
  return out;
}

Address Address::broadcast() const {
  const Bits128 all = width == 128 ? ~Bits128{0} : Bits128{0xFFFFFFFF};
  return at(bits | (all & ~mask()));
}

std::optional<std::uint64_t> Address::size() const {
  return width - prefix < 63 ? std::optional(std::uint64_t{1} << (width - prefix)) : std::nullopt;
}

std::string Address::text() const {
  std::array<unsigned char, 16> bytes{};
  const std::size_t size = width / 8;
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<unsigned char>(bits >> (8 * (size - 1 - i)));
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  inet_ntop(width == 32 ? AF_INET : AF_INET6, bytes.data(), buffer.data(), buffer.size());
  return buffer.data();
}

std::string Address::text_with_prefix() const { return text() + "/" + std::to_string(prefix); }

namespace {

std::optional<Address> parse_bare(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  Address out;
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1)
    out.width = out.prefix = 128;
  else if (inet_pton(AF_INET, text.c_str(), bytes.data()) != 1)
    return std::nullopt;
  for (std::size_t i = 0; i < out.width / 8; ++i) out.bits = (out.bits << 8U) | bytes[i];
  return out;
}

/// The prefix that a mask such as 255.255.255.0 stands for.
std::optional<unsigned> prefix_of(const Address& mask) {
  Address candidate = mask;
  for (candidate.prefix = 0; candidate.prefix <= mask.width; ++candidate.prefix)
    if (candidate.mask() == mask.bits) return candidate.prefix;
  return std::nullopt;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  auto out = parse_bare(std::string(text.substr(0, slash)));
  if (!out || slash == text.size()) return out;
  const std::string_view length = text.substr(slash + 1);
  unsigned prefix = 0;
  const auto [stop, error] = std::from_chars(length.data(), length.data() + length.size(), prefix);
  if (error == std::errc{} && stop == length.data() + length.size() && prefix <= out->width) {
    out->prefix = prefix;
  } else {
    const auto mask = parse_bare(std::string(length));
    const auto found = mask && mask->width == out->width ? prefix_of(*mask) : std::nullopt;
    if (!found) return std::nullopt;
    out->prefix = *found;
  }
  out->has_prefix = true;
  return out;
}

}  // namespace converge::templates
