// SPDX-License-Identifier: MIT
// resources/file/posix/temporary.h: names that exist only while something is replaced.
#pragma once

#include <string>

#include "engine/core/result.h"
#include "resources/file/posix/fd.h"

namespace converge::file {

/// The temporary name for what is to be at a path, always the same one:
/// ".NAME.XXXXXXXX.converge-tmp", with a digest in place of a name that is too
/// long. The eight digits are of the whole path: two paths that lead to one
/// folder by different links do not get into each other's way.
std::string temporary_name(const std::string& path);

/// Makes way for a temporary name: removes a regular file, link or empty folder of
/// our own that an interrupted run left. Anything else there is a conflict.
Result<void> clear_leftover(int folder, const std::string& temporary, const std::string& path);

/// Creates the temporary file for `path`, empty and readable to nobody else.
Result<Fd> create_temporary(int folder, const std::string& temporary, const std::string& path);

/// Says which folder is missing, and how to get it, where that is the error.
Error explain_missing_folder(Error error, int root, const std::string& path);

}  // namespace converge::file
