// SPDX-License-Identifier: MIT
#include "engine/template/version.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "engine/template/characters.h"
#include "engine/template/failure.h"
#include "engine/template/regex.h"

namespace converge::templates {

namespace {

/// A run of digits, however long, compared as a number.
struct Number {
  std::string_view digits;
  explicit Number(std::string_view text) : digits(text.substr(std::min(text.find_first_not_of('0'), text.size()))) {}
  std::strong_ordering operator<=>(const Number& other) const {
    if (digits.size() != other.digits.size()) return digits.size() <=> other.digits.size();
    return digits.compare(other.digits) <=> 0;
  }
  bool operator==(const Number& other) const { return digits == other.digits; }
};
using Part = std::variant<Number, std::string_view>;

std::strong_ordering compare_texts(std::string_view a, std::string_view b) { return a.compare(b) <=> 0; }

/// Digits and lower-case words count, dots separate, all else stands for itself.
std::vector<Part> loose_parts(std::string_view text) {
  std::vector<Part> out;
  const auto word = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto other = [&](char c) { return !word(c) && !is_digit(c) && c != '.'; };
  while (!text.empty()) {
    std::size_t end = 0;
    const auto run = [&](auto accepts) {
      while (end < text.size() && accepts(text[end])) ++end;
    };
    if (is_digit(text[0]))
      run(is_digit), out.emplace_back(Number(text.substr(0, end)));
    else if (word(text[0]))
      run(word), out.emplace_back(text.substr(0, end));
    else if (text[0] == '.')
      end = 1;
    else
      run(other), out.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

std::strong_ordering compare_loose(std::string_view a, std::string_view b) {
  const auto left = loose_parts(a);
  const auto right = loose_parts(b);
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (left[i].index() != right[i].index())
      throw Failure("these versions cannot be compared: one has a word where the other has a number",
                    "use version_type='semver', or make them alike");
    const auto order = left[i].index() == 0
                           ? std::get<Number>(left[i]) <=> std::get<Number>(right[i])
                           : compare_texts(std::get<std::string_view>(left[i]), std::get<std::string_view>(right[i]));
    if (order != 0) return order;
  }
  return left.size() <=> right.size();
}

std::string_view group(std::string_view text, const Match& match, std::size_t at) {
  const auto& piece = match.groups[at];
  return piece ? text.substr(piece->first, piece->second) : std::string_view();
}

Match must_match(const Regex& regex, std::string_view text, std::string_view what) {
  auto match = regex.match(text);
  if (!match) throw Failure("this is no " + std::string(what) + " version");
  return *match;
}

std::strong_ordering compare_strict(std::string_view a, std::string_view b) {
  static const Regex pattern("^(\\d+)\\.(\\d+)(\\.(\\d+))?([ab](\\d+))?$", {});
  const Match left = must_match(pattern, a, "strict");
  const Match right = must_match(pattern, b, "strict");
  for (const std::size_t at : {1U, 2U, 4U})
    if (const auto order = Number(group(a, left, at)) <=> Number(group(b, right, at)); order != 0) return order;
  const std::string_view pre_a = group(a, left, 5);
  const std::string_view pre_b = group(b, right, 5);
  if (pre_a.empty() || pre_b.empty()) return pre_a.empty() <=> pre_b.empty();
  if (pre_a[0] != pre_b[0]) return pre_a[0] <=> pre_b[0];
  return Number(group(a, left, 6)) <=> Number(group(b, right, 6));
}

std::strong_ordering compare_prerelease(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();
  while (!a.empty() && !b.empty()) {
    const auto cut = [](std::string_view& text) {
      const std::size_t end = std::min(text.find('.'), text.size());
      const std::string_view part = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      return part;
    };
    const std::string_view left = cut(a);
    const std::string_view right = cut(b);
    const auto numeric = [](std::string_view part) { return std::all_of(part.begin(), part.end(), is_digit); };
    if (numeric(left) != numeric(right)) return numeric(right) <=> numeric(left);
    const auto order = numeric(left) ? Number(left) <=> Number(right) : compare_texts(left, right);
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

std::strong_ordering compare_semantic(std::string_view a, std::string_view b) {
  static const Regex pattern(
      "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]"
      "\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
      "(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?$",
      {});
  const Match left = must_match(pattern, a, "semantic");
  const Match right = must_match(pattern, b, "semantic");
  for (const std::size_t at : {1U, 2U, 3U})
    if (const auto order = Number(group(a, left, at)) <=> Number(group(b, right, at)); order != 0) return order;
  return compare_prerelease(group(a, left, 4), group(b, right, 4));
}

}  // namespace

std::strong_ordering compare_versions(std::string_view a, std::string_view b, VersionScheme scheme) {
  switch (scheme) {
    case VersionScheme::strict: return compare_strict(a, b);
    case VersionScheme::semantic: return compare_semantic(a, b);
    default: return compare_loose(a, b);
  }
}

}  // namespace converge::templates
