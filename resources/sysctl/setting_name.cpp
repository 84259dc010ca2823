// SPDX-License-Identifier: MIT
#include "resources/sysctl/setting_name.h"

#include <algorithm>

namespace converge::sysctl {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The next word, which is taken off the front.
std::string_view take_word(std::string_view& text) {
  text = trimmed(text);
  const std::string_view word = text.substr(0, text.find_first_of(blanks));
  text.remove_prefix(word.size());
  return word;
}

bool is_part(std::string_view part) {
  return !part.empty() && part != "." && part != ".." &&
         part.find_first_of(" \t\r\n=#;*?[]\\\"'") == std::string_view::npos;
}

}  // namespace

std::optional<std::string> setting_path(std::string_view name) {
  std::string path(name);
  const std::size_t separator = path.find_first_of("./");
  if (separator == std::string::npos) return std::nullopt;
  if (path[separator] == '.')
    for (char& each : path) each = each == '.' ? '/' : each == '/' ? '.' : each;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    if (!is_part(std::string_view(path).substr(at, end - at))) return std::nullopt;
    at = end + 1;
  }
  return path;
}

std::string shown_name(std::string_view path) {
  std::string name(path);
  if (name.find('.') == std::string::npos) std::ranges::replace(name, '/', '.');
  return name;
}

std::vector<Assignment> read_assignments(std::string_view text) {
  std::vector<Assignment> assignments;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    std::string_view raw = trimmed(text.substr(0, end));
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
    const std::size_t equals = raw.find('=');
    if (raw.starts_with('#') || raw.starts_with(';') || equals == std::string_view::npos) continue;
    std::string_view name = trimmed(raw.substr(0, equals));
    if (name.starts_with('-')) name.remove_prefix(1);  // a failure to set it is to be passed over
    if (auto path = setting_path(name))
      assignments.push_back({std::move(*path), std::string(trimmed(raw.substr(equals + 1))), line});
  }
  return assignments;
}

bool same_value(std::string_view one, std::string_view other) {
  while (true) {
    const std::string_view a = take_word(one);
    const std::string_view b = take_word(other);
    if (a != b) return false;
    if (a.empty()) return true;
  }
}

}  // namespace converge::sysctl
