// SPDX-License-Identifier: MIT
// What an apply would stumble over, told from what the probe found.
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

}  // namespace

std::vector<Obstacle> FileKind::obstacles(const Desired& want, const Actual& have) {
  std::vector<Obstacle> obstacles;
  if (have.folder && !have.folder->lacks.empty()) {
    const std::string parent(parent_folder(want.path));
    obstacles.push_back({file::lacking_folder(*have.folder, want.path), {{"path", parent}}});
  }
  // An undone tree takes away what is in its folder, as far as it is its own.
  const bool replaced = have.node.type == NodeType::directory && want.state != file::State::directory;
  if (replaced && !want.tree && want.recursion == file::Recursion::single) add_full(want.path, have.listing, obstacles);
  for (std::size_t i = 0; want.tree && i < have.entries.size(); ++i)
    add_full(file::join_path(want.path, (*want.tree)[i].path), have.entries[i].listing, obstacles);
  return obstacles;
}

}  // namespace converge
