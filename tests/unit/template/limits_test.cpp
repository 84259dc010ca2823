// SPDX-License-Identifier: MIT
// What would never end, or fill the memory, ends with an error that says so.
#include <gtest/gtest.h>

#include "engine/template/failure.h"
#include "engine/template/regex.h"
#include "tests/unit/template/world.h"

namespace converge::templates {
namespace {

TEST(Limits, hold_for_loops) {
  World world;
  Limits few;
  few.iterations = 5000;
  EXPECT_EQ(world.show("{% for a in range(2000) %}{% for b in range(2000) %}{% endfor %}{% endfor %}", few),
            "error: loops ran 5000 times, which is the limit (look for loops within loops)");
  few.iterations = 10;
  EXPECT_EQ(world.show("{% for a in range(10) %}{{ a }}{% endfor %}", few), "0123456789");
  EXPECT_EQ(world.show("{% for a in range(11) %}{{ a }}{% endfor %}", few),
            "error: loops ran 10 times, which is the limit (look for loops within loops)");
}

TEST(Limits, hold_for_expressions) {
  World world;
  Limits few;
  few.steps = 100;
  EXPECT_EQ(world.show("{% for a in range(200) %}{{ a + 1 }}{% endfor %}", few),
            "error: this template computes for too long (look for loops within loops)");
}

TEST(Limits, hold_for_time_also_where_few_steps_take_long) {
  World world;
  Limits few;
  few.time = std::chrono::seconds(0);
  EXPECT_EQ(world.show("{% for a in range(900000) %}{% set x = 'x' | password_hash('sha512', 'abcdefgh') %}{% endfor %}", few),
            "error: this template computes for more than 0 s (look for long loops over costly filters, such as password_hash)");
}

TEST(Limits, hold_for_long_lists_and_texts) {
  World world;
  EXPECT_EQ(world.show("{{ range(9000000000) | length }}"),
            "error: the list would have more than 1000000 items (make it in smaller parts)");
  EXPECT_EQ(world.show("{{ 'x' * 999999999999 }}"),
            "error: the text would become longer than 16 MiB (make it in smaller parts)");
  EXPECT_EQ(world.show("{{ [1] * 999999999999 }}"),
            "error: the list would have more than 1000000 items (make it in smaller parts)");
  EXPECT_EQ(world.show("{{ 'x' | center(999999999999) }}"),
            "error: the text would become longer than 16 MiB (make it in smaller parts)");
  EXPECT_EQ(world.show("{{ 'x'.ljust(999999999999) }}"),
            "error: the text would become longer than 16 MiB (make it in smaller parts)");
  EXPECT_EQ(world.show("{{ '%999999999d' % 1 }}"), "error: the width of a format is too large");
  EXPECT_EQ(world.show("{{ range(1000) | product(range(1000), range(1000)) | length }}"),
            "error: the list would have more than 1000000 items (make it in smaller parts)");
  Limits few;
  few.bytes = 1'000'000;
  EXPECT_EQ(world.show("{% set x = 'x' * 100000 %}{% for i in range(100) %}{% set y = x ~ i %}{% endfor %}", few),
            "error: this template makes too much text (look for loops within loops)");
}

TEST(Limits, hold_for_lists_in_lists) {
  World world;
  const std::string doubling =
      "{% set ns = namespace(x=[1]) %}{% for i in range(64) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | "
      "length }}";
  EXPECT_EQ(world.show(doubling), "error: lists and maps hold more than 4000000 values");
  const std::string deep =
      "{% set ns = namespace(x=[1]) %}{% for i in range(200) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x | length }}";
  EXPECT_EQ(world.show(deep), "error: lists and maps are nested more than 100 deep");
}

TEST(Limits, hold_for_recursion) {
  World world("a: '{{ b }}'\nb: '{{ c }}'\nc: '{{ a }}'\n");
  const std::string deep =
      "error: expressions, macros, includes and variables are nested too deep (look for one that uses itself)";
  EXPECT_EQ(world.show("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"), deep);
  world.add("self", "{% include 'self' %}");
  EXPECT_EQ(world.show("{% include 'self' %}"), deep);
  EXPECT_EQ(
      world.show("{{ a }}"),
      "error: variables use each other in a circle: a uses b uses c uses a (give one of them a value of its own)");
}

TEST(Limits, hold_for_nesting_in_the_text) {
  World world;
  const auto nested = [](const std::string& open, const std::string& middle, const std::string& close) {
    std::string out;
    for (int i = 0; i < 5000; ++i) out += open;
    out += middle;
    for (int i = 0; i < 5000; ++i) out += close;
    return out;
  };
  EXPECT_EQ(world.show("{{ " + nested("(", "1", ")") + " }}"), "error: brackets are nested too deep here");
  EXPECT_EQ(world.show("{{ " + nested("[", "1", "]") + " }}"), "error: brackets are nested too deep here");
  EXPECT_EQ(world.show("{{ " + nested("-", "1", "") + " }}"), "error: signs are nested too deep here");
  EXPECT_EQ(world.show("{{ " + nested("not ", "1", "") + " }}"), "error: 'not' is nested too deep here");
  EXPECT_EQ(world.show("{{ 1" + nested("", "", " + 1") + " }}"),
            "error: this expression is nested too deep (give its parts names with {% set %})");
  EXPECT_EQ(world.show("{{ x" + nested("", "", ".a") + " }}"),
            "error: this expression is nested too deep (give its parts names with {% set %})");
  EXPECT_EQ(world.show("{{ 1" + nested("", "", " if 1") + " }}"),
            "error: this expression is nested too deep (give its parts names with {% set %})");
  EXPECT_EQ(world.show(nested("{% if 1 %}", "", "{% endif %}")), "error: blocks are nested too deep here");
}

TEST(Limits, hold_for_regular_expressions) {
  // PCRE2 sees at once that a letter which the pattern needs is not there: here it is, behind the !.
  World world("a: " + std::string(60, 'a') + "!b1\nlong: " + std::string(200'000, 'a') + "!b1\n");
  const std::string explodes =
      "error: the regular expression tries too many ways to match (avoid a repeat within a repeat, such as (a+)+)";
  for (const char* pattern : {"(a+)+$b", "^(a?){60}a{60}b", "(?:a|a|a)*b"})
    EXPECT_EQ(world.show("{{ a | regex_search('" + std::string(pattern) + "') }}"), explodes) << pattern;
  // Cheap at each place, and there are many places.
  for (const char* pattern : {"a+[^a!]", "a{0,10000}b"})
    EXPECT_EQ(world.show("{{ long | regex_search('" + std::string(pattern) + "') }}"), explodes) << pattern;
  EXPECT_EQ(world.show("{{ long | regex_replace('a*b|a', 'x') | length }}"), explodes);
  EXPECT_EQ(world.show("{{ long | regex_replace('a', 'b') | length }}"), "200003");
  EXPECT_EQ(world.show("{{ long | regex_findall('a+') | length }}"), "1");
  EXPECT_EQ(world.show("{{ a | regex_search('((((((a{1000}){1000}){1000}){1000}){1000}){1000})') }}").substr(0, 6),
            "error:");
}

}  // namespace
}  // namespace converge::templates
