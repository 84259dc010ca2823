// SPDX-License-Identifier: MIT
#include "engine/report/diagnostic_text.h"

#include <algorithm>
#include <map>

#include "engine/core/json.h"
#include "engine/report/columns.h"
#include "engine/report/words.h"

namespace converge {

namespace {

struct Underline {
  std::size_t first;  ///< column from 0
  std::size_t width;  ///< at least 1
};

/// Where a span stands in a shown line. A span may reach past its line's end
/// (it began here and went on), or lie behind it (something is missing there).
Underline underline_of(const Span& span, const ShownLine& line) {
  const std::size_t bytes = line.column_of.size() - 1;
  const std::size_t start = std::min<std::size_t>(span.column > 0 ? span.column - 1U : 0U, bytes);
  const std::size_t end = std::min<std::size_t>(start + std::max<std::size_t>(span.length, 1), bytes);
  const std::size_t first = line.column_of[start];
  const std::size_t last = line.column_of[end];
  return {first, last > first ? last - first : 1};
}

/// Moves the window over a line that is wider than the page, so that the
/// underlined part is in it with something of what stands around it.
void cut_around(std::string& text, Underline& mark, std::size_t width) {
  constexpr std::size_t dots = 3;
  std::size_t whole = columns(text);
  if (std::max(whole, mark.first + 1) <= width || width <= 4 * dots) return;
  if (mark.first == whole) {  // the caret needs a column behind the end
    text += ' ';
    ++whole;
  }
  const std::size_t room = width - 2 * dots;
  const std::size_t marked = std::min(mark.width, room);
  std::size_t from = mark.first - std::min(mark.first, (room - marked) / 2);
  if (from <= dots) from = 0;
  const std::size_t lead = from > 0 ? dots : 0;
  const std::size_t rest = whole - from;
  const std::size_t shown = rest <= width - lead ? rest : width - lead - dots;
  text = std::string(lead, '.') + column_slice(text, from, shown) + (shown < rest ? "..." : "");
  mark.first = mark.first - from + lead;
  mark.width = std::min(mark.width, shown + lead - std::min(mark.first, shown + lead));
  mark.width = std::max<std::size_t>(mark.width, 1);
}

/// Line `number` of a text, counted from 1, without its end and without the
/// mark that some editors put in front of a file; nothing beyond the last line.
std::optional<std::string> nth_line(const std::string& text, std::uint32_t number) {
  std::size_t start = 0;
  for (std::uint32_t line = 1; line < number; ++line) {
    start = text.find('\n', start);
    if (start == std::string::npos) return std::nullopt;
    ++start;
  }
  std::string line = text.substr(start, text.find('\n', start) - start);
  if (line.ends_with('\r')) line.pop_back();
  if (number == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  return line;
}

/// Writes findings one after the other; reads each file once.
class Page {
 public:
  Page(const SourceText& source, const TextStyle& style) : source_(source), style_(style) {}

  void finding(const Diagnostic& diagnostic) {
    const bool error = diagnostic.severity == Severity::error;
    head(diagnostic.span, error ? "error" : "warning", error ? Ink::red : Ink::yellow, diagnostic.message);
    const std::string margin = excerpt(diagnostic.span, error ? Ink::red : Ink::yellow);
    if (!diagnostic.fix.empty()) line(margin + ink(Ink::cyan, "= fix: ") + printable(diagnostic.fix));
    for (const Note& note : diagnostic.notes) {
      head(note.span, "note", Ink::cyan, note.message);
      excerpt(note.span, Ink::cyan);
    }
  }
  void line(const std::string& text) { out_ += text + "\n"; }
  std::string take() { return std::move(out_); }

 private:
  std::string ink(Ink ink, std::string_view text) const { return paint(style_.colour, ink, text); }

  /// "site.yaml:14:5: error: MESSAGE", a line that editors and terminals can follow.
  void head(const Span& span, const std::string& word, Ink colour, const std::string& message) {
    const std::string place = span.known() ? ink(Ink::bold, printable(span.text()) + ":") + " " : "";
    line(place + ink(colour, word + ":") + " " + printable(message));
  }

  /// The source line with its caret. Answers the margin for what belongs to it.
  std::string excerpt(const Span& span, Ink colour) {
    const auto text = source_line(span);
    if (!text) return "   ";
    const std::string number = std::to_string(span.line);
    const std::string blank(number.size() + 4, ' ');
    ShownLine shown = show_line(*text);
    Underline mark = underline_of(span, shown);
    const std::size_t margin = blank.size() + 2;
    cut_around(shown.text, mark, style_.width > margin ? style_.width - margin : 0);
    line(ink(Ink::dim, "   " + number + " |") + (shown.text.empty() ? "" : " " + shown.text));
    const std::string caret = "^" + std::string(mark.width - 1, '~');
    line(ink(Ink::dim, blank + "|") + " " + std::string(mark.first, ' ') + ink(colour, caret));
    return blank;
  }

  /// Files are asked for once and kept: twenty findings are often in one.
  std::optional<std::string> source_line(const Span& span) {
    if (!span.known() || span.line == 0) return std::nullopt;
    const auto [file, is_new] = files_.try_emplace(*span.file);
    if (is_new) file->second = source_(*span.file);
    return file->second ? nth_line(*file->second, span.line) : std::nullopt;
  }

  const SourceText& source_;
  TextStyle style_;
  std::map<std::string, std::optional<std::string>> files_;
  std::string out_;
};

/// Takes the findings beyond the first few away; warnings go before errors do.
std::vector<Diagnostic> cut_rest(std::vector<Diagnostic>& sorted) {
  if (sorted.size() <= shown_diagnostics) return {};
  std::size_t errors = 0;
  for (const Diagnostic& each : sorted) errors += each.severity == Severity::error ? 1U : 0U;
  std::size_t error_room = std::min(errors, shown_diagnostics);
  std::size_t warning_room = shown_diagnostics - error_room;
  std::vector<Diagnostic> shown;
  std::vector<Diagnostic> rest;
  for (Diagnostic& each : sorted) {
    std::size_t& room = each.severity == Severity::error ? error_room : warning_room;
    (room > 0 ? shown : rest).push_back(std::move(each));
    if (room > 0) --room;
  }
  sorted = std::move(shown);
  return rest;
}

/// "... and 17 more errors and 2 more warnings"
std::string rest_text(const std::vector<Diagnostic>& rest) {
  std::size_t errors = 0;
  for (const Diagnostic& each : rest) errors += each.severity == Severity::error ? 1U : 0U;
  const std::size_t warnings = rest.size() - errors;
  std::vector<std::string> parts;
  if (errors > 0) parts.push_back(count_of(errors, "more error"));
  if (warnings > 0) parts.push_back(count_of(warnings, "more warning"));
  return "... and " + join(parts, " and ");
}

Value place_json(const Span& span) {
  Value value = Value::map();
  if (!span.known()) return value;
  value.set("file", Value::string(*span.file));
  value.set("line", Value::integer(span.line));
  value.set("column", Value::integer(span.column));
  return value;
}

Value note_json(const Note& note) {
  Value value = place_json(note.span);
  value.set("message", Value::string(note.message));
  return value;
}

Value diagnostic_json(const Diagnostic& diagnostic) {
  Value value = place_json(diagnostic.span);
  value.set("severity", Value::string(diagnostic.severity == Severity::error ? "error" : "warning"));
  value.set("message", Value::string(diagnostic.message));
  value.set("fix", Value::string(diagnostic.fix));
  List notes;
  for (const Note& note : diagnostic.notes) notes.push_back(note_json(note));
  value.set("notes", Value::list(std::move(notes)));
  return value;
}

}  // namespace

std::string diagnostics_text(const Diagnostics& diagnostics, const SourceText& source, const TextStyle& style) {
  std::vector<Diagnostic> shown = diagnostics.sorted();
  const std::vector<Diagnostic> rest = cut_rest(shown);
  Page page(source, style);
  for (const Diagnostic& each : shown) page.finding(each);
  if (!rest.empty()) page.line(rest_text(rest));
  return page.take();
}

std::string diagnostics_json(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& each : diagnostics.sorted()) out += to_json(diagnostic_json(each)) + "\n";
  return out;
}

}  // namespace converge
