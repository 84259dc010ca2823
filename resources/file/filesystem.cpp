// SPDX-License-Identifier: MIT
#include "resources/file/filesystem.h"

namespace converge {

std::string_view file::node_type_name(NodeType type) {
  switch (type) {
    case NodeType::absent: return "absent";
    case NodeType::regular: return "file";
    case NodeType::directory: return "directory";
    case NodeType::link: return "link";
    case NodeType::fifo: return "fifo";
    case NodeType::socket: return "socket";
    case NodeType::device: return "device";
  }
  return "absent";
}

Error file::lacking_folder(const Folder& folder, const std::string& path) {
  const std::string parent(parent_folder(path));
  if (folder.found != NodeType::absent) {
    return {ErrorCode::not_found,
            folder.lacks + " is a " + std::string(node_type_name(folder.found)) + ", so " + path + " cannot be there",
            {}};
  }
  if (folder.link == parent) {
    return {ErrorCode::not_found,
            parent + " is a link to " + folder.real + ", where nothing is; correct the link, or add a resource `file: " +
                folder.real + "` with `state: directory`",
            {}};
  }
  return {ErrorCode::not_found,
          "the folder " + parent + " is not there; add a resource `file: " + parent + "` with `state: directory`",
          {}};
}

Error file::full_folder(const std::string& path) {
  return {ErrorCode::conflict, "the folder " + path + " is not empty; add `recursive: true` to remove all of it", {}};
}

Error file::mounted(const std::string& path) {
  return {ErrorCode::busy, path + " is a mount point, and what is mounted is not removed; unmount it", {}};
}

Error file::moved_meanwhile(const std::string& path) {
  return {ErrorCode::conflict, path + " was changed by somebody else since it was read; run again", {}};
}

std::string_view parent_folder(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? std::string_view("/") : path.substr(0, slash);
}

}  // namespace converge
