// SPDX-License-Identifier: MIT
// filters_regex.cpp: Ansible's regex_* filters.
#include <algorithm>

#include "engine/template/characters.h"
#include "engine/template/regex.h"
#include "engine/template/registry.h"

namespace converge::templates {

namespace {

std::string_view group_text(std::string_view text, const Match& match, std::size_t group) {
  const Match::Piece& piece = match.groups[group];
  return piece ? text.substr(piece->first, piece->second) : std::string_view();
}

/// The group that \1, \g<1> or \g<name> means; `reference` begins after the backslash.
std::size_t group_of(const Regex& regex, std::string_view name) {
  const bool number = !name.empty() && name.size() < 4 && std::all_of(name.begin(), name.end(), is_digit);
  const std::size_t group = number ? std::stoul(std::string(name)) : regex.group_named(std::string(name));
  if ((group == 0 && !(number && group == 0)) || group > regex.group_count())
    throw Failure("the regular expression has no group " + quoted(name));
  return group;
}

/// Cuts a reference from the front of a replacement, after its backslash; the group's number.
std::size_t take_reference(const Regex& regex, std::string_view& rest) {
  if (rest.starts_with("g<")) {
    const std::size_t end = rest.find('>');
    if (end == std::string_view::npos) throw Failure("a \\g< of a replacement is not closed");
    const std::string name(rest.substr(2, end - 2));
    rest.remove_prefix(end + 1);
    return group_of(regex, name);
  }
  const std::size_t digits = rest.size() > 1 && is_digit(rest[1]) ? 2 : 1;
  const std::string number(rest.substr(0, digits));
  rest.remove_prefix(digits);
  return group_of(regex, number);
}

/// A replacement's text for one match: Python's \1, \g<name>, \n and the like.
std::string expand(const Regex& regex, std::string_view replacement, std::string_view text, const Match& match) {
  constexpr std::string_view from = "abfnrtv\\";
  constexpr std::string_view to = "\a\b\f\n\r\t\v\\";
  std::string out;
  while (!replacement.empty()) {
    const std::size_t slash = std::min(replacement.find('\\'), replacement.size());
    out += replacement.substr(0, slash);
    replacement.remove_prefix(slash);
    if (replacement.empty()) break;
    replacement.remove_prefix(1);
    if (replacement.empty()) throw Failure("a replacement ends with a lone backslash");
    const char next = replacement.front();
    const std::size_t simple = from.find(next);
    if (simple != std::string_view::npos) {
      out += to[simple];
      replacement.remove_prefix(1);
    } else if (next == '0') {
      throw Failure("octal escapes are not known in a replacement", "use \\g<0> for the whole match");
    } else if (next == 'g' || is_digit(next)) {
      out += group_text(text, match, take_reference(regex, replacement));
    } else if (is_letter({&next, 1})) {
      throw Failure(std::string("there is no escape \\") + next + " in a replacement");
    } else {
      out += '\\';
    }
    check_text(out.size());
  }
  return out;
}

Operand apply_replace(Bound& in) {
  const std::string text = python_text(in.value);
  const Regex regex(in.text(0, ""), {in.flag(2, false), in.flag(3, false)});
  const std::string replacement = in.text(1, "");
  std::string out;
  std::size_t done = 0;
  for (const Match& match : regex.all(text)) {
    out += std::string_view(text).substr(done, match.begin() - done);
    out += expand(regex, replacement, text, match);
    check_text(out.size());
    done = match.end();
  }
  out += std::string_view(text).substr(done);
  return Operand::string(std::move(out));
}

Operand apply_search(Bound& in) {
  const std::string text = python_text(in.value);
  RegexOptions options;
  for (const auto& [name, value] : in.named.all()) {
    if (name == "ignorecase")
      options.ignore_case = truth(value);
    else if (name == "multiline")
      options.multiline = truth(value);
    else
      in.fail("has no argument " + quoted(name));
  }
  const Regex regex(in.text(0, ""), options);
  std::vector<std::size_t> groups;
  for (const Operand& reference : in.rest) {
    std::string_view name = reference.text("regex_search");
    if (!name.starts_with('\\') || name.size() < 2) in.fail("takes groups as '\\\\1' or '\\\\g<name>'");
    name.remove_prefix(1);
    groups.push_back(take_reference(regex, name));
  }
  const auto match = regex.search(text);
  if (!match) return {};
  if (groups.empty()) return Operand::string(std::string(group_text(text, *match, 0)));
  Operands out;
  for (const std::size_t group : groups)
    out.push_back(match->groups[group] ? Operand::string(std::string(group_text(text, *match, group))) : Operand());
  return Operand::sequence(std::move(out));
}

Operand apply_findall(Bound& in) {
  const std::string text = python_text(in.value);
  const Regex regex(in.text(0, ""), {in.flag(2, false), in.flag(1, false)});
  Operands out;
  for (const Match& match : regex.all(text)) {
    const std::size_t groups = match.groups.size() - 1;
    Operands row;
    for (std::size_t i = groups == 0 ? 0 : 1; i <= groups; ++i)
      row.push_back(Operand::string(std::string(group_text(text, match, i))));
    out.push_back(row.size() == 1 ? row.front() : Operand::tuple(std::move(row)));
  }
  return Operand::sequence(std::move(out));
}

Operand apply_escape(Bound& in) {
  const std::string kind = in.text(0, "python");
  if (kind != "python" && kind != "posix_basic") in.fail("knows python and posix_basic");
  const std::string_view special = kind == "python" ? "()[]{}?*+-|^$\\.&~# \t\n\r\v\f" : "].[^$*\\";
  std::string out;
  for (const char c : python_text(in.value)) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return Operand::string(std::move(out));
}

constexpr Filter table[] = {
    {"regex_replace", "pattern? replacement? ignorecase? multiline?", apply_replace,
     "Each match of a regular expression replaced."},
    {"regex_search", "regex *groups **options", apply_search, "The first match, or its groups; none if there is none."},
    {"regex_findall", "regex multiline? ignorecase?", apply_findall, "All matches."},
    {"regex_escape", "re_type?", apply_escape, "The text as a regular expression that matches just it."},
};

}  // namespace

std::span<const Filter> regex_filters() { return table; }

}  // namespace converge::templates
