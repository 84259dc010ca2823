// SPDX-License-Identifier: MIT
// resources/file/merge/block_merge.cpp: the text between two marker lines.
#include <optional>

#include "resources/file/merge/formats.h"
#include "resources/file/merge/rows.h"
#include "resources/file/merge/text_lines.h"

namespace converge {

namespace {

auto refuse(std::string why) { return fail(ErrorCode::invalid, std::move(why)); }

/// The two lines that enclose a block.
struct Markers {
  std::string begin;
  std::string end;
};

/// Where the block stands, in line numbers from 0, markers included; `last` is behind it.
struct Range {
  std::size_t first = 0;
  std::size_t last = 0;
};

Markers markers_of(const MergeRequest& request) {
  const std::string comment = request.comment.empty() ? "#" : request.comment;
  return {comment + " BEGIN converge: " + request.marker, comment + " END converge: " + request.marker};
}

std::string at_line(std::size_t index) { return std::to_string(index + 1) + ":1: "; }

/// Finds the block. Markers that do not pair up are refused: where the owned
/// text ends is then anybody's guess.
Result<std::optional<Range>> locate(const std::vector<TextLine>& lines, const Markers& markers) {
  std::optional<std::size_t> begin;
  std::optional<Range> found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = trim(lines[i].text);
    if (line == markers.begin) {
      if (begin || found)
        return refuse(at_line(i) + quoted(markers.begin) + " stands here a second time; remove one block");
      begin = i;
    } else if (line == markers.end) {
      if (!begin)
        return refuse(at_line(i) + quoted(markers.end) +
                      " has no BEGIN line above it; restore that line or remove this one");
      found = Range{*begin, i + 1};
      begin.reset();
    }
  }
  if (begin)
    return refuse(at_line(*begin) + quoted(markers.begin) +
                  " has no END line below it; restore that line or remove this one");
  return found;
}

/// What is wrong with the request alone; "" if nothing.
std::string check(const MergeRequest& request) {
  if (trim(request.marker).empty() || request.marker.find_first_of("\r\n") != std::string::npos)
    return "the marker of a block merge must be one line with text; write a short name";
  if (trim(request.marker) != request.marker) return "the marker of a block merge has white space around it; remove it";
  if (request.comment.find_first_of("\r\n") != std::string::npos || trim(request.comment) != request.comment)
    return "the comment sign of a block merge must be one word, e.g. \"#\" or \"//\"";
  if (!request.content.is_scalar())
    return "the content of a block merge is " + std::string(type_phrase(request.content.type())) + "; write a text";
  if (request.content.is_null() && request.absent.empty())
    return "a block merge wants neither a content nor its absence; write one";
  if (!request.content.is_null() && !request.absent.empty())
    return "a block merge wants a content and its absence; keep one of them";
  const Markers markers = markers_of(request);
  const std::string content = scalar_text(request.content);
  for (const TextLine& line : split_lines(content))
    if (trim(line.text) == markers.begin || trim(line.text) == markers.end)
      return "the content of the block holds its own marker line; remove that line or choose another marker";
  return "";
}

/// Lines as one text with "\n" after each: what is compared and shown.
std::string plain_text(const std::vector<TextLine>& lines, Range range) {
  std::string out;
  for (std::size_t i = range.first; i < range.last; ++i) out += std::string(lines[i].text) + '\n';
  return out;
}

/// Lines as they stand, endings and all.
std::string raw_text(const std::vector<TextLine>& lines, Range range) {
  std::string out;
  for (std::size_t i = range.first; i < range.last; ++i)
    out += std::string(lines[i].text) + std::string(lines[i].ending);
  return out;
}

/// The file without the block and its markers.
Merged remove_block(std::string_view current, const std::vector<TextLine>& lines, const std::optional<Range>& range) {
  if (!range) return {std::string(current), {}};
  const std::string inner = plain_text(lines, {range->first + 1, range->last - 1});
  return {raw_text(lines, {0, range->first}) + raw_text(lines, {range->last, lines.size()}),
          {row("block", quoted(inner), std::string(absent_word))}};
}

}  // namespace

Result<MergeRequest> inverse_block(std::string_view current, const MergeRequest& request) {
  const std::vector<TextLine> lines = split_lines(current);
  const auto range = locate(lines, markers_of(request));
  if (!range) return fail(range.error());
  MergeRequest inverse{};
  if (*range)
    inverse.content = Value::string(plain_text(lines, {(*range)->first + 1, (*range)->last - 1}));
  else
    inverse.absent = {"block"};
  return inverse;
}

Result<Merged> merge_block(std::string_view current, const MergeRequest& request) {
  if (std::string why = check(request); !why.empty()) return refuse(std::move(why));
  const Markers markers = markers_of(request);
  const std::vector<TextLine> lines = split_lines(current);
  const auto range = locate(lines, markers);
  if (!range) return fail(range.error());
  if (request.content.is_null()) return remove_block(current, lines, *range);

  const std::string content = scalar_text(request.content);
  std::vector<TextLine> wanted = split_lines(content);
  // A carriage return at the end of a line is its ending when it is read back.
  for (TextLine& line : wanted) line.text = line.text.substr(0, line.text.find_last_not_of('\r') + 1);
  const std::string wanted_text = plain_text(wanted, {0, wanted.size()});
  std::string before(absent_word);
  if (*range) {
    const std::string inner = plain_text(lines, {(*range)->first + 1, (*range)->last - 1});
    if (inner == wanted_text) return Merged{std::string(current), {}};
    before = quoted(inner);
  }

  const std::string ending(ending_of(current));
  const Range place = range->value_or(Range{lines.size(), lines.size()});
  // The marker lines that are there stay as they are, indentation included.
  std::string text = raw_text(lines, {0, *range ? place.first + 1 : place.first});
  end_last_line(text, ending);
  if (!*range) text += markers.begin + ending;
  for (const TextLine& line : wanted) text += std::string(line.text) + ending;
  text += *range ? raw_text(lines, {place.last - 1, lines.size()}) : markers.end + ending;
  return Merged{std::move(text),
                {row("block", std::move(before), quoted(wanted_text), sensitivity_of(request.content))}};
}

}  // namespace converge
