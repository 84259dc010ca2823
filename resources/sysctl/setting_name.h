// SPDX-License-Identifier: MIT
// resources/sysctl/setting_name.h: the names of kernel settings, and lines of sysctl.d(5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace converge::sysctl {

/// "net.ipv4.ip_forward" and "net/ipv4/ip_forward" are "net/ipv4/ip_forward": the separator that comes first is the one
/// that counts, so that net/ipv4/conf/eth0.100/forwarding can be said. Nothing for what cannot be a name.
std::optional<std::string> setting_path(std::string_view name);

/// As people write it: with dots, unless a part of it holds one.
std::string shown_name(std::string_view path);

/// One line that sets something.
struct Assignment {
  std::string path;  ///< of the setting
  std::string value;
  std::size_t line = 0;
  bool operator==(const Assignment&) const = default;
};

/// The lines of a file that set something, patterns apart: these only count where nothing is said by name.
std::vector<Assignment> read_assignments(std::string_view text);

/// Whether two values mean the same to the kernel, which takes any blanks between numbers.
bool same_value(std::string_view one, std::string_view other);

}  // namespace converge::sysctl
