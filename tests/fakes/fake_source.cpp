// SPDX-License-Identifier: MIT
#include "tests/fakes/fake_source.h"

namespace converge {

namespace {

std::string name_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

}  // namespace

Result<std::string> FakeSource::read(const std::string& path) const {
  if (const auto error = errors.find(path); error != errors.end()) return fail(error->second);
  const auto found = files.find(path);
  if (found == files.end()) return fail(ErrorCode::not_found, path + ": there is no such file");
  return found->second;
}

Result<std::unique_ptr<ContentReader>> FakeSource::open(const std::string& path) const {
  if (const auto error = errors.find(path); error != errors.end()) return fail(error->second);
  const auto found = files.find(path);
  if (found == files.end()) return fail(ErrorCode::not_found, path + ": there is no such file");
  return read_bytes(found->second);
}

Result<SourceEntry> FakeSource::stat(const std::string& path) const {
  if (const auto file = files.find(path); file != files.end()) {
    return SourceEntry{name_of(path), SourceType::file, file->second.size(), executables.contains(path), ""};
  }
  if (const auto link = links.find(path); link != links.end()) {
    return SourceEntry{name_of(path), SourceType::link, 0, false, link->second};
  }
  const auto below = files.lower_bound(path + "/");
  if (below != files.end() && below->first.starts_with(path + "/")) {
    return SourceEntry{name_of(path), SourceType::directory, 0, false, ""};
  }
  return fail(ErrorCode::not_found, path + ": there is no such file");
}

Result<std::vector<SourceEntry>> FakeSource::list(const std::string& path) const {
  const std::string prefix = path.empty() ? "" : path + "/";
  std::set<std::string> names;
  for (const auto& [file, text] : files)
    if (file.starts_with(prefix))
      names.insert(file.substr(prefix.size(), file.find('/', prefix.size()) - prefix.size()));
  for (const auto& [link, target] : links)
    if (link.starts_with(prefix))
      names.insert(link.substr(prefix.size(), link.find('/', prefix.size()) - prefix.size()));
  if (names.empty()) return fail(ErrorCode::not_found, path + ": there is no such folder");
  std::vector<SourceEntry> entries;
  for (const std::string& name : names) {
    auto entry = stat(prefix + name);
    if (!entry) return fail(entry.error());
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace converge
