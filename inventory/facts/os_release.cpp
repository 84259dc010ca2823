// SPDX-License-Identifier: MIT
#include "inventory/facts/os_release.h"

#include "inventory/facts/texts.h"

namespace converge {

namespace {

/// In double quotes a backslash escapes $ " \ ` alone; without quotes whatever follows.
std::string unquoted(std::string_view text) {
  const char quote = !text.empty() && (text.front() == '"' || text.front() == '\'') ? text.front() : '\0';
  if (quote != '\0') text = text.substr(1, text.size() > 1 && text.back() == quote ? text.size() - 2 : text.npos);
  if (quote == '\'') return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escapes = text[i] == '\\' && i + 1 < text.size() &&
                         (quote == '\0' || std::string_view("$\"\\`").find(text[i + 1]) != std::string_view::npos);
    if (escapes) ++i;
    out += text[i];
  }
  return out;
}

}  // namespace

std::optional<std::string> os_release_value(std::string_view text, std::string_view key) {
  std::optional<std::string> value;
  for (const std::string_view line : cut_lines(text)) {
    const std::string_view assignment = trimmed(line);
    if (assignment.starts_with(key) && assignment.substr(key.size()).starts_with('='))
      value = unquoted(assignment.substr(key.size() + 1));
  }
  if (value && value->empty()) value.reset();
  return value;
}

}  // namespace converge
