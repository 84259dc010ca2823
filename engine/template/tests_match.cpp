// SPDX-License-Identifier: MIT
// tests_match.cpp: tests by regular expression, and of versions.
#include "engine/template/regex.h"
#include "engine/template/registry.h"
#include "engine/template/version.h"

namespace converge::templates {

namespace {

enum class Anchor : std::uint8_t { start, anywhere };

bool matches(const Bound& in, Anchor anchor) {
  const std::string text = python_text(in.value);
  const Regex regex(in.text(0, ""), {in.flag(1, false), in.flag(2, false)});
  return (anchor == Anchor::start ? regex.match(text) : regex.search(text)).has_value();
}

bool is_regex(Bound& in) {
  const std::string type = in.text(3, "search");
  if (type != "search" && type != "match") in.fail("takes match_type='search' or 'match'");
  return matches(in, type == "match" ? Anchor::start : Anchor::anywhere);
}

VersionScheme scheme_of(const Bound& in) {
  if (in.has(2) && in.has(3) && !in.at(2).is_none() && !in.at(3).is_none())
    in.fail("takes strict or version_type, not both");
  if (in.flag(2, false)) return VersionScheme::strict;
  const std::string type = in.has(3) && !in.at(3).is_none() ? in.text(3, "") : "loose";
  if (type == "loose") return VersionScheme::loose;
  if (type == "strict") return VersionScheme::strict;
  if (type == "semver" || type == "semantic") return VersionScheme::semantic;
  in.fail("knows no such version_type", "use loose, strict or semver");
}

bool is_version(Bound& in) {
  const std::string value = python_text(in.value);
  const std::string other = python_text(in.at(0));
  if (!truth(in.value) || !truth(in.at(0))) in.fail("needs two versions that are not empty");
  if (in.value.kind() == Operand::Kind::real || in.at(0).kind() == Operand::Kind::real)
    in.fail("needs versions as strings: as a number, 1.10 is 1.1", "quote them");
  const std::string op = in.text(1, "eq");
  const auto order = compare_versions(value, other, scheme_of(in));
  if (op == "==" || op == "=" || op == "eq") return order == 0;
  if (op == "!=" || op == "<>" || op == "ne") return order != 0;
  if (op == "<" || op == "lt") return order < 0;
  if (op == "<=" || op == "le") return order <= 0;
  if (op == ">" || op == "gt") return order > 0;
  if (op == ">=" || op == "ge") return order >= 0;
  in.fail("knows no such operator", "use ==, !=, <, <=, > or >=");
}

constexpr Test table[] = {
    {"match", "pattern? ignorecase? multiline?", [](Bound& in) { return matches(in, Anchor::start); },
     "A regular expression matches at the start."},
    {"search", "pattern? ignorecase? multiline?", [](Bound& in) { return matches(in, Anchor::anywhere); },
     "A regular expression matches somewhere."},
    {"regex", "pattern? ignorecase? multiline? match_type?", is_regex,
     "A regular expression matches, somewhere or at the start."},
    {"version", "version operator? strict? version_type?", is_version, "How a version compares with another."},
    {"version_compare", "version operator? strict? version_type?", is_version, "The same as version."},
};

}  // namespace

std::span<const Test> match_tests() { return table; }

}  // namespace converge::templates
