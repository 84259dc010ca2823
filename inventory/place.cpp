// SPDX-License-Identifier: MIT
#include "inventory/place.h"

namespace converge {

namespace {

constexpr int most_links = 40;  ///< as many as the kernel follows

std::string joined(const std::string& folder, const std::string& name) {
  return folder.empty() || folder.ends_with('/') ? folder + name : folder + "/" + name;
}

/// "" for a name without a slash.
std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash == 0 ? 1 : slash);
}

}  // namespace

Place Place::child(const std::string& name) const { return {source, joined(path, name), joined(shown, name)}; }

Place Place::folder() const { return {source, folder_of(path), folder_of(shown)}; }

std::string tidy_path(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") parts.pop_back();
    else parts.push_back(part);
  }
  std::string tidy;
  for (const std::string_view part : parts) tidy += (tidy.empty() ? "" : "/") + std::string(part);
  return tidy;
}

namespace {

/// Where a link leads. Where the source is the whole disk, an absolute target is a path in it.
std::string led_to(const std::string& folder, const std::string& target) {
  return tidy_path(target.starts_with('/') ? target : joined(folder, target));
}

/// The path without links in it: ".." of a link's target counts from where its folder really is.
std::string real_folder(const Source& source, const std::string& path, int& links) {
  std::string real;
  std::string_view rest(path);
  while (!rest.empty() && links < most_links) {
    const std::size_t slash = rest.find('/');
    const std::string at = joined(real, std::string(rest.substr(0, slash)));
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    const Result<SourceEntry> entry = source.stat(at);
    const bool is_link = entry && entry->type == SourceType::link;
    real = is_link ? real_folder(source, led_to(real, entry->target), ++links) : at;
  }
  return real;
}

}  // namespace

Result<SourceEntry> look_at(const Place& place) {
  std::string path = place.path;
  for (int links = 0; links < most_links; ++links) {
    Result<SourceEntry> entry = place.source->stat(path);
    if (!entry || entry->type != SourceType::link) return entry;
    path = led_to(real_folder(*place.source, folder_of(path), links), entry->target);
  }
  return fail(ErrorCode::invalid, place.shown + ": too many links");
}

}  // namespace converge
