// SPDX-License-Identifier: MIT
#include "engine/template/characters.h"

#include <algorithm>
#include <array>

#include "engine/core/utf8.h"
#include "engine/template/operand.h"

namespace converge::templates {

namespace {

std::size_t front_length(std::string_view text) { return std::max<std::size_t>(1, utf8_front(text)); }

/// A run of letters whose two cases are `step` code points apart (step 1: upper and lower alternate).
struct Range {
  char32_t first, last;
  int step;
  bool even_is_upper = true;
};
constexpr std::array<Range, 14> upper_ranges = {{{'A', 'Z', 32},
                                                 {0xC0, 0xD6, 32},
                                                 {0xD8, 0xDE, 32},
                                                 {0x100, 0x12F, 1},
                                                 {0x132, 0x137, 1},
                                                 {0x139, 0x148, 1, false},
                                                 {0x14A, 0x177, 1},
                                                 {0x179, 0x17E, 1, false},
                                                 {0x391, 0x3A1, 32},
                                                 {0x3A3, 0x3AB, 32},
                                                 {0x400, 0x40F, 80},
                                                 {0x410, 0x42F, 32},
                                                 {0x460, 0x481, 1},
                                                 {0x1E00, 0x1E95, 1}}};

bool alternating_upper(const Range& range, char32_t point) { return (point % 2 == 0) == range.even_is_upper; }

char32_t to_lower(char32_t point) {
  for (const Range& range : upper_ranges) {
    if (point < range.first || point > range.last) continue;
    if (range.step == 1) return alternating_upper(range, point) ? point + 1 : point;
    return point + static_cast<char32_t>(range.step);
  }
  return point == 0x178 ? 0xFF : point;
}

char32_t to_upper(char32_t point) {
  if (point == 0xFF) return 0x178;
  if (point == 0xB5) return 0x39C;
  if (point == 0x3C2) return 0x3A3;
  for (const Range& range : upper_ranges) {
    const auto shift = static_cast<char32_t>(range.step == 1 ? 0 : range.step);
    if (point < range.first + shift || point > range.last + shift) continue;
    if (range.step != 1) return point - shift;
    return alternating_upper(range, point) ? point : point - 1;
  }
  return point;
}

template <typename Change>
std::string change_case(std::string_view text, Change change) {
  std::string out;
  out.reserve(text.size());
  for (const std::string_view one : Characters(text)) {
    if (one.size() == 1 && static_cast<unsigned char>(one[0]) >= 0x80) {
      out += one;
    } else {
      append_utf8(out, change(code_point(one)));
    }
  }
  return out;
}

}  // namespace

Characters::Characters(std::string_view text) {
  pieces_.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = front_length(text);
    pieces_.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

std::size_t character_count(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(front_length(text));
  return count;
}

char32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  switch (utf8_front(character)) {
    case 1: return byte(0);
    case 2: return ((byte(0) & 0x1FU) << 6U) | (byte(1) & 0x3FU);
    case 3: return ((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
    case 4:
      return ((byte(0) & 0x07U) << 18U) | ((byte(1) & 0x3FU) << 12U) | ((byte(2) & 0x3FU) << 6U) | (byte(3) & 0x3FU);
    default: return 0xFFFD;
  }
}

void append_utf8(std::string& out, char32_t point) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | (point >> 6U));
    put(0x80 | (point & 0x3FU));
  } else if (point < 0x10000) {
    put(0xE0 | (point >> 12U));
    put(0x80 | ((point >> 6U) & 0x3FU));
    put(0x80 | (point & 0x3FU));
  } else {
    put(0xF0 | (point >> 18U));
    put(0x80 | ((point >> 12U) & 0x3FU));
    put(0x80 | ((point >> 6U) & 0x3FU));
    put(0x80 | (point & 0x3FU));
  }
}

std::string upper(std::string_view text) {
  std::string out;
  // One letter becomes two, as in Python: a sharp s.
  for (const std::string_view one : Characters(text)) out += one == "ß" ? "SS" : change_case(one, to_upper);
  return out;
}

std::string lower(std::string_view text) { return change_case(text, to_lower); }

bool is_upper(std::string_view character) { return to_lower(code_point(character)) != code_point(character); }
bool is_lower(std::string_view character) {
  return to_upper(code_point(character)) != code_point(character) || character == "ß";
}
bool is_letter(std::string_view character) { return is_upper(character) || is_lower(character); }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r') || (byte >= '\x1c' && byte <= '\x1f'); }

std::string_view strip_left(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

std::string_view strip_right(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view strip(std::string_view text) { return strip_left(strip_right(text)); }

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    std::size_t end = 0;
    std::size_t width = 0;
    for (; end < text.size() && width == 0; end += width == 0 ? 1 : 0) {
      const char byte = text[end];
      if (byte == '\r' && text.substr(end).starts_with("\r\n"))
        width = 2;
      else if ((byte >= '\n' && byte <= '\r') || (byte >= '\x1c' && byte <= '\x1e'))
        width = 1;
      else if (text.substr(end).starts_with("\xC2\x85"))
        width = 2;
      else if (text.substr(end).starts_with("\xE2\x80\xA8") || text.substr(end).starts_with("\xE2\x80\xA9"))
        width = 3;
    }
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + width));
  }
  return out;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to, std::int64_t at_most) {
  std::string out;
  // Counted first, so that a short template cannot ask for a huge text.
  std::uint64_t hits = from.empty() ? character_count(text) + 1 : 0;
  for (std::size_t at = 0; !from.empty() && (at = text.find(from, at)) != std::string_view::npos; at += from.size())
    ++hits;
  check_text(text.size() + hits * to.size());
  if (from.empty()) {  // between all characters, and at both ends
    const Characters all(text);
    for (std::size_t i = 0; i <= all.size(); ++i) {
      if (at_most < 0 || static_cast<std::int64_t>(i) < at_most) out += to;
      if (i < all.size()) out += all[i];
    }
    return out;
  }
  for (std::int64_t done = 0; at_most < 0 || done < at_most; ++done) {
    const std::size_t found = text.find(from);
    if (found == std::string_view::npos) break;
    out += text.substr(0, found);
    out += to;
    text.remove_prefix(found + from.size());
  }
  out += text;
  return out;
}

}  // namespace converge::templates
