// SPDX-License-Identifier: MIT
// What an apply would stumble over, told from what the probe found.
#include <algorithm>

#include "resources/file/file_kind.h"

namespace converge {

using file::Actual;
using file::Desired;
using file::Listed;
using file::NodeType;

namespace {

/// A folder that has to be empty: each thing in it is in the way until something takes it out.
void add_full(const std::string& folder, const std::vector<Listed>& listing, std::vector<Obstacle>& obstacles) {
  for (const Listed& listed : listing) {
    if (listed.path.find('/') != std::string::npos) continue;
    obstacles.push_back({file::full_folder(folder), {{"path", file::join_path(folder, listed.path)}}});
  }
}

bool is_at_or_below(const std::string& path, const std::string& folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

/// The mount points at and below the resource's path, as far as they were listed.
std::vector<std::string> mounts_in(const Desired& want, const Actual& have) {
  std::vector<std::string> mounts;
  const auto collect = [&](const std::string& folder, const std::vector<Listed>& listing) {
    for (const Listed& listed : listing)
      if (listed.mounting == file::Mounting::point) mounts.push_back(file::join_path(folder, listed.path));
  };
  if (have.node.mounting == file::Mounting::point) mounts.push_back(want.path);
  collect(want.path, have.listing);
  for (std::size_t i = 0; want.tree && i < std::min(want.tree->size(), have.entries.size()); ++i) {
    const std::string path = file::join_path(want.path, (*want.tree)[i].path);
    if (have.entries[i].node.mounting == file::Mounting::point) mounts.push_back(path);
    collect(path, have.entries[i].listing);
  }
  return mounts;
}

Error mounted_in(const Desired& want, const std::string& mount) {
  Error error = file::mounted(mount);
  if (want.purge == file::Purge::remove) error.message += ", or name it by a resource of its own, and it is kept";
  return error;
}

/// What is mounted is not removed, and nor is a folder above it.
void add_mounts(const Desired& want, const Actual& have, std::vector<Obstacle>& obstacles) {
  const std::vector<std::string> mounts = mounts_in(want, have);
  if (mounts.empty()) return;
  for (const file::Change& change : file::diff_file(want, have)) {
    if (!std::holds_alternative<file::Remove>(change.action)) continue;
    for (const std::string& mount : mounts)
      if (is_at_or_below(mount, change.path)) obstacles.push_back({mounted_in(want, mount), {}});
  }
}

}  // namespace

std::vector<Obstacle> FileKind::obstacles(const Desired& want, const Actual& have) {
  std::vector<Obstacle> obstacles;
  if (have.folder && !have.folder->lacks.empty()) {
    const std::string parent(parent_folder(want.path));
    Obstacle lacking{file::lacking_folder(*have.folder, want.path), {{"path", parent}}};
    if (have.folder->link == parent) lacking.clears.push_back({"path", have.folder->real});
    obstacles.push_back(std::move(lacking));
  }
  add_mounts(want, have, obstacles);
  // An undone tree takes away what is in its folder, as far as it is its own.
  const bool replaced = have.node.type == NodeType::directory && want.state != file::State::directory;
  if (replaced && !want.tree && want.recursion == file::Recursion::single) add_full(want.path, have.listing, obstacles);
  for (std::size_t i = 0; want.tree && i < have.entries.size(); ++i)
    add_full(file::join_path(want.path, (*want.tree)[i].path), have.entries[i].listing, obstacles);
  return obstacles;
}

}  // namespace converge
