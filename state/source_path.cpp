// SPDX-License-Identifier: MIT
// state/source_path.cpp: what the sources share.
#include "state/source_path.h"

#include <vector>

namespace converge {

Result<std::string> source_path(std::string_view path) {
  const std::string shown(path);
  if (path.starts_with('/')) {
    return fail(ErrorCode::denied, "'" + shown + "' is absolute; write it relative to the top of the source");
  }
  if (path.find('\0') != std::string_view::npos) return fail(ErrorCode::denied, "a path may not hold a NUL byte");
  std::string clean;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") return fail(ErrorCode::denied, "'" + shown + "' leads out of the source; write it without '..'");
    if (!clean.empty()) clean += '/';
    clean += part;
  }
  return clean;
}

std::string name_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

Result<std::string> read_source(ContentReader& reader, const std::string& path) {
  constexpr std::size_t limit = std::size_t{64} << 20;
  std::string text;
  std::vector<char> buffer(std::size_t{64} << 10);
  for (;;) {
    const auto count = reader.read(buffer);
    if (!count) return fail(count.error());
    if (*count == 0) return text;
    if (text.size() + *count > limit) {
      return fail(ErrorCode::unsupported, "'" + path + "' has more than the 64 MiB that can be read as one text; " +
                                              "use `source` or `url` for it");
    }
    text.append(buffer.data(), *count);
  }
}

}  // namespace converge
