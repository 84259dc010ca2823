// SPDX-License-Identifier: MIT
#include "engine/core/yaml/skeleton.h"

#include <algorithm>
#include <iterator>

namespace converge::yaml {
namespace {

/// The text of a stand-in.
std::string_view shown(StandIn stand_in) {
  switch (stand_in) {
    case StandIn::none: return "";
    case StandIn::letter: return letter;
    case StandIn::quotes: return "\"\"";
  }
  return "";
}

Mark mark_of(Place place) { return Mark{place.line, place.column}; }

}  // namespace

/// Copies what lies between the cuts. A seam remembers where each cut was; its
/// position follows from the seam before it, so no line has to be counted again.
Skeleton::Skeleton(std::string_view text, const std::vector<Cut>& cuts) {
  seams_.reserve(cuts.size());
  std::size_t copied = 0;
  Seam last;  // as if nothing had been cut at the start of the text
  for (const Cut& cut : cuts) {
    if (cut.begin.offset < copied) continue;  // the gate went back after an error
    const std::string_view stand_in = shown(cut.stand_in);
    text_.append(text, copied, cut.begin.offset - copied);
    text_.append(stand_in);
    copied = cut.end.offset;
    const bool same_line = cut.begin.line == last.original_end.line;
    Seam seam;
    seam.line = last.line + (cut.begin.line - last.original_end.line);
    seam.begin = same_line ? last.end + (cut.begin.column - last.original_end.column) : cut.begin.column;
    seam.end = seam.begin + static_cast<std::uint32_t>(stand_in.size());
    seam.original_begin = mark_of(cut.begin);
    seam.original_end = mark_of(cut.end);
    seams_.push_back(seam);
    last = seam;
  }
  text_.append(text, copied);
}

/// Finds the last seam at or before the place. On the seam's own line the columns
/// are shifted, on later lines only the lines are.
Mark Skeleton::original(Mark mark) const {
  const auto later = std::upper_bound(seams_.begin(), seams_.end(), mark, [](const Mark& m, const Seam& seam) {
    return m.line != seam.line ? m.line < seam.line : m.column < seam.begin;
  });
  if (later == seams_.begin()) return mark;
  const Seam& seam = *std::prev(later);
  if (mark.line != seam.line) return Mark{seam.original_end.line + (mark.line - seam.line), mark.column};
  if (mark.column < seam.end) return seam.original_begin;
  return Mark{seam.original_end.line, seam.original_end.column + (mark.column - seam.end)};
}

}  // namespace converge::yaml
