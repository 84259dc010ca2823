// SPDX-License-Identifier: MIT
#include "engine/report/columns.h"

#include <algorithm>
#include <array>

#include "engine/core/utf8.h"

namespace converge {

namespace {

struct Range {
  char32_t first, last;
};

/// Characters that terminals draw two columns wide (East Asian Wide and Fullwidth, emoji).
constexpr std::array<Range, 56> wide = {
    {{0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
     {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
     {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
     {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
     {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
     {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
     {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
     {0x2E80, 0x303E},   {0x3041, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
     {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x17000, 0x18CFF},
     {0x1B000, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A},
     {0x1F200, 0x1F265}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF},
     {0x20000, 0x3FFFD}}};

/// Marks that are drawn over the character before them.
constexpr std::array<Range, 26> combining = {
    {{0x0300, 0x036F}, {0x0483, 0x0489},  {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2}, {0x0610, 0x061A},
     {0x064B, 0x065F}, {0x0670, 0x0670},  {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x0900, 0x0902}, {0x093C, 0x093C},
     {0x0941, 0x0948}, {0x094D, 0x094D},  {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF},
     {0x1DC0, 0x1DFF}, {0x200B, 0x200D},  {0x20D0, 0x20FF}, {0x2060, 0x2060}, {0x3099, 0x309A}, {0xFE00, 0xFE0F},
     {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF}}};

/// What a terminal must not be given: C0, C1, line separators, marks that reorder text.
constexpr std::array<Range, 7> unsafe = {{{0x00, 0x1F},
                                          {0x7F, 0x9F},
                                          {0x061C, 0x061C},
                                          {0x200E, 0x200F},
                                          {0x2028, 0x202E},
                                          {0x2066, 0x2069},
                                          {0xFEFF, 0xFEFF}}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t character) {
  const auto* range = std::ranges::lower_bound(ranges, character, {}, &Range::last);
  return range != ranges.end() && range->first <= character;
}

/// The code point of one well-formed character; of a stray byte, the byte.
char32_t decode(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes.front());
  if (bytes.size() == 1) return first;
  char32_t character = first & (0xFFU >> (bytes.size() + 1));
  for (const char byte : bytes.substr(1)) character = character << 6 | (static_cast<unsigned char>(byte) & 0x3FU);
  return character;
}

std::size_t columns_of(char32_t character) {
  if (character < 0x300) return 1;
  if (within(combining, character)) return 0;
  return within(wide, character) ? 2 : 1;
}

/// The bytes of the character at the front; a stray byte counts as one.
std::string_view front(std::string_view text) { return text.substr(0, std::max<std::size_t>(utf8_front(text), 1)); }

std::string hex(char32_t number, int digits) {
  std::string out(static_cast<std::size_t>(digits), '0');
  for (auto digit = out.rbegin(); digit != out.rend(); ++digit, number >>= 4U)
    *digit = "0123456789abcdef"[number & 0xFU];
  return out;
}

/// One character, or one stray byte, in letters that everybody can read.
std::string escape(std::string_view bytes) {
  if (bytes == "\n") return "\\n";
  if (bytes == "\t") return "\\t";
  if (bytes == "\r") return "\\r";
  if (bytes.size() == 1) return "\\x" + hex(static_cast<unsigned char>(bytes.front()), 2);
  return "\\u" + hex(decode(bytes), 4);
}

bool is_safe(std::string_view bytes) { return utf8_front(bytes) != 0 && !within(unsafe, decode(bytes)); }

/// Calls visit(bytes, columns) for each character of a printable text.
template <typename F>
void each_character(std::string_view text, F visit) {
  while (!text.empty()) {
    const std::string_view bytes = front(text);
    visit(bytes, columns_of(decode(bytes)));
    text.remove_prefix(bytes.size());
  }
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::string_view bytes = front(text);
    if (is_safe(bytes))
      out += bytes;
    else
      out += escape(bytes);
    text.remove_prefix(bytes.size());
  }
  return out;
}

std::size_t columns(std::string_view text) {
  std::size_t sum = 0;
  each_character(text, [&](std::string_view, std::size_t width) { sum += width; });
  return sum;
}

std::string cut_to(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  const std::size_t dots = std::min<std::size_t>(width, 3);
  return column_slice(text, 0, width - dots) + std::string(dots, '.');
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  while (true) {
    const std::size_t start = text.find_first_not_of(" \n");
    if (start == std::string_view::npos) return lines;
    text.remove_prefix(start);
    const std::string_view word = text.substr(0, text.find_first_of(" \n"));
    text.remove_prefix(word.size());
    if (lines.back().empty())
      lines.back() = word;
    else if (columns(lines.back()) + 1 + columns(word) <= width)
      lines.back() += " " + std::string(word);
    else
      lines.emplace_back(word);
  }
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines = raw_lines_of(text);
  for (std::string_view& line : lines)
    if (line.ends_with('\r')) line.remove_suffix(1);
  return lines;
}

std::vector<std::string_view> raw_lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    lines.push_back(line);
  }
  return lines;
}

ShownLine show_line(std::string_view line) {
  constexpr std::size_t tab_stop = 4;
  ShownLine shown;
  std::size_t column = 0;
  while (!line.empty()) {
    const std::string_view bytes = front(line);
    const std::string text = bytes == "\t" ? std::string(tab_stop - column % tab_stop, ' ') : printable(bytes);
    shown.column_of.insert(shown.column_of.end(), bytes.size(), column);
    shown.text += text;
    column += columns(text);
    line.remove_prefix(bytes.size());
  }
  shown.column_of.push_back(column);
  return shown;
}

std::string column_slice(std::string_view text, std::size_t first, std::size_t width) {
  std::string out;
  std::size_t column = 0;
  const std::size_t last = first + width;
  each_character(text, [&](std::string_view bytes, std::size_t wide_by) {
    const std::size_t end = column + wide_by;
    const bool mark = wide_by == 0;  // goes with the character before it
    if (mark ? column > first && column <= last : column >= first && end <= last)
      out += bytes;
    else if (column < last && end > first)
      out.append(std::min(end, last) - std::max(column, first), ' ');
    column = end;
  });
  return out;
}

}  // namespace converge
