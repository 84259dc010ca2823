// SPDX-License-Identifier: MIT
#include "engine/template/yaml_scalar.h"

#include "engine/template/characters.h"
#include "engine/template/regex.h"

namespace converge::templates {

namespace {

bool among(std::string_view one, std::string_view all) {
  return one.size() == 1 && all.find(one[0]) != std::string_view::npos;
}
bool is_break(std::string_view one) {
  return one == "\n" || one == "\xC2\x85" || one == "\xE2\x80\xA8" || one == "\xE2\x80\xA9";
}
bool is_blank_or_break(std::string_view one) {
  return one == " " || one == "\t" || one == "\r" || one == std::string_view("\0", 1) || is_break(one);
}

/// Whether a character can only be written as an escape.
bool is_special(std::string_view one) {
  const char32_t point = code_point(one);
  if (point == '\n' || (point >= 0x20 && point <= 0x7E) || point == 0x85) return false;
  return !((point >= 0xA0 && point <= 0xD7FF) || (point >= 0xE000 && point <= 0xFFFD)) || point == 0xFEFF;
}

/// Combinations of spaces and line breaks that some styles cannot keep.
struct White {
  bool at_ends = false;      ///< a space or break first or last
  bool break_space = false;  ///< a space after a break
  bool space_break = false;  ///< a break after a space
};

White white_of(const Characters& all) {
  White out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool space = all[i] == " ";
    const bool line_break = is_break(all[i]);
    if (!space && !line_break) continue;
    if (i == 0 || i + 1 == all.size()) out.at_ends = true;
    if (i > 0 && space && is_break(all[i - 1])) out.break_space = true;
    if (i > 0 && line_break && all[i - 1] == " ") out.space_break = true;
  }
  return out;
}

/// Whether a character means something at its place: within [] and {}, and outside.
struct Indicators {
  bool flow = false;
  bool block = false;
};

Indicators indicators_of(const Characters& all, std::string_view text) {
  Indicators out;
  const auto both = [&] { out.flow = out.block = true; };
  if (text.starts_with("---") || text.starts_with("...")) both();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool followed = i + 1 == all.size() || is_blank_or_break(all[i + 1]);
    if (i == 0) {
      if (among(all[i], "#,[]{}&*!|>'\"%@`") || (all[i] == "-" && followed)) both();
      if (among(all[i], "?:")) (out.flow = true), out.block = out.block || followed;
    } else {
      if (among(all[i], ",?[]{}:")) out.flow = true;
      if (all[i] == ":" && followed) out.block = true;
      if (all[i] == "#" && is_blank_or_break(all[i - 1])) both();
    }
  }
  return out;
}

}  // namespace

ScalarAnalysis analyze_scalar(std::string_view text) {
  ScalarAnalysis out;
  if (text.empty()) {
    out.flow_plain = false;
    return out;
  }
  const Characters all(text);
  bool special = false;
  for (const std::string_view one : all) {
    out.multiline = out.multiline || is_break(one);
    special = special || is_special(one);
  }
  const White white = white_of(all);
  const Indicators indicators = indicators_of(all, text);
  out.single_quoted = !white.break_space && !white.space_break && !special;
  const bool plain = out.single_quoted && !white.at_ends && !out.multiline;
  out.flow_plain = plain && !indicators.flow;
  out.block_plain = plain && !indicators.block;
  return out;
}

bool reads_as_other_type(std::string_view text) {
  static const Regex words(
      "^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|~|null|Null|NULL|<<|=|)\\Z", {});
  static const Regex numbers(
      "^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+"
      "|[-+]?(?:[0-9][0-9_]*)\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
      "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))\\Z",
      {});
  static const Regex times(
      "^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ "
      "\\t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?"
      "(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)\\Z",
      {});
  if (text.find_first_not_of("0123456789abcdefABCDEFxX_:.+-TtZ \t") != std::string_view::npos && text.size() > 8)
    return false;
  return words.match(text) || numbers.match(text) || times.match(text);
}

}  // namespace converge::templates
