// SPDX-License-Identifier: MIT
#include "resources/process/shell_quote.h"

#include <algorithm>

namespace converge {
namespace {

bool is_plain(char c) {
  constexpr std::string_view harmless = "_-./:=@%+,";
  const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return alphanumeric || harmless.find(c) != std::string_view::npos;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string shell_quote(std::string_view word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

std::string shell_text(const std::vector<std::string>& argv) {
  std::string line;
  for (const std::string& word : argv) line += (line.empty() ? "" : " ") + shell_quote(word);
  return line;
}

std::string one_line(std::string_view text, std::size_t limit) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::string line;
  for (const char c : text) {
    if (c == '\n')
      line += "; ";
    else
      line += c;
    if (line.size() > limit) break;
  }
  if (line.size() <= limit) return line;
  constexpr std::string_view mark = "...";
  std::size_t end = limit > mark.size() ? limit - mark.size() : 0;
  while (end > 0 && continues_character(line[end])) --end;
  return line.substr(0, end).append(mark);
}

}  // namespace converge
