// SPDX-License-Identifier: MIT
// Which names are seen where: set, for, with, macro, include.
#include <gtest/gtest.h>

#include "tests/unit/template/world.h"

namespace converge::templates {
namespace {

TEST(Scope, of_set_ends_with_a_loop_but_not_with_an_if) {
  World world("x: outer");
  EXPECT_EQ(world.show("{% for i in [1] %}{% set x = 'inner' %}{{ x }} {% endfor %}{{ x }}"), "inner outer");
  EXPECT_EQ(world.show("{% if true %}{% set x = 'inner' %}{% endif %}{{ x }}."), "inner.");
  EXPECT_EQ(world.show("{% with %}{% set x = 'inner' %}{% endwith %}{{ x }}."), "outer.");
}

TEST(Scope, of_a_loop_variable_ends_with_the_loop) {
  World world("i: outer");
  EXPECT_EQ(world.show("{% for i in [1] %}{{ i }}{% endfor %}{{ i }}"), "1outer");
  EXPECT_EQ(world.show("{% for j in [1] %}{% endfor %}{{ j is defined }}."), "False.");
  EXPECT_EQ(world.show("{% for i in [] %}{% else %}{{ i }}{% endfor %}."), "outer.");
}

TEST(Scope, of_loop_is_the_innermost_loop) {
  World world;
  EXPECT_EQ(
      world.show(
          "{% for a in [1, 2] %}{% for b in [1, 2, 3] %}{{ loop.length }}{% endfor %}{{ loop.length }} {% endfor %}"),
      "3332 3332 ");
  EXPECT_EQ(world.show("{{ loop is defined }}."), "False.");
}

TEST(Scope, of_a_macro_is_where_it_was_defined) {
  World world("x: outer");
  EXPECT_EQ(world.show("{% macro m() %}{{ x }}{% endmacro %}{% for x in ['inner'] %}{{ m() }}{% endfor %}"), "outer");
  EXPECT_EQ(world.show("{% macro m() %}{% set x = 'mine' %}{{ x }}{% endmacro %}{{ m() }} {{ x }}"), "mine outer");
  EXPECT_EQ(world.show("{% macro m(x) %}{{ x }}{% endmacro %}{{ m('given') }} {{ x }}"), "given outer");
}

TEST(Scope, of_what_is_included_sees_ours_and_keeps_its_own) {
  World world("x: outer");
  world.add("part", "{{ x }}{% set y = 1 %}{% set x = 'mine' %}");
  EXPECT_EQ(world.show("{% set x = 'set' %}{% include 'part' %} {{ x }} {{ y is defined }}"), "set set False");
  EXPECT_EQ(world.show("{% set x = 'set' %}{% include 'part' without context %}."), "outer.");
}

TEST(Scope, of_a_variable_is_not_the_template_that_uses_it) {
  World world("x: outer\nv: '{{ x }}'");
  EXPECT_EQ(world.show("{% set x = 'inner' %}{{ v }} {{ x }}"), "outer inner");
  EXPECT_EQ(world.show("{% for x in ['inner'] %}{{ v }}{% endfor %}"), "outer");
}

TEST(Scope, of_two_templates_is_not_shared) {
  World world;
  Renderer renderer(world);
  const auto set = Template::parse("{% set x = 1 %}{{ x }}.");
  const auto use = Template::parse("{{ x is defined }}.");
  EXPECT_EQ(renderer.render(*set)->text(), "1.");
  EXPECT_EQ(renderer.render(*use)->text(), "False.");
}

TEST(Scope, survives_an_error) {
  World world("good: '{{ 1 }}'\nbad: '{{ nosuch }}'");
  Renderer renderer(world);
  const auto bad = Template::parse("{% for i in [1] %}{{ bad }}{% endfor %}");
  const auto good = Template::parse("{{ good }}{{ i is defined }}");
  EXPECT_FALSE(renderer.render(*bad));
  EXPECT_FALSE(renderer.render(*bad));
  EXPECT_EQ(renderer.render(*good)->text(), "1False");
}

}  // namespace
}  // namespace converge::templates
