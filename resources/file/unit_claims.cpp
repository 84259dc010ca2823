// SPDX-License-Identifier: MIT
#include "resources/file/unit_claims.h"

#include <algorithm>
#include <array>

namespace converge::file {

namespace {

constexpr std::array<std::string_view, 5> unit_folders = {"/etc/systemd/system/", "/run/systemd/system/",
                                                          "/usr/local/lib/systemd/system/", "/usr/lib/systemd/system/",
                                                          "/lib/systemd/system/"};
constexpr std::array<std::string_view, 11> unit_types = {"service", "socket", "timer", "mount", "automount", "path",
                                                         "target",  "slice",  "swap",  "scope", "device"};

/// "app.service", or "service" alone.
bool is_unit(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  const std::string_view type = dot == std::string_view::npos ? name : name.substr(dot + 1);
  return dot != 0 && std::ranges::find(unit_types, type) != unit_types.end();
}

}  // namespace

std::string unit_defined_by(std::string_view path) {
  const auto folder = std::ranges::find_if(unit_folders, [&](std::string_view each) { return path.starts_with(each); });
  if (folder == unit_folders.end()) return "";
  path.remove_prefix(folder->size());
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return is_unit(path) && path.find('.') != path.npos ? std::string(path) : "";
  std::string_view owner = path.substr(0, slash);
  const std::string_view drop_in = path.substr(slash + 1);
  const bool counts = owner.ends_with(".d") && drop_in.ends_with(".conf") && drop_in.find('/') == drop_in.npos;
  if (!counts) return "";
  owner.remove_suffix(2);
  return is_unit(owner) ? std::string(owner) : "";
}

}  // namespace converge::file
