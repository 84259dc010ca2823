// SPDX-License-Identifier: MIT
#include "resources/file/filesystem.h"

#include <array>

#include "engine/core/hash.h"

namespace converge {

namespace {

std::string size_words(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> units = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  if (bytes < 1024) return std::to_string(bytes) + " B";
  std::size_t unit = 0;
  std::uint64_t tenths = bytes * 10 / 1024;
  for (; tenths >= 10240 && unit + 1 < units.size(); ++unit) tenths /= 1024;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " " + std::string(units[unit]);
}

}  // namespace

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

std::string file::content_words(const ContentRef& content) {
  const bool size_known = content.size != 0 || content.sha256 == sha256("");
  return "sha256:" + content.sha256.substr(0, 12) + (size_known ? " (" + size_words(content.size) + ")" : "");
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
