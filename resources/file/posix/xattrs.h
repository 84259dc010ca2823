// SPDX-License-Identifier: MIT
// resources/file/posix/xattrs.h: extended attributes across a replacement.
#pragma once

#include <optional>
#include <string>

#include "engine/core/result.h"

namespace converge::file {

/// Gives `to` the extended attributes of `from`, POSIX ACLs included. Left out
/// are signatures of the content (IMA, EVM), which would be wrong for the new
/// one, and what the system lets us neither read nor set.
Result<void> copy_xattrs(int from, int to, const std::string& path);

/// The capabilities of a program (security.capability) as the system stores
/// them, behind an O_PATH descriptor; nothing where there are none.
std::optional<std::string> read_capabilities(int fd);
Result<void> write_capabilities(int fd, const std::string& value, const std::string& path);

}  // namespace converge::file
