// SPDX-License-Identifier: MIT
#include "resources/file/merge/lines_request.h"

#include <algorithm>

#include "resources/file/merge/formats.h"
#include "resources/file/merge/rows.h"
#include "resources/file/merge/text_lines.h"

namespace converge {

namespace {

constexpr std::size_t longest_pattern = 1000;
constexpr std::size_t longest_line = 2048;

auto refuse(std::string why) { return fail(ErrorCode::invalid, std::move(why)); }

/// A wanted line in messages.
std::string shown(const WantedLine& line) {
  return line.sensitivity == Sensitivity::secret ? "a secret line" : quoted(line.text);
}

/// A line by itself. An empty one would be found in almost any file.
Result<WantedLine> read_text(const Value& value) {
  if (!value.is_scalar() || value.is_null())
    return refuse("an item of the lines is " + std::string(type_phrase(value.type())) +
                  "; write a line, or a map with match and line");
  WantedLine wanted{scalar_text(value), std::nullopt, value.sensitivity()};
  if (wanted.text.find('\n') != std::string::npos)
    return refuse(shown(wanted) + " holds a line break; write one item for each line");
  if (trim(wanted.text).empty()) return refuse("an empty line cannot be owned; remove it");
  return wanted;
}

/// A line, or {match, line}.
Result<WantedLine> read_item(const Value& item) {
  if (!item.is_map()) return read_text(item);
  const Value* match = item.find("match");
  const Value* line = item.find("line");
  if (match == nullptr || line == nullptr || item.entries().size() != 2 || !match->is_scalar())
    return refuse("an item of the lines is a map with other keys; write {match: REGEX, line: TEXT}");
  auto wanted = read_text(*line);
  if (!wanted) return wanted;
  auto pattern = LinePattern::compile(*match);
  if (!pattern) return fail(std::move(pattern.error()));
  wanted->match = std::move(*pattern);
  // The line that it finds holds what the pattern says.
  wanted->sensitivity = std::max(wanted->sensitivity, match->sensitivity());
  return wanted;
}

/// The items of a list; of a text its lines, without the empty ones.
Result<std::vector<WantedLine>> read_items(const Value& content) {
  std::vector<WantedLine> lines;
  if (content.is_null()) return lines;
  if (content.is_map()) return refuse("the content of a lines merge is a map; write a list of lines or a text");
  if (content.is_list()) {
    for (const Value& item : content.items()) {
      auto line = read_item(item);
      if (!line) return fail(std::move(line.error()));
      lines.push_back(std::move(*line));
    }
    return lines;
  }
  const std::string text = scalar_text(content);
  for (const TextLine& line : split_lines(text))
    if (!trim(line.text).empty()) lines.push_back({std::string(line.text), std::nullopt, content.sensitivity()});
  return lines;
}

}  // namespace

Result<LinePattern> LinePattern::compile(const Value& written) {
  const std::string pattern = scalar_text(written);
  const std::string name = written.sensitivity() == Sensitivity::secret ? "a secret pattern" : quoted(pattern);
  if (pattern.empty()) return refuse("match is empty; write a regular expression, or the line alone");
  if (pattern.size() > longest_pattern)
    return refuse("match: " + name + " is longer than " + std::to_string(longest_pattern) +
                  " bytes; write a shorter one");
  LinePattern out;
  try {
    // The polynomial executor never backtracks: no pattern takes exponential
    // time or deep recursion. Its price is that it knows no back-references.
    out.regex_.assign(pattern, std::regex::ECMAScript | std::regex_constants::__polynomial);
  } catch (const std::regex_error&) {
    return refuse("match: " + name +
                  " is not an ECMAScript regular expression without back-references; correct it");
  }
  return out;
}

bool LinePattern::finds(std::string_view line) const {
  return line.size() <= longest_line && std::regex_search(line.begin(), line.end(), regex_);
}

Result<std::vector<WantedLine>> check_lines(const MergeRequest& request) {
  auto lines = read_items(request.content);
  if (!lines) return lines;
  for (const WantedLine& line : *lines) {
    for (const std::string& gone : request.absent)
      if (trim_end(gone) == trim_end(line.text))
        return refuse(shown(line) + " is both wanted and absent; keep one of them");
    for (const WantedLine& other : *lines)
      if (other.match && trim_end(other.text) != trim_end(line.text) && other.match->finds(trim_end(line.text)))
        return refuse("the pattern for " + shown(other) + " also matches the wanted line " + shown(line) +
                      ", so each run would replace the other's; make the pattern narrower");
  }
  for (const std::string& gone : request.absent)
    if (trim(gone).empty() || gone.find('\n') != std::string::npos)
      return refuse("absent: " + quoted(gone) + " is not one line with text; write whole lines");
  return lines;
}

std::vector<std::string> lines_keys(const MergeRequest& request) {
  std::vector<std::string> keys;
  if (const auto lines = check_lines(request))
    for (const WantedLine& line : *lines) keys.push_back("line:" + std::string(trim_end(line.text)));
  for (const std::string& gone : request.absent) keys.push_back("line:" + std::string(trim_end(gone)));
  return keys;
}

}  // namespace converge
