// SPDX-License-Identifier: MIT
// state/rooted_folder.h: a folder below another root, whatever links are in there.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/result.h"

namespace converge {

/// The path, on this machine, of what is `path` to the system in `root`. Links
/// are followed as that system would follow them, so the answer never leaves
/// the root; what does not exist yet is appended. conflict for something else
/// in the way, such as a link that leads nowhere in there; not_found where the root itself is not there.
Result<std::string> folder_in_root(const std::string& root, std::string_view path);

}  // namespace converge
