// SPDX-License-Identifier: MIT
// state/source_path.h: what the sources share: paths that cannot escape, and bounded reading.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/content.h"

namespace converge {

/// A source path without "." and double slashes; "" is the top. Absolute paths,
/// ".." and NUL are denied.
Result<std::string> source_path(std::string_view path);

/// The last component of a path.
std::string name_of(const std::string& path);

/// All that a reader gives, up to the 64 MiB that Source::read() answers (unsupported beyond).
Result<std::string> read_source(ContentReader& reader, const std::string& path);

}  // namespace converge
