// SPDX-License-Identifier: MIT
#include "tests/unit/core_diff/patch_applier.h"

#include <cstdio>
#include <vector>

namespace converge {

namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

struct Hunk {
  std::size_t start = 0;
  std::size_t removed = 1;
  std::size_t added = 1;
};

std::optional<Hunk> read_header(const std::string& line) {
  Hunk hunk;
  std::size_t after_start = 0;
  const char* text = line.c_str();
  const auto number = [&](std::size_t& into) {
    int used = 0;
    if (std::sscanf(text, "%zu%n", &into, &used) == 1) text += used;
  };
  const auto skip = [&](std::string_view word) {
    if (!std::string_view(text).starts_with(word)) return false;
    text += word.size();
    return true;
  };
  if (!skip("@@ -")) return std::nullopt;
  number(hunk.start);
  if (skip(",")) number(hunk.removed);
  if (!skip(" +")) return std::nullopt;
  number(after_start);
  if (skip(",")) number(hunk.added);
  if (!skip(" @@\n")) return std::nullopt;
  if (hunk.removed > 0) --hunk.start;  // an empty range names the line before it
  return hunk;
}

}  // namespace

std::optional<std::string> apply_diff(std::string_view before, std::string_view diff) {
  if (diff.empty()) return std::string(before);
  const std::vector<std::string> old_lines = lines_of(before);
  const std::vector<std::string> lines = lines_of(diff);
  if (lines.size() < 3 || !lines[0].starts_with("--- ") || !lines[1].starts_with("+++ ")) return std::nullopt;
  std::string out;
  std::size_t at = 0;
  std::size_t i = 2;
  while (i < lines.size()) {
    auto hunk = read_header(lines[i++]);
    if (!hunk || hunk->start < at) return std::nullopt;
    while (at < hunk->start) out += old_lines.at(at++);
    while (hunk->removed > 0 || hunk->added > 0) {
      if (i >= lines.size()) return std::nullopt;
      const char sign = lines[i][0];
      std::string text = lines[i++].substr(1);
      if (i < lines.size() && lines[i].starts_with('\\')) {
        text.pop_back();
        ++i;
      }
      if (sign == '+' || sign == ' ') {
        if (hunk->added-- == 0) return std::nullopt;
        out += text;
      }
      if (sign == '-' || sign == ' ') {
        if (hunk->removed-- == 0 || at >= old_lines.size() || old_lines[at++] != text) return std::nullopt;
      }
    }
  }
  while (at < old_lines.size()) out += old_lines[at++];
  return out;
}

DiffCounts count_lines(std::string_view diff) {
  DiffCounts counts;
  for (const std::string& line : lines_of(diff)) {
    if (line.starts_with('-') && !line.starts_with("--- ")) ++counts.removed;
    if (line.starts_with('+') && !line.starts_with("+++ ")) ++counts.added;
  }
  return counts;
}

}  // namespace converge
