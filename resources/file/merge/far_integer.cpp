// SPDX-License-Identifier: MIT
#include "resources/file/merge/far_integer.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "engine/core/json.h"

namespace converge {

namespace {

constexpr std::string_view mark = "\x01";
constexpr std::string_view opening = "\"\\u0001";  // of a marked text in JSON

bool is_integer(std::string_view number) {
  if (number.starts_with('-')) number.remove_prefix(1);
  return !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_far(std::string_view number) {
  std::int64_t unused = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), unused);
  return is_integer(number) && read.ec == std::errc::result_out_of_range;
}

/// Where the string ends that starts at `at`; the text may be no valid JSON.
std::size_t behind_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return std::min(at + 1, text.size());
}

std::string mark_far_integers(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text[at] == '"')
      end = behind_string(text, at);
    else if (std::string_view("-0123456789").find(text[at]) != std::string_view::npos)
      end = std::min(text.find_first_of(" \t\r\n,]}", at), text.size());
    const std::string_view token = text.substr(at, end - at);
    if (is_far(token))
      out += std::string(opening) + std::string(token) + "\"";
    else
      out += token;
    at = end;
  }
  return out;
}

}  // namespace

Result<Value> parse_document(std::string_view text) {
  Result<Value> strict = parse_json(text);
  if (strict) return strict;
  const std::string marked = mark_far_integers(text);
  if (marked.size() == text.size()) return strict;
  return parse_json(marked);
}

std::optional<std::string_view> far_integer(const Value& value) {
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.text();
  if (!text.starts_with(mark) || !is_far(text.substr(mark.size()))) return std::nullopt;
  return text.substr(mark.size());
}

std::string document_json(const Value& value) {
  std::string json = to_json(value);
  for (std::size_t at = json.find(opening); at != std::string::npos; at = json.find(opening, at + 1)) {
    const std::size_t begin = at + opening.size();
    const std::size_t end = json.find('"', begin);
    const std::string digits = json.substr(begin, end - begin);
    if (is_far(digits)) json.replace(at, end + 1 - at, digits);
  }
  return json;
}

}  // namespace converge
