// SPDX-License-Identifier: MIT
// resources/file/merge/lines_merge.cpp: presence and absence of single lines.
#include <algorithm>
#include <optional>

#include "resources/file/merge/formats.h"
#include "resources/file/merge/lines_request.h"
#include "resources/file/merge/rows.h"
#include "resources/file/merge/text_lines.h"

namespace converge {

namespace {

/// What happened to a line.
struct LineEdit {
  std::optional<std::string> before;  ///< nothing: it was added
  std::optional<std::string> after;   ///< nothing: it was removed
};

/// The file while it is edited: lines without trailing white space are what is
/// compared, the lines themselves are what is written.
class LineEditor {
 public:
  explicit LineEditor(std::string_view current) : ending_(ending_of(current)) {
    for (const TextLine& line : split_lines(current))
      lines_.push_back({std::string(line.text), std::string(line.ending)});
  }

  void remove(std::string_view gone) {
    const auto is_gone = [&](const Line& line) { return trim_end(line.text) == gone; };
    if (std::erase_if(lines_, is_gone) == 0) return;
    deltas_.push_back(row("line", shorten(gone), std::string(absent_word)));
    edits_.push_back({std::string(gone), std::nullopt});
  }

  void want(const WantedLine& wanted) {
    const std::string_view text = trim_end(wanted.text);
    const auto present = [&](const Line& line) { return trim_end(line.text) == text; };
    // A line that its own pattern finds must be the last such line. One that it
    // does not find is settled once it is there: else each run would take one more.
    if (!wanted.match || !wanted.match->finds(text)) {
      if (std::any_of(lines_.begin(), lines_.end(), present)) return;
      if (!wanted.match) return append(wanted);
    }
    const auto last = std::find_if(lines_.rbegin(), lines_.rend(),
                                   [&](const Line& line) { return wanted.match->finds(trim_end(line.text)); });
    if (last == lines_.rend()) return append(wanted);
    if (present(*last)) return;
    deltas_.push_back(row("line", shorten(trim_end(last->text)), shorten(text), wanted.sensitivity));
    edits_.push_back({std::string(trim_end(last->text)), std::string(text)});
    last->text = text;
  }

  /// So far, in order.
  [[nodiscard]] const std::vector<LineEdit>& edits() const { return edits_; }

  [[nodiscard]] Merged finish(std::string_view current) {
    if (deltas_.empty()) return {std::string(current), {}};
    std::string text;
    for (const Line& line : lines_) text += line.text + line.ending;
    return {std::move(text), std::move(deltas_)};
  }

 private:
  struct Line {
    std::string text;
    std::string ending;
  };

  void append(const WantedLine& wanted) {
    const std::string_view text = trim_end(wanted.text);
    if (!lines_.empty() && lines_.back().ending.empty()) lines_.back().ending = ending_;
    lines_.push_back({std::string(text), std::string(ending_)});
    deltas_.push_back(row("line", std::string(absent_word), shorten(text), wanted.sensitivity));
    edits_.push_back({std::nullopt, std::string(text)});
  }

  std::string_view ending_;
  std::vector<Line> lines_;
  std::vector<Delta> deltas_;
  std::vector<LineEdit> edits_;
};

/// A pattern that finds just that line.
std::string pattern_of(std::string_view line) {
  std::string pattern = "^";
  for (const char byte : line) {
    if (std::string_view("\\^$.|?*+()[]{}/").find(byte) != std::string_view::npos) pattern += '\\';
    pattern += byte;
  }
  return pattern + "$";
}

Value replacement(const LineEdit& edit) {
  Value item = Value::map();
  item.set("match", Value::string(pattern_of(*edit.after)));
  item.set("line", Value::string(*edit.before));
  return item;
}

}  // namespace

namespace {

Result<LineEditor> edit_lines(std::string_view current, const MergeRequest& request) {
  const auto wanted = check_lines(request);
  if (!wanted) return fail(wanted.error());
  LineEditor editor(current);
  for (const std::string& gone : request.absent) editor.remove(trim_end(gone));
  for (const WantedLine& line : *wanted) editor.want(line);
  return editor;
}

}  // namespace

Result<Merged> merge_lines(std::string_view current, const MergeRequest& request) {
  auto editor = edit_lines(current, request);
  if (!editor) return fail(std::move(editor.error()));
  return editor->finish(current);
}

Result<MergeRequest> inverse_lines(std::string_view current, const MergeRequest& request) {
  const auto editor = edit_lines(current, request);
  if (!editor) return fail(editor.error());
  MergeRequest inverse{};
  Value content = Value::list();
  for (auto edit = editor->edits().rbegin(); edit != editor->edits().rend(); ++edit) {
    if (!edit->before)
      inverse.absent.push_back(*edit->after);
    else
      content.push_back(edit->after ? replacement(*edit) : Value::string(*edit->before));
  }
  if (!content.items().empty()) inverse.content = std::move(content);
  return inverse;
}

}  // namespace converge
