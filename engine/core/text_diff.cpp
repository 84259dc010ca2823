// SPDX-License-Identifier: MIT
// engine/core/text_diff.cpp: Myers' greedy O(ND) search over numbered lines,
// bounded in cost; then hunks with context.
#include "engine/core/text_diff.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/core/utf8.h"

namespace converge {

namespace {

constexpr std::size_t context = 3;
constexpr std::size_t most_lines = 200'000;  ///< of both texts, beyond their common head and tail
constexpr int most_edits = 2000;             ///< lines removed and added; the trace takes its square, 8 MB

using Line = std::uint32_t;  ///< a line by number: equal lines have equal numbers

/// A text as lines. The line break belongs to its line, so that a last line
/// without one differs from the same line with one.
struct Text {
  std::vector<std::string_view> lines;
  std::vector<Line> numbers;
};

/// Lines `before` on were `before_count`, and become `after_count` lines from `after` on.
struct Edit {
  std::size_t before = 0;
  std::size_t before_count = 0;
  std::size_t after = 0;
  std::size_t after_count = 0;
};

Text split(std::string_view text, std::unordered_map<std::string_view, Line>& known) {
  Text out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end == std::string_view::npos ? text.size() : end + 1);
    out.lines.push_back(line);
    out.numbers.push_back(known.emplace(line, static_cast<Line>(known.size())).first->second);
    text.remove_prefix(line.size());
  }
  return out;
}

/// The search. After step d the trace knows, for each diagonal k = x - y in
/// -d, -d + 2 ... d, how far d edits reach: the largest x, or -1 if they cannot
/// get there without leaving the grid.
class Search {
 public:
  Search(std::span<const Line> before, std::span<const Line> after)
      : before_(before),
        after_(after),
        width_(static_cast<int>(before.size())),
        height_(static_cast<int>(after.size())) {}

  /// The edits of a shortest script in order; nothing if it is longer than most_edits.
  std::optional<std::vector<Edit>> run() {
    for (int d = 0; d <= most_edits; ++d)
      if (step(d)) return collect(d);
    return std::nullopt;
  }

 private:
  /// Where a path enters a diagonal, and whether by adding a line (else by removing one).
  struct Entrance {
    int x;
    enum { add, remove } by;
  };

  [[nodiscard]] static std::size_t slot(int d, int k) {
    return static_cast<std::size_t>(d) * static_cast<std::size_t>(d + 1) / 2 + static_cast<std::size_t>((k + d) / 2);
  }
  [[nodiscard]] int reach(int d, int k) const { return k < -d || k > d ? -1 : trace_[slot(d, k)]; }

  [[nodiscard]] Entrance enter(int d, int k) const {
    const int left = reach(d - 1, k - 1);
    const int above = reach(d - 1, k + 1);
    const int removed = left >= 0 && left < width_ ? left + 1 : -1;
    const int added = above >= 0 && above - k <= height_ ? above : -1;
    return added >= removed ? Entrance{added, Entrance::add} : Entrance{removed, Entrance::remove};
  }

  /// Computes step d; true if it reaches the end of both texts.
  bool step(int d) {
    for (int k = -d; k <= d; k += 2) {
      int x = d == 0 ? 0 : enter(d, k).x;
      while (x >= 0 && x < width_ && x - k < height_ &&
             before_[static_cast<std::size_t>(x)] == after_[static_cast<std::size_t>(x - k)])
        ++x;
      trace_.push_back(x);
      if (x == width_ && x - k == height_) return true;
    }
    return false;
  }

  /// Walks back from the end and joins edits that touch.
  [[nodiscard]] std::vector<Edit> collect(int d) const {
    std::vector<Edit> edits;
    for (int k = width_ - height_; d > 0; --d) {
      const Entrance entrance = enter(d, k);
      const bool adds = entrance.by == Entrance::add;
      k += adds ? 1 : -1;
      const int x = adds ? entrance.x : entrance.x - 1;
      const Edit edit{static_cast<std::size_t>(x), adds ? 0U : 1U, static_cast<std::size_t>(x - k), adds ? 1U : 0U};
      if (!edits.empty() && edit.before + edit.before_count == edits.back().before &&
          edit.after + edit.after_count == edits.back().after) {
        edits.back() = {edit.before, edits.back().before_count + edit.before_count, edit.after,
                        edits.back().after_count + edit.after_count};
      } else {
        edits.push_back(edit);
      }
    }
    std::reverse(edits.begin(), edits.end());
    return edits;
  }

  std::span<const Line> before_;
  std::span<const Line> after_;
  int width_;
  int height_;
  std::vector<int> trace_;
};

/// Moves a pure addition or removal down as far as its lines repeat, which is
/// how people see it: a new block ends with its own closing line.
void slide(std::vector<Edit>& edits, const std::vector<Line>& before, const std::vector<Line>& after) {
  for (std::size_t i = 0; i < edits.size(); ++i) {
    Edit& edit = edits[i];
    if (edit.before_count > 0 && edit.after_count > 0) continue;
    const std::vector<Line>& lines = edit.before_count > 0 ? before : after;
    const std::size_t count = edit.before_count + edit.after_count;
    std::size_t& start = edit.before_count > 0 ? edit.before : edit.after;
    std::size_t& other = edit.before_count > 0 ? edit.after : edit.before;
    // Stop one line short of the next edit, so that two edits never touch.
    const std::size_t end = i + 1 < edits.size() ? edits[i + 1].before : before.size() + 1;
    while (start + count < lines.size() && edit.before + edit.before_count + 1 < end &&
           lines[start] == lines[start + count]) {
      ++start;
      ++other;
    }
  }
}

std::vector<Edit> compare(const Text& before, const Text& after) {
  const std::span<const Line> a(before.numbers);
  const std::span<const Line> b(after.numbers);
  const auto differ = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto head = static_cast<std::size_t>(differ.first - a.begin());
  const auto rest = a.subspan(head);
  const auto other_rest = b.subspan(head);
  const auto back = std::mismatch(rest.rbegin(), rest.rend(), other_rest.rbegin(), other_rest.rend());
  const auto tail = static_cast<std::size_t>(back.first - rest.rbegin());
  const auto middle = rest.first(rest.size() - tail);
  const auto other_middle = other_rest.first(other_rest.size() - tail);

  std::optional<std::vector<Edit>> found;
  if (middle.size() + other_middle.size() <= most_lines) found = Search(middle, other_middle).run();
  if (!found) return {Edit{head, middle.size(), head, other_middle.size()}};
  for (Edit& edit : *found) {
    edit.before += head;
    edit.after += head;
  }
  slide(*found, before.numbers, after.numbers);
  return std::move(*found);
}

/// Collects the lines of the diff up to the limit, and counts the rest.
class Output {
 public:
  explicit Output(std::size_t most) : most_(most) {}

  void header(const std::string& line) { add("", line + "\n"); }
  void line(std::string_view sign, std::string_view text) {
    if (text.ends_with('\n')) {
      add(sign, text);
    } else {
      add(sign, std::string(text) + "\n\\ No newline at end of file\n");
    }
  }
  std::string finish() {
    if (left_out_ > 0) out_ += "... " + std::to_string(left_out_) + " more lines of this diff are not shown\n";
    return std::move(out_);
  }

 private:
  void add(std::string_view sign, std::string_view text) {
    if (left_out_ > 0 || out_.size() + sign.size() + text.size() > most_) {
      ++left_out_;
      return;
    }
    out_ += sign;
    out_ += text;
  }

  std::string out_;
  std::size_t most_;
  std::size_t left_out_ = 0;
};

/// "start,count" as unified diffs write it: a count of 1 is left out, and an
/// empty range names the line before it.
std::string range(std::size_t start, std::size_t count) {
  const std::string line = std::to_string(count == 0 ? start : start + 1);
  return count == 1 ? line : line + "," + std::to_string(count);
}

/// Writes one hunk: edits whose contexts touch.
void write_hunk(Output& out, std::span<const Edit> edits, const Text& before, const Text& after) {
  const Edit& first = edits.front();
  const Edit& last = edits.back();
  const std::size_t lead = std::min(first.before, context);
  const std::size_t stop = std::min(last.before + last.before_count + context, before.lines.size());
  const std::size_t after_stop = last.after + last.after_count + (stop - last.before - last.before_count);
  out.header("@@ -" + range(first.before - lead, stop - first.before + lead) + " +" +
             range(first.after - lead, after_stop - first.after + lead) + " @@");
  std::size_t at = first.before - lead;
  for (const Edit& edit : edits) {
    for (; at < edit.before; ++at) out.line(" ", before.lines[at]);
    for (; at < edit.before + edit.before_count; ++at) out.line("-", before.lines[at]);
    for (std::size_t i = 0; i < edit.after_count; ++i) out.line("+", after.lines[edit.after + i]);
  }
  for (; at < stop; ++at) out.line(" ", before.lines[at]);
}

bool is_text(std::string_view bytes) { return bytes.find('\0') == std::string_view::npos && is_utf8(bytes); }

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, const DiffLabels& labels,
                         std::size_t max_bytes) {
  if (before == after) return "";
  if (!is_text(before) || !is_text(after)) return "Binary contents differ\n";
  std::unordered_map<std::string_view, Line> known;
  const Text old_text = split(before, known);
  const Text new_text = split(after, known);
  const std::vector<Edit> edits = compare(old_text, new_text);

  Output out(max_bytes);
  out.header("--- " + labels.before);
  out.header("+++ " + labels.after);
  for (std::size_t i = 0; i < edits.size();) {
    std::size_t end = i + 1;
    while (end < edits.size() && edits[end].before - edits[end - 1].before - edits[end - 1].before_count <= 2 * context)
      ++end;
    write_hunk(out, std::span(edits).subspan(i, end - i), old_text, new_text);
    i = end;
  }
  return out.finish();
}

}  // namespace converge
