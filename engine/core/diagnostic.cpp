// SPDX-License-Identifier: MIT
#include "engine/core/diagnostic.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace converge {

Diagnostic& Diagnostics::error(Span span, std::string message, std::string fix) {
  return all_.emplace_back(Diagnostic{Severity::error, span, std::move(message), std::move(fix), {}});
}

Diagnostic& Diagnostics::warning(Span span, std::string message, std::string fix) {
  return all_.emplace_back(Diagnostic{Severity::warning, span, std::move(message), std::move(fix), {}});
}

void Diagnostics::append(const Diagnostics& other) { all_.insert(all_.end(), other.all_.begin(), other.all_.end()); }

bool Diagnostics::has_errors() const { return error_count() != 0; }

std::size_t Diagnostics::error_count() const {
  return static_cast<std::size_t>(
      std::count_if(all_.begin(), all_.end(), [](const Diagnostic& d) { return d.severity == Severity::error; }));
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  const auto place = [](const Diagnostic& d) {
    return std::make_tuple(d.span.known() ? std::string_view(*d.span.file) : std::string_view(), d.span.line,
                           d.span.column, std::string_view(d.message));
  };
  std::vector<Diagnostic> out = all_;
  std::stable_sort(out.begin(), out.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
  const auto same = [&](const Diagnostic& a, const Diagnostic& b) { return place(a) == place(b); };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

namespace {

constexpr std::size_t longest_word = 64;  // the table is quadratic

/// What two words begin or end with alike costs no edits.
void trim_alike(std::string_view& a, std::string_view& b) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
}

/// Edits between two words; swapping neighbours is one edit (Damerau, restricted).
/// Answers `bound` for all that are not below it, and gives up as soon as that is clear.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t bound) {
  trim_alike(a, b);
  const std::size_t lengths = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (lengths >= bound) return bound;
  std::array<std::array<std::size_t, longest_word + 1>, 3> rows;
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  std::size_t least_above = 0;  // of the row above: a swap reaches over one row
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    row[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replace});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], rows[(i + 1) % 3][j - 2] + 1);
      least = std::min(least, row[j]);
    }
    if (std::min(least, least_above + 1) >= bound) return bound;
    least_above = least;
  }
  return std::min(rows[a.size() % 3][b.size()], bound);
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (word.empty() || word.size() > longest_word) return "";
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, (word.size() + 1) / 3) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > longest_word) continue;
    const std::size_t distance = edit_distance(word, candidate, best_distance);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
    if (best_distance == 0) break;
  }
  return std::string(best);
}

}  // namespace converge
