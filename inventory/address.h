// SPDX-License-Identifier: MIT
// inventory/address.h: names of hosts: ports, ranges, IPv6.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"

namespace converge {

/// A host as it is written, cut into name and port. The name may hold ranges.
struct Address {
  std::string name;
  std::optional<std::int64_t> port;
};

/// Reads a name, IPv4 or IPv6 address with or without a port: "web1:22",
/// "[::1]:22", "web[01:20]"; nothing where it is none of these.
std::optional<Address> parse_address(std::string_view text);

/// How many hosts one pattern may expand to.
inline constexpr std::size_t most_expanded_hosts = 100'000;

/// A range written out, in order, with leading zeros: "web[01:03]", "[a:c]",
/// "n[0:8:2]", several in one name. A name without one comes back as it is.
/// The error's message is about the range; it fits behind the name.
Result<std::vector<std::string>> expand_ranges(std::string_view name);

/// What an inventory's key or first word says.
struct NamedHosts {
  std::vector<std::string> names;
  std::optional<std::int64_t> port;
};
/// Address and ranges together; an error where a name could not be one.
Result<NamedHosts> parse_hosts(std::string_view text);

}  // namespace converge
