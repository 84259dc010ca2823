// SPDX-License-Identifier: MIT
#include "resources/file/posix/temporary.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "engine/core/hash.h"
#include "resources/file/filesystem.h"
#include "resources/file/posix/folder.h"

namespace converge::file {

namespace {

constexpr std::size_t longest_name = 255;
constexpr std::string_view suffix = ".converge-tmp";

}  // namespace

std::string temporary_name(const std::string& path) {
  const std::string name(leaf_name(path));
  const std::string digest = sha256(path);
  const std::string end = "." + digest.substr(0, 8) + std::string(suffix);
  const bool fits = name.size() + end.size() + 1 <= longest_name;
  return "." + (fits ? name : digest) + end;
}

Result<void> clear_leftover(int folder, const std::string& temporary, const std::string& path) {
  struct stat seen {};
  if (::fstatat(folder, temporary.c_str(), &seen, AT_SYMLINK_NOFOLLOW) != 0) return {};
  const bool folder_left = S_ISDIR(seen.st_mode);  // empty, if it is what a run left
  const bool ours = (S_ISREG(seen.st_mode) || S_ISLNK(seen.st_mode) || folder_left) && seen.st_uid == ::geteuid();
  if (!ours) {
    return fail(ErrorCode::conflict,
                "'" + temporary + "' beside " + path + " is in the way and was not made by this program; remove it");
  }
  if (::unlinkat(folder, temporary.c_str(), folder_left ? AT_REMOVEDIR : 0) != 0)
    return fail_errno("removing '" + temporary + "' beside " + path);
  return {};
}

Result<Fd> create_temporary(int folder, const std::string& temporary, const std::string& path) {
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  Fd fd(::openat(folder, temporary.c_str(), flags, 0600));
  if (!fd.valid() && errno == EEXIST) {
    if (auto cleared = clear_leftover(folder, temporary, path); !cleared) return fail(std::move(cleared.error()));
    fd = Fd(::openat(folder, temporary.c_str(), flags, 0600));
  }
  if (!fd.valid()) return fail_errno("creating a file beside " + path);
  return fd;
}

Error explain_missing_folder(Error error, int root, const std::string& path) {
  if (error.code != ErrorCode::not_found) return error;
  const auto folder = find_folder(root, parent_folder(path));
  return folder && !folder->lacks.empty() ? lacking_folder(*folder, path) : error;
}

}  // namespace converge::file
