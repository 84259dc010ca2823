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

std::string_view parent_folder(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? std::string_view("/") : path.substr(0, slash);
}

}  // namespace converge
