// SPDX-License-Identifier: MIT
#include "engine/report/words.h"

#include <array>

#include "engine/report/columns.h"

namespace converge {

namespace {

constexpr std::size_t longest_side = 400;  ///< columns; more is data, not a value to read

std::string pair_of_units(std::int64_t number, std::string_view large, std::string_view small, std::int64_t ratio) {
  std::string out = std::to_string(number / ratio) + " " + std::string(large);
  if (number % ratio != 0) out += " " + std::to_string(number % ratio) + " " + std::string(small);
  return out;
}

}  // namespace

std::string duration_text(std::chrono::milliseconds time) {
  const std::int64_t ms = time.count();
  if (ms < 1000) return std::to_string(ms) + " ms";
  if (ms < 60'000) return std::to_string(ms / 1000) + "." + std::to_string(ms % 1000 / 100) + " s";
  if (ms < 3'600'000) return pair_of_units(ms / 1000, "min", "s", 60);
  return pair_of_units(ms / 60'000, "h", "min", 60);
}

std::string count_of(std::size_t number, std::string_view word, std::string_view plural) {
  const std::string out = std::to_string(number) + " ";
  if (number != 1 && !plural.empty()) return out + std::string(plural);
  return out + std::string(word) + (number == 1 ? "" : "s");
}

std::string side_text(const Delta& delta, const std::string& side) {
  if (delta.sensitivity == Sensitivity::secret) return "(secret)";
  if (side.empty()) return "''";
  const auto lines = raw_lines_of(side);
  std::string out = cut_to(printable(lines.front()), longest_side);
  if (lines.size() > 1) out += " ... (" + count_of(lines.size() - 1, "more line") + ")";
  return out;
}

std::string delta_text(const Delta& delta) {
  const std::string attribute = printable(delta.attribute) + ": ";
  if (delta.sensitivity == Sensitivity::secret) return attribute + "(secret)";
  return attribute + side_text(delta, delta.before) + " -> " + side_text(delta, delta.after);
}

std::string lines_below(std::string_view text, std::string_view mark) {
  std::string out;
  for (const std::string_view line : lines_of(text)) out += std::string(mark) + show_line(line).text + "\n";
  return out;
}

std::string quoted_lines(std::string_view text, std::string_view mark) {
  const std::size_t end = text.find('\n');
  std::string out = printable(text.substr(0, end)) + "\n";
  if (end != std::string_view::npos) out += lines_below(text.substr(end + 1), mark);
  return out;
}

std::string_view disruption_verb(Disruption disruption) {
  constexpr std::array<std::string_view, 5> verbs = {"", "reloads", "restarts", "resets the GPU", "reboots"};
  return verbs[static_cast<std::size_t>(disruption)];
}

}  // namespace converge
