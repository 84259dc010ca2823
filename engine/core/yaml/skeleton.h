// SPDX-License-Identifier: MIT
// engine/core/yaml/skeleton.h: a YAML text reduced to what yaml-cpp must see.
//
// yaml-cpp needs 100 ns a byte. Comments, the bodies of literal block scalars and
// the texts of simple scalars say nothing about the structure, so the skeleton
// leaves them out; the composer takes them from the original text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/yaml/gate.h"

namespace converge::yaml {

/// Where an event is marked: line and column, from 1.
struct Mark {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// What StandIn::letter looks like. StandIn::quotes is a pair of double quotes.
inline constexpr std::string_view letter = "x";

class Skeleton {
 public:
  Skeleton(std::string_view text, const std::vector<Cut>& cuts);

  [[nodiscard]] std::string_view text() const { return text_; }
  /// The place in the original text of a place in the skeleton.
  [[nodiscard]] Mark original(Mark mark) const;

 private:
  /// A cut and where the skeleton has its stand-in: columns `begin` to `end` of `line`.
  struct Seam {
    std::uint32_t line = 1;
    std::uint32_t begin = 1;
    std::uint32_t end = 1;
    Mark original_begin;
    Mark original_end;
  };

  std::string text_;
  std::vector<Seam> seams_;
};

}  // namespace converge::yaml
