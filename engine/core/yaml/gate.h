// SPDX-License-Identifier: MIT
// engine/core/yaml/gate.h: the strict check of a YAML text before yaml-cpp may read it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/yaml/cursor.h"

namespace converge::yaml {

/// Collections nested deeper than this are refused.
inline constexpr std::size_t deepest = 64;

enum class Form : std::uint8_t { plain, single_quoted, double_quoted, literal, folded, alias };
enum class Role : std::uint8_t { value, key };
enum class Extent : std::uint8_t { one_line, several_lines };
/// What the skeleton shows in place of a token whose text the gate can read itself.
enum class StandIn : std::uint8_t { none, letter, quotes };

/// A scalar or alias as the gate saw it. The events of yaml-cpp must name the
/// same tokens in the same order, or the text is refused.
struct Token {
  Place start;               ///< of its first anchor or tag, else of itself: where the event is marked
  Place place;               ///< of the scalar itself
  std::uint32_t length = 0;  ///< bytes on its first line
  Form form = Form::plain;
  Role role = Role::value;
  Extent extent = Extent::one_line;
  StandIn stand_in = StandIn::none;
};

/// Whether a plain scalar of this text is YAML 1.2's null.
bool is_null_word(std::string_view text);

/// What becomes of the line breaks at the end of a block scalar.
enum class Chomp : std::uint8_t { clip, strip, keep };

/// The body of a literal block scalar (`key: |`).
struct Literal {
  std::size_t token = 0;    ///< index of its token
  std::uint32_t begin = 0;  ///< offset of the first line of the body
  std::uint32_t end = 0;    ///< offset behind the last line of the body
  std::uint32_t lines = 0;
  std::uint32_t indent = 0;  ///< bytes to cut from the head of each line
  Chomp chomp = Chomp::clip;
};

/// A part of the text that the skeleton leaves out or replaces: comments, the
/// bodies of literals, the texts of simple scalars.
struct Cut {
  Place begin;
  Place end;
  StandIn stand_in = StandIn::none;
};

/// What the gate knows of a text.
struct Gated {
  static constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

  std::vector<Token> tokens;
  std::vector<Literal> literals;
  std::vector<Cut> cuts;                    ///< in order, apart from each other unless derailed
  std::unordered_set<std::string> aliased;  ///< the names that some alias asks for
  /// The first line from which on the structure is not what the author meant;
  /// what is found later is likely only a consequence.
  std::uint32_t derailed = nowhere;

  /// Whether it makes sense to read on: not if the text is nested too deep, or full of errors.
  bool readable = true;

  void derail(std::uint32_t line) { derailed = line < derailed ? line : derailed; }
};

/// Checks a text (without a byte order mark): encoding, quotes, indentation,
/// flow collections, block scalars, documents, anchors. Reports all it finds.
Gated gate(std::string_view text, const std::string* file, Diagnostics& diagnostics);

/// The value of a literal block scalar: dedented, chomped, with "\n" as its line ends.
std::string literal_text(std::string_view text, const Literal& literal);

}  // namespace converge::yaml
