// SPDX-License-Identifier: MIT
#include "resources/sysctl/settings_files.h"

#include <array>
#include <map>

#include "resources/file/text_files.h"

namespace converge::sysctl {

using file::Node;
using file::NodeType;

namespace {

/// The strongest first, as systemd-sysctl and `sysctl --system` have it.
constexpr std::array<std::string_view, 5> folders = {"/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d",
                                                     "/usr/lib/sysctl.d", "/lib/sysctl.d"};
constexpr int longest_chain = 8;  // of links

/// "/etc/sysctl.d/../sysctl.conf" without the detour.
std::string without_dots(const std::string& path) {
  std::string out;
  for (std::size_t at = 1; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string part = path.substr(at, end - at);
    if (part == "..")
      out.erase(out.empty() ? 0 : out.rfind('/'));
    else if (!part.empty() && part != ".")
      out += "/" + part;
    at = end + 1;
  }
  return out.empty() ? "/" : out;
}

/// The node that a path leads to in the end, and that one's own path.
Result<std::pair<std::string, Node>> follow(file::TextFiles& texts, std::string path, const std::stop_token& stop) {
  for (int step = 0; step < longest_chain; ++step) {
    auto node = std::move(texts.read(std::span(&path, 1), stop).front());
    if (!node) return fail(std::move(node.error()));
    if (node->type != NodeType::link) return std::pair(std::move(path), std::move(*node));
    const std::string& target = node->target;
    if (target == "/dev/null") return std::pair(target, Node{});
    path = without_dots(target.starts_with('/') ? target : std::string(parent_folder(path)) + "/" + target);
  }
  return std::pair(std::move(path), Node{});  // goes round in circles: nobody can read it
}

/// By name: the path in the strongest folder that has it.
Result<std::map<std::string, std::string>> find_files(FileSystem& files) {
  std::map<std::string, std::string> found;
  for (const std::string_view folder : folders) {
    const auto listed = files.list(std::string(folder));
    if (!listed) return fail(listed.error());
    for (const file::Listed& each : *listed) {
      const bool counts = each.path.ends_with(".conf") && each.path.find('/') == std::string::npos;
      if (counts) found.try_emplace(each.path, std::string(folder) + "/" + each.path);
    }
  }
  return found;
}

}  // namespace

Result<std::vector<SettingsFile>> read_settings_files(FileSystem& files, const std::stop_token& stop) {
  const auto found = find_files(files);
  if (!found) return fail(found.error());
  file::TextFiles texts(files);
  std::vector<SettingsFile> read;
  for (const auto& [name, path] : *found) {
    const auto end = follow(texts, path, stop);
    if (!end) return fail(end.error());
    if (end->second.type == NodeType::regular)
      read.push_back({name, end->first, read_assignments(end->second.text.value_or(""))});
  }
  return read;
}

std::optional<Shadow> shadow_of(const std::vector<SettingsFile>& files, const std::string& name,
                                const std::string& setting) {
  std::optional<Shadow> last;
  for (const SettingsFile& each : files) {
    if (each.name <= name) continue;
    for (const Assignment& assignment : each.assignments)
      if (assignment.path == setting) last = Shadow{each.path, assignment.line, assignment.value};
  }
  return last;
}

}  // namespace converge::sysctl
