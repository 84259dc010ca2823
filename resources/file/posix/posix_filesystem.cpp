// SPDX-License-Identifier: MIT
#include "resources/file/posix/posix_filesystem.h"

#include <fcntl.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <thread>

#include "resources/file/posix/folder.h"
#include "resources/file/posix/parallel.h"
#include "resources/file/posix/read.h"

namespace converge {

using file::Fd;
using file::Look;
using file::Node;

namespace {

std::size_t processors() { return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4); }

/// A run of looks into one folder: opens it once.
class FolderLooks {
 public:
  explicit FolderLooks(int root) : root_(root) {}

  Result<Node> look(const Look& look) {
    const std::string_view parent = parent_folder(look.path);
    if (!opened_ || parent != path_) {
      path_ = parent;
      folder_ = file::open_folder(root_, parent);
      opened_ = true;
    }
    if (folder_) return reader_.read(folder_->get(), std::string(file::leaf_name(look.path)), look);
    // The plan may yet make the folder, so a missing one is no error.
    if (folder_.error().code == ErrorCode::not_found) return Node{};
    return fail(folder_.error());
  }

 private:
  int root_;
  bool opened_ = false;
  std::string path_;
  Result<Fd> folder_;
  file::NodeReader reader_;
};

}  // namespace

Result<std::unique_ptr<PosixFileSystem>> PosixFileSystem::open_root(const std::string& root) {
  Fd fd(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return file::fail_errno("opening the root folder " + root);
  return std::unique_ptr<PosixFileSystem>(new PosixFileSystem(std::move(fd)));
}

std::vector<Result<Node>> PosixFileSystem::look(std::span<const Look> looks, std::stop_token stop) {
  std::vector<std::size_t> order(looks.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return parent_folder(looks[a].path) < parent_folder(looks[b].path);
  });
  std::vector<Result<Node>> nodes(looks.size());
  file::in_parallel(order.size(), 256, processors(), [&](std::size_t begin, std::size_t end) {
    FolderLooks folder(root_.get());
    for (std::size_t i = begin; i < end; ++i) {
      if (stop.stop_requested())
        nodes[order[i]] = fail(ErrorCode::canceled, "the run was stopped");
      else
        nodes[order[i]] = folder.look(looks[order[i]]);
    }
  });
  return nodes;
}

std::vector<Result<file::Folder>> PosixFileSystem::find_folders(std::span<const std::string> paths,
                                                                std::stop_token stop) {
  std::vector<Result<file::Folder>> folders(paths.size(), fail(ErrorCode::canceled, "the run was stopped"));
  for (std::size_t i = 0; i < paths.size() && !stop.stop_requested(); ++i)
    folders[i] = file::find_folder(root_.get(), paths[i]);
  return folders;
}

Result<std::unique_ptr<ContentReader>> PosixFileSystem::open(const std::string& path) {
  const auto place = file::open_place(root_.get(), path);
  if (!place) return fail(place.error());
  auto fd = file::open_regular(place->folder.get(), place->name, path);
  if (!fd) return fail(std::move(fd.error()));
  return file::read_fd(std::move(*fd), path);
}

Result<void> PosixFileSystem::sync_folders(std::span<const std::string> folders) {
  for (const std::string& path : std::set<std::string>(folders.begin(), folders.end())) {
    const auto folder = file::open_folder(root_.get(), path);
    if (!folder && folder.error().code == ErrorCode::not_found) continue;  // removed in the same batch
    if (!folder) return fail(folder.error());
    const Fd readable(::openat(folder->get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!readable.valid() || ::fsync(readable.get()) != 0) return file::fail_errno("making " + path + " durable");
  }
  return {};
}

}  // namespace converge
