// SPDX-License-Identifier: MIT
// tests/conformance/manifest.h: all that can be seen of a folder of files.
#pragma once

#include <string>

namespace converge {

/// A line for each thing below a folder, the folder itself included: path, type,
/// mode, owner, size, ctime, inode, extended attributes, link target and content.
std::string manifest_of(const std::string& folder);

}  // namespace converge
