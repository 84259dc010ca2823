// SPDX-License-Identifier: MIT
#include "engine/core/diagnostic.h"

#include <algorithm>
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

/// Edits between two words; swapping neighbours is one edit (Damerau, restricted).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replace});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t longest_word = 64;  // the table is quadratic
  if (word.empty() || word.size() > longest_word) return "";
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, (word.size() + 1) / 3) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > longest_word) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return std::string(best);
}

}  // namespace converge
