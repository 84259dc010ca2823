// SPDX-License-Identifier: MIT
// resources/file/posix/folder.h: how the adapter reaches a folder of the target.
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>

#include "engine/core/result.h"
#include "resources/file/filesystem.h"
#include "resources/file/posix/fd.h"

namespace converge::file {

/// An O_PATH descriptor of a folder inside the root. One system call where no
/// link is on the way. A link is followed inside the root, and only if root or
/// our user made it in a folder where nobody else can rename; another is
/// `denied`. A folder that is not there, or not a folder, is `not_found`.
Result<Fd> open_folder(int root, std::string_view path);

/// Where the path of a folder leads; a folder that is not there is no Error.
Result<Folder> find_folder(int root, std::string_view path);

/// An O_PATH descriptor of a thing that is itself not followed.
Result<Fd> open_node(int folder, const std::string& name, std::string_view path);

/// Whether nobody but root and our own user can remove or rename what is there;
/// in a sticky folder others can still add names of their own.
bool is_ours_alone(const struct stat& folder);

/// Whether somebody other than root and our own user can add names there.
bool others_can_add(const struct stat& folder);

/// A folder and the name of a thing in it; "/" is "." in "/".
struct Place {
  Fd folder;
  std::string name;
};
/// Where a path leads: its folder opened, its name not looked at.
Result<Place> open_place(int root, std::string_view path);

/// The last component of a path, "." for "/".
std::string_view leaf_name(std::string_view path);

/// The target of a link.
Result<std::string> read_target(int folder, const std::string& name, std::string_view path);

}  // namespace converge::file
