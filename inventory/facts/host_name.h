// SPDX-License-Identifier: MIT
// inventory/facts/host_name.h: names of a host without asking any name server.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace converge {

/// The name in /etc/hostname: its first line that is not a comment; "" if there is none.
std::string_view hostname_of(std::string_view text);
/// "gpu1" of "gpu1.example.org".
std::string_view short_name(std::string_view name);
/// The full name of a host by /etc/hosts: on the first line that has the name,
/// short or full, the first name that begins with it and a dot. Nothing without
/// such a line; a name that has a dot already is its own full name.
std::optional<std::string> full_name(std::string_view hosts, std::string_view name);

}  // namespace converge
