// SPDX-License-Identifier: MIT
// engine/template/address.h: IP addresses and networks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace converge::templates {

__extension__ using Bits128 = unsigned __int128;

/// An address with the prefix of its network; without one it is a whole address long.
struct Address {
  Bits128 bits = 0;
  unsigned width = 32;  ///< 32 or 128
  unsigned prefix = 32;
  bool has_prefix = false;

  [[nodiscard]] Bits128 mask() const;
  [[nodiscard]] Address at(Bits128 other) const;  ///< another address of the same network
  [[nodiscard]] Address network() const { return at(bits & mask()); }
  [[nodiscard]] Address broadcast() const;
  /// How many addresses the network has; none if that needs more than 64 bits.
  [[nodiscard]] std::optional<std::uint64_t> size() const;
  [[nodiscard]] std::string text() const;              ///< without the prefix
  [[nodiscard]] std::string text_with_prefix() const;  ///< "10.0.0.1/24"
};

/// "10.0.0.1", "10.0.0.0/24", "10.0.0.0/255.255.255.0", "::1"; empty for anything else.
std::optional<Address> parse_address(std::string_view text);

}  // namespace converge::templates
