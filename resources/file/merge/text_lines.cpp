// SPDX-License-Identifier: MIT
#include "resources/file/merge/text_lines.h"

#include <algorithm>

namespace converge {

namespace {

// No line feed: these functions are given single lines.
constexpr std::string_view blanks = " \t\r\f\v";

}  // namespace

std::vector<TextLine> split_lines(std::string_view text) {
  std::vector<TextLine> lines;
  while (!text.empty()) {
    const std::size_t feed = text.find('\n');
    const std::size_t size = feed == std::string_view::npos ? text.size() : feed + 1;
    std::size_t end = feed == std::string_view::npos ? size : feed;
    if (end < size && end > 0 && text[end - 1] == '\r') --end;
    lines.push_back({text.substr(0, end), text.substr(end, size - end)});
    text.remove_prefix(size);
  }
  return lines;
}

std::string_view ending_of(std::string_view text) {
  const std::size_t feed = text.find('\n');
  return feed != std::string_view::npos && feed > 0 && text[feed - 1] == '\r' ? "\r\n" : "\n";
}

std::string_view trim_end(std::string_view text) { return text.substr(0, text.find_last_not_of(blanks) + 1); }

std::string_view trim(std::string_view text) {
  text = trim_end(text);
  return text.substr(std::min(text.find_first_not_of(blanks), text.size()));
}

void end_last_line(std::string& text, std::string_view ending) {
  if (!text.empty() && text.back() != '\n') text += ending;
}

}  // namespace converge
