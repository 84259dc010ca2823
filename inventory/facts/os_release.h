// SPDX-License-Identifier: MIT
// inventory/facts/os_release.h: what /etc/os-release says, by its manual page os-release(5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace converge {

/// The value of a key, without its quotes and with escapes undone as a shell
/// would; the last assignment counts. Nothing for a key that is not there or is empty.
std::optional<std::string> os_release_value(std::string_view text, std::string_view key);

}  // namespace converge
