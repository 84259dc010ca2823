// SPDX-License-Identifier: MIT
// What expressions compute. Agreement with Jinja2 is tests/differential's; here is what is our own.
#include <gtest/gtest.h>

#include "tests/unit/template/world.h"

namespace converge::templates {
namespace {

constexpr const char* variables = R"(
n: 7
word: web
list: [3, 1, 2]
map: {b: 2, a: 1}
greeting: "hello {{ word }}"
twice: "{{ n * 2 }}"
deep: {inner: ["{{ greeting }}!"]}
)";

TEST(Expression, keeps_the_type_of_a_lone_value) {
  World world(variables);
  EXPECT_EQ(world.show("{{ n }}"), "7");
  EXPECT_EQ(world.value_of("{{ n }}")->type(), Type::integer);
  EXPECT_EQ(world.value_of("{{ n / 2 }}")->type(), Type::real);
  EXPECT_EQ(world.value_of("{{ list }}")->type(), Type::list);
  EXPECT_EQ(world.value_of("{{ map }}")->type(), Type::map);
  EXPECT_EQ(world.value_of("{{ n == 7 }}")->type(), Type::boolean);
  EXPECT_EQ(world.value_of("{{ none }}")->type(), Type::null);
  EXPECT_EQ(world.value_of("{{ (1, 2) }}")->type(), Type::list);
}

TEST(Expression, is_text_beside_other_text) {
  World world(variables);
  EXPECT_EQ(world.show(" {{ n }}"), " 7");
  EXPECT_EQ(world.show("{{ n }}{{ n }}"), "77");
  EXPECT_EQ(world.show("{{ list }}|"), "[3, 1, 2]|");
  EXPECT_EQ(world.show("{{ none }}|"), "|");
}

TEST(Expression, never_reads_text_as_another_type) {
  World world(variables);
  EXPECT_EQ(world.value_of("{{ '7' }}")->type(), Type::string);
  EXPECT_EQ(world.value_of("{{ 'true' }}")->type(), Type::string);
  EXPECT_EQ(world.value_of("{{ '[1]' }}")->type(), Type::string);
}

TEST(Expression, renders_variables_that_are_templates) {
  World world(variables);
  EXPECT_EQ(world.show("{{ greeting }}"), "hello web");
  EXPECT_EQ(world.show("{{ twice + 1 }}"), "15");
  EXPECT_EQ(world.show("{{ deep.inner[0] }}"), "hello web!");
  EXPECT_EQ(world.show("{{ deep }}"), R"({"inner":["hello web!"]})");
}

TEST(Expression, looks_a_variable_up_once) {
  World world(variables);
  EXPECT_EQ(world.show("{{ n }}{{ n }}{{ n + n }}"), "7714");
  EXPECT_EQ(world.lookups, 1);
}

TEST(Expression, compares_unlike_types_by_equality_alone) {
  World world(variables);
  EXPECT_EQ(world.show("{{ 1 == '1' }}"), "false");
  EXPECT_EQ(world.show("{{ 1 != '1' }}"), "true");
  EXPECT_EQ(world.show("{{ 1 < '1' }}"),
            "error: cannot say which is greater, an integer or a string (convert one of them, for example with |int or "
            "|string)");
}

TEST(Expression, prints_nothing_for_an_if_without_else) {
  World world(variables);
  EXPECT_EQ(world.show("[{{ 'x' if n > 9 }}]"), "[]");
  EXPECT_EQ(world.show("{{ 'x' if n > 9 }}"), "");
  EXPECT_EQ(world.show("{{ ('x' if n > 9) + 'y' }}"),
            "error: the condition is false and there is no 'else' (give it a value, or use |default(...))");
}

TEST(Expression, knows_the_free_variables) {
  const auto free = [](const char* text) { return Template::parse(text)->free_variables(); };
  using Names = std::vector<std::string>;
  EXPECT_EQ(free("{{ a + b.c | default(d) }}"), (Names{"a", "b", "d"}));
  EXPECT_EQ(free("{% for x in xs if y %}{{ x }}{{ loop.index }}{% endfor %}"), (Names{"xs", "y"}));
  EXPECT_EQ(free("{% set a = b %}{{ a }}"), (Names{"b"}));
  EXPECT_EQ(free("{% macro m(p, q=z) %}{{ p }}{{ q }}{{ r }}{% endmacro %}{{ m(1) }}"), (Names{"r", "z"}));
  EXPECT_EQ(free("{% if c %}{% set a = 1 %}{% endif %}{{ a }}"), (Names{"a", "c"}));
  EXPECT_EQ(free("plain"), Names{});
  EXPECT_EQ(free("{{ range(3) }}"), Names{});
}

TEST(Expression, knows_the_members_of_a_map_that_it_names) {
  const auto parsed = Template::parse_expression("facts.os == 'x' and y[facts['a b']].facts.no and facts[z] and other.facts");
  std::string text;
  for (const Template::Member& each : parsed->members("facts")) text += each.name + "|";
  EXPECT_EQ(text, "os|a b|");
}

TEST(Expression, knows_a_text_without_templates) {
  EXPECT_FALSE(has_template("plain { text } with 50 %"));
  EXPECT_TRUE(has_template("a {{ b }}"));
  EXPECT_TRUE(has_template("{% if %}"));
  EXPECT_TRUE(has_template("{# c #}"));
  EXPECT_FALSE(has_template(""));
  EXPECT_FALSE(has_template("{"));
  EXPECT_TRUE(Template::parse("plain")->is_literal());
  EXPECT_FALSE(Template::parse("{{ 1 }}")->is_literal());
}

}  // namespace
}  // namespace converge::templates
