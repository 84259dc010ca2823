// SPDX-License-Identifier: MIT
#include "engine/template/lexer.h"

#include <gtest/gtest.h>

#include "engine/template/parser.h"
#include "tests/unit/template/world.h"

namespace converge::templates {
namespace {

std::string kinds(std::string_view text) {
  std::string out;
  for (const Token& token : tokenize(text, {})) {
    constexpr std::string_view names = "d{}<>nsirSe";
    out += names[static_cast<std::size_t>(token.type)];
  }
  return out;
}

std::string refused(std::string_view text) {
  try {
    (void)parse_body(text, {});
  } catch (const PlacedFailure& failure) {
    return std::to_string(failure.place().line) + ":" + std::to_string(failure.place().column) + " " + failure.what() +
           (failure.fix().empty() ? "" : " (" + failure.fix() + ")");
  }
  return "accepted";
}

TEST(Lexer, cuts_text_and_tags) {
  EXPECT_EQ(kinds("a{{ b }}c"), "d{n}de");
  EXPECT_EQ(kinds("{% if 1 %}"), "<ni>e");
  EXPECT_EQ(kinds("{{ 'x' ~ 1.5 }}"), "{sSr}e");
  EXPECT_EQ(kinds("{# only #}"), "e");
  EXPECT_EQ(kinds(""), "e");
  EXPECT_EQ(kinds("{ % }"), "de");
}

TEST(Lexer, keeps_places) {
  const auto tokens = tokenize("ab\n{{ xy +\n  z }}", {});
  EXPECT_EQ(tokens[1].place.line, 2U);
  EXPECT_EQ(tokens[1].place.column, 1U);
  EXPECT_EQ(tokens[2].text, "xy");
  EXPECT_EQ(tokens[2].place.column, 4U);
  EXPECT_EQ(tokens[4].text, "z");
  EXPECT_EQ(tokens[4].place.line, 3U);
  EXPECT_EQ(tokens[4].place.column, 3U);
}

TEST(Lexer, reads_the_ends_of_tags_within_brackets_as_theirs) {
  EXPECT_EQ(kinds("{{ {'a': {}} }}"), "{SsSSSS}e");
  EXPECT_EQ(kinds("{{ '}}' }}"), "{s}e");
}

TEST(Parser, says_what_is_wrong_and_where) {
  EXPECT_EQ(refused("a {{ b"), "1:3 this tag is not closed (add }})");
  EXPECT_EQ(refused("{% if x %}\nb"), "1:1 'if' is not closed (add {% endif %})");
  EXPECT_EQ(refused("{% for x in y %}{% endif %}"), "1:20 'endif' ends nothing that is open here");
  EXPECT_EQ(refused("{# x"), "1:1 this comment is not closed (add #})");
  EXPECT_EQ(refused("{% raw %}x"), "1:1 this raw block is not closed (add {% endraw %})");
  EXPECT_EQ(refused("{{ 'x }}"), "1:4 this string is not closed (add ')");
  EXPECT_EQ(refused("{{ 012 }}"), "1:4 a number does not begin with 0 (write 0o12 or a string)");
  EXPECT_EQ(refused("{{ a $ b }}"), "1:6 this character means nothing in an expression");
  EXPECT_EQ(refused("{{ (a] }}"), "1:6 nothing is closed by this ]");
  EXPECT_EQ(refused("{{ a b }}"), "1:6 expected the end of the expression, found 'b'");
  EXPECT_EQ(refused("{% iff x %}"), "1:4 there is no tag 'iff' (did you mean 'if'?)");
  EXPECT_EQ(refused("{{ x | uper }}"), "1:8 there is no filter 'uper' (did you mean 'upper'?)");
  EXPECT_EQ(refused("{{ x is defind }}"), "1:9 there is no test 'defind' (did you mean 'defined'?)");
}

TEST(Parser, says_why_what_ansible_knows_is_not_here) {
  EXPECT_EQ(refused("{% extends 'x' %}"),
            "1:4 'extends' is not known (use {% include %} for shared text; there is no inheritance here)");
  EXPECT_EQ(refused("{% import 'x' as y %}"),
            "1:4 macros of another file cannot be imported (define the macro in this file, or include the text)");
  EXPECT_EQ(refused("{% do x.append(1) %}"),
            "1:4 'do' is not known: values never change (use {% set %} with a new value)");
  EXPECT_EQ(refused("{{ x | random }}"),
            "1:8 there is no filter 'random' (a result must be the same in every run: write the value down)");
  EXPECT_EQ(refused("{{ x is changed }}"),
            "1:9 there is no test 'changed' (there is no register: a resource says in its plan what it changes)");
  EXPECT_EQ(refused("{{ x | ansible.builtin.upper }}"), "accepted");
}

}  // namespace
}  // namespace converge::templates
