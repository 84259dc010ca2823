// SPDX-License-Identifier: MIT
#include "inventory/facts/host_name.h"

#include <algorithm>

#include "inventory/facts/texts.h"

namespace converge {

std::string_view hostname_of(std::string_view text) {
  for (const std::string_view line : cut_lines(text)) {
    const std::string_view name = trimmed(line);
    if (!name.empty() && !name.starts_with('#')) return name;
  }
  return {};
}

std::string_view short_name(std::string_view name) { return name.substr(0, name.find('.')); }

std::optional<std::string> full_name(std::string_view hosts, std::string_view name) {
  if (name.find('.') != std::string_view::npos) return std::string(name);
  for (const std::string_view line : cut_lines(hosts)) {
    const auto words = cut_words(trimmed(line.substr(0, line.find('#'))));
    if (words.size() < 2) continue;
    const auto full = std::find_if(words.begin() + 1, words.end(), [&](std::string_view word) {
      return word.size() > name.size() + 1 && word.starts_with(name) && word[name.size()] == '.';
    });
    if (full != words.end()) return std::string(*full);
  }
  return std::nullopt;
}

}  // namespace converge
