// SPDX-License-Identifier: MIT
#include "engine/template/scalar_places.h"

#include <algorithm>

namespace converge::templates {

namespace {

/// One line of a file without its line break.
struct Line {
  std::string_view text;
  std::uint32_t number = 1;
};

/// The lines of a file from one line on, one after the other.
class Lines {
 public:
  Lines(std::string_view file, std::uint32_t first) : rest_(file) {
    while (number_ < first && next()) {
    }
  }

  std::optional<Line> next() {
    if (done_) return std::nullopt;
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    Line line{rest_.substr(0, end), number_++};
    if (line.text.ends_with('\r')) line.text.remove_suffix(1);
    done_ = end == rest_.size();
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return line;
  }

 private:
  std::string_view rest_;
  std::uint32_t number_ = 1;
  bool done_ = false;
};

/// Reads a scalar and counts what comes out of it, until the wanted place is reached.
class Walk {
 public:
  explicit Walk(Place wanted) : wanted_(wanted) {}

  [[nodiscard]] bool arrived() const { return arrived_; }
  /// The place that was reached, or else the last one that there was.
  [[nodiscard]] Place place() const { return place_; }

  /// So many bytes come out of what stands here; one of them is a line break if `byte` is.
  void make(Place here, char byte, std::uint32_t bytes = 1) {
    if (arrived_) return;
    place_ = here;
    if (line_ == wanted_.line && column_ + bytes > wanted_.column) arrived_ = true;
    column_ += bytes;
    if (byte == '\n') ++line_, column_ = 1;
  }

 private:
  Place wanted_;
  Place place_;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
  bool arrived_ = false;
};

std::size_t indent_of(std::string_view text) { return std::min(text.find_first_not_of(' '), text.size()); }
bool is_empty(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }
Place at(const Line& line, std::size_t offset) { return {line.number, static_cast<std::uint32_t>(offset) + 1}; }

/// The indentation that a block takes from its lines: what its header says, counted from
/// the key, or that of its first line with something in it.
std::size_t block_indent(const Line& header, std::size_t mark, Lines lines) {
  const std::size_t digit = header.text.find_first_of("123456789", mark);
  const std::size_t comment = header.text.find('#', mark);
  if (digit != std::string_view::npos && digit < comment)
    return std::min(header.text.find_first_not_of(" -"), mark) + static_cast<std::size_t>(header.text[digit] - '0');
  while (const auto line = lines.next())
    if (!is_empty(line->text)) return indent_of(line->text);
  return 0;
}

void copy(Walk& walk, const Line& line, std::size_t from) {
  for (std::size_t i = from; i < line.text.size(); ++i) walk.make(at(line, i), line.text[i]);
}

void literal(Walk& walk, Lines lines, std::size_t indent) {
  for (auto line = lines.next(); line && !walk.arrived(); line = lines.next()) {
    copy(walk, *line, std::min(indent, line->text.size()));
    walk.make(at(*line, line->text.size()), '\n');
  }
}

/// Lines of one paragraph are joined with spaces; those that are indented further keep their breaks.
void folded(Walk& walk, Lines lines, std::size_t indent) {
  std::optional<Line> before;
  bool before_deep = false;
  std::size_t empty = 0;
  for (auto line = lines.next(); line && !walk.arrived(); line = lines.next()) {
    if (is_empty(line->text)) {
      ++empty;
      continue;
    }
    const bool deep = indent_of(line->text) > indent || line->text[std::min(indent, line->text.size() - 1)] == '\t';
    const Place end = before ? at(*before, before->text.size()) : at(*line, 0);
    const bool joins = before && !deep && !before_deep;
    if (joins && empty == 0) walk.make(end, ' ');
    const std::size_t breaks = empty + (before && !joins ? 1 : 0);
    for (std::size_t i = 0; i < breaks; ++i) walk.make(end, '\n');
    copy(walk, *line, indent);
    before = line;
    before_deep = deep;
    empty = 0;
  }
}

/// What stands for one character in a scalar of one style: its size in the file and in the text.
struct Piece {
  std::uint32_t written = 1;
  std::uint32_t made = 1;
  char byte = '\0';
};

std::uint32_t utf8_size(std::string_view hex) {
  std::uint32_t point = 0;
  for (const char c : hex) point = point * 16 + static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

/// The piece at the front of a line's rest; `quote` is the scalar's, '\0' for a plain one.
Piece piece_of(std::string_view rest, char quote) {
  if (quote == '\'' && rest.starts_with("''")) return {2, 1, '\''};
  if (quote != '"' || rest[0] != '\\' || rest.size() < 2) return {1, 1, rest[0]};
  const std::size_t digits = rest[1] == 'x' ? 2 : rest[1] == 'u' ? 4 : rest[1] == 'U' ? 8 : 0;
  if (digits != 0) return {static_cast<std::uint32_t>(digits) + 2, utf8_size(rest.substr(2, digits)), '\0'};
  const std::uint32_t made = rest[1] == 'N' || rest[1] == '_' ? 2 : rest[1] == 'L' || rest[1] == 'P' ? 3 : 1;
  return {2, made, rest[1] == 'n' ? '\n' : '\0'};
}

/// Plain and quoted scalars: a line break is a space, empty lines between are line breaks.
void flowing(Walk& walk, const Line& first, std::size_t start, Lines lines, char quote) {
  std::optional<Line> line = first;
  std::size_t from = start;
  while (line && !walk.arrived()) {
    std::size_t end = line->text.find_last_not_of(" \t") + 1;
    const bool escaped_break = quote == '"' && line->text.ends_with('\\');
    if (escaped_break) end = line->text.size() - 1;
    for (std::size_t i = from; i < end && !walk.arrived();) {
      const Piece piece = piece_of(line->text.substr(i), quote);
      walk.make(at(*line, i), piece.byte, piece.made);
      i += piece.written;
    }
    const Place broken = at(*line, end);
    std::size_t empty = 0;
    for (line = lines.next(); line && is_empty(line->text); line = lines.next()) ++empty;
    if (empty == 0 && !escaped_break) walk.make(broken, ' ');
    for (std::size_t i = 0; i < empty; ++i) walk.make(broken, '\n');
    from = line ? std::min(line->text.find_first_not_of(" \t"), line->text.size()) : 0;
  }
}

}  // namespace

std::optional<Place> place_in_file(std::string_view file, Place scalar, Place within) {
  Lines lines(file, scalar.line);
  const auto first = lines.next();
  if (!first || scalar.column == 0 || scalar.column > first->text.size()) return std::nullopt;
  const std::size_t start = scalar.column - 1;
  const char mark = first->text[start];
  if (mark == '*') return std::nullopt;
  Walk walk(within);
  if (mark == '|')
    literal(walk, lines, block_indent(*first, start, lines));
  else if (mark == '>')
    folded(walk, lines, block_indent(*first, start, lines));
  else if (mark == '\'' || mark == '"')
    flowing(walk, *first, start + 1, lines, mark);
  else
    flowing(walk, *first, start, lines, '\0');
  return walk.place();
}

}  // namespace converge::templates
