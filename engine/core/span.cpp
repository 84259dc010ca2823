// SPDX-License-Identifier: MIT
#include "engine/core/span.h"

#include <charconv>
#include <mutex>
#include <unordered_set>

namespace converge {

std::string Span::text() const {
  if (!known()) return "";
  std::string out = *file;
  if (line != 0) out += ":" + std::to_string(line) + ":" + std::to_string(column);
  return out;
}

const std::string* intern_file(std::string_view name) {
  static std::mutex mutex;
  static std::unordered_set<std::string> names;  // node-based: addresses stay
  const std::lock_guard lock(mutex);
  return &*names.emplace(name).first;
}

namespace {

/// Cuts ":NUMBER" from the end of a text; 0 if there is none.
std::uint32_t cut_number(std::string_view& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return 0;
  std::uint32_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, number);
  if (error != std::errc{} || stop != end) return 0;
  text.remove_suffix(text.size() - colon);
  return number;
}

}  // namespace

Span parse_span(std::string_view text) {
  const std::uint32_t column = cut_number(text);
  const std::uint32_t line = cut_number(text);
  if (column == 0 || line == 0 || text.empty()) return {};
  return Span{intern_file(text), line, static_cast<std::uint16_t>(column < 0xffff ? column : 0xffff), 0};
}

}  // namespace converge
