// SPDX-License-Identifier: MIT
#include "resources/file/posix/folder.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

#include <deque>
#include <vector>

#include "resources/file/filesystem.h"
#include "resources/file/posix/read.h"

namespace converge::file {

namespace {

constexpr int most_links = 40;  // as the kernel has it

int open_beneath(int root, const std::string& relative) {
  open_how how{};
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS;
  return static_cast<int>(::syscall(SYS_openat2, root, relative.c_str(), &how, sizeof how));
}

std::deque<std::string> split(std::string_view path) {
  std::deque<std::string> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (!part.empty() && part != ".") parts.emplace_back(part);
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return parts;
}

bool is_trusted(std::uint32_t uid) { return uid == 0 || uid == ::geteuid(); }

/// Walks a path one component at a time, holding what it has passed, so that
/// nothing can be swapped under it and ".." cannot lead out of the root.
class CarefulWalk {
 public:
  CarefulWalk(int root, std::string_view path) : root_(root), path_(path), rest_(split(path)) {}

  Result<Fd> run() {
    while (!rest_.empty()) {
      const std::string part = std::move(rest_.front());
      rest_.pop_front();
      if (part == "..") {
        if (!passed_.empty()) passed_.pop_back();
        if (!names_.empty()) names_.pop_back();
        continue;
      }
      if (auto stepped = step(part); !stepped) return fail(std::move(stepped.error()));
    }
    Fd here(::fcntl(here_fd(), F_DUPFD_CLOEXEC, 0));
    if (!here.valid()) return fail_errno("opening " + path_);
    return here;
  }

  /// Where the walk has led, or where it ended.
  [[nodiscard]] Folder folder() const {
    Folder folder{here(), link_, "", stopped_at_.empty() ? NodeType::directory : found_};
    if (!stopped_at_.empty()) folder.lacks = folder.real = join(folder.real, stopped_at_);
    for (const std::string& part : rest_) folder.real = join(folder.real, part);
    return folder;
  }

 private:
  static std::string join(const std::string& folder, const std::string& name) {
    return (folder == "/" ? "" : folder) + "/" + name;
  }

  [[nodiscard]] std::string here() const {
    std::string path = "/";
    for (const std::string& name : names_) path = join(path, name);
    return path;
  }

  [[nodiscard]] int here_fd() const { return passed_.empty() ? root_ : passed_.back().get(); }

  Result<void> step(const std::string& part) {
    Fd next(::openat(here_fd(), part.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    struct stat seen {};
    stopped_at_ = part;
    if (!next.valid() || ::fstat(next.get(), &seen) != 0) return fail_errno("opening " + path_);
    if (S_ISLNK(seen.st_mode)) return follow(part, seen);
    if (!S_ISDIR(seen.st_mode)) {
      found_ = node_of(seen).type;
      return fail(ErrorCode::not_found, path_ + ": '" + part + "' is not a folder");
    }
    stopped_at_.clear();
    passed_.push_back(std::move(next));
    names_.push_back(part);
    return {};
  }

  Result<void> follow(const std::string& part, const struct stat& link) {
    struct stat folder {};
    if (::fstat(here_fd(), &folder) != 0) return fail_errno("reading " + path_);
    if (!is_trusted(link.st_uid) || !is_ours_alone(folder)) {
      return fail(ErrorCode::denied, "'" + part + "' in the path " + path_ +
                                         " is a link that somebody other than root could have put there; write the "
                                         "path that it leads to, or correct the owner of the link and its folder");
    }
    if (++links_ > most_links) return fail(ErrorCode::conflict, path_ + " has too many links on its way");
    auto target = read_target(here_fd(), part, path_);
    if (!target) return fail(std::move(target.error()));
    if (link_.empty()) link_ = join(here(), part);
    stopped_at_.clear();
    if (target->starts_with('/')) {
      passed_.clear();
      names_.clear();
    }
    std::deque<std::string> parts = split(*target);
    rest_.insert(rest_.begin(), parts.begin(), parts.end());
    return {};
  }

  int root_;
  std::string path_;
  std::deque<std::string> rest_;
  std::vector<Fd> passed_;             ///< below the root; back() is where we stand
  std::vector<std::string> names_;     ///< of these
  std::string link_;                   ///< the first one that was followed
  std::string stopped_at_;             ///< the part that could not be passed
  NodeType found_ = NodeType::absent;  ///< what that is
  int links_ = 0;
};

}  // namespace

bool is_ours_alone(const struct stat& folder) {
  const bool others_write = (folder.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  return is_trusted(folder.st_uid) && (!others_write || (folder.st_mode & S_ISVTX) != 0);
}

bool others_can_add(const struct stat& folder) {
  return !is_trusted(folder.st_uid) || (folder.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

Result<Fd> open_folder(int root, std::string_view path) {
  const std::string relative(path.size() > 1 ? path.substr(1) : std::string_view("."));
  Fd fd(open_beneath(root, relative));
  if (fd.valid()) return fd;
  if (errno != ELOOP && errno != ENOSYS && errno != EPERM) return fail_errno("opening " + std::string(path));
  return CarefulWalk(root, path).run();
}

Result<Folder> find_folder(int root, std::string_view path) {
  const std::string relative(path.size() > 1 ? path.substr(1) : std::string_view("."));
  if (Fd(open_beneath(root, relative)).valid()) return Folder{std::string(path), "", "", NodeType::directory};
  CarefulWalk walk(root, path);
  const Result<Fd> opened = walk.run();
  if (!opened && opened.error().code != ErrorCode::not_found) return fail(opened.error());
  return walk.folder();
}

Result<Fd> open_node(int folder, const std::string& name, std::string_view path) {
  Fd fd(::openat(folder, name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!fd.valid()) return fail_errno("opening " + std::string(path));
  return fd;
}

std::string_view leaf_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.empty() ? std::string_view(".") : name;
}

Result<Place> open_place(int root, std::string_view path) {
  auto folder = open_folder(root, parent_folder(path));
  if (!folder) return fail(std::move(folder.error()));
  return Place{std::move(*folder), std::string(leaf_name(path))};
}

Result<std::string> read_target(int folder, const std::string& name, std::string_view path) {
  std::string target(4096, '\0');
  const ssize_t size = ::readlinkat(folder, name.c_str(), target.data(), target.size());
  if (size < 0) return fail_errno("reading the link " + std::string(path));
  target.resize(static_cast<std::size_t>(size));
  return target;
}

}  // namespace converge::file
