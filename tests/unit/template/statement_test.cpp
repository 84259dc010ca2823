// SPDX-License-Identifier: MIT
// Statements, as far as they are our own; the rest is compared with Jinja2 in tests/differential.
#include <gtest/gtest.h>

#include "tests/unit/template/world.h"

namespace converge::templates {
namespace {

TEST(Statement, for_knows_its_loop) {
  World world;
  EXPECT_EQ(world.show("{% for i in 'abc' %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}"
                       "{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }} {% endfor %}"),
            "1032TrueFalse31 2121FalseFalse31 3210FalseTrue31 ");
  EXPECT_EQ(world.show("{% for i in [1, 1, 2] %}{{ loop.changed(i) }} {% endfor %}"), "True False True ");
  EXPECT_EQ(world.show("{% for i in 'abc' %}{{ loop.cycle('x', 'y') }}{% endfor %}"), "xyx");
  EXPECT_EQ(
      world.show(
          "{% for i in 'abc' %}{{ loop.previtem | default('-') }}{{ loop.nextitem | default('-') }} {% endfor %}"),
      "-b ac b- ");
  EXPECT_EQ(world.show("{% for i in [1] %}{{ loop.idnex }}{% endfor %}"),
            "error: 'loop.idnex' is undefined: loop has no attribute 'idnex' (give it a value, or use |default(...))");
}

TEST(Statement, for_refuses_what_it_cannot_unpack) {
  World world;
  EXPECT_EQ(world.show("{% for a, b in [[1, 2, 3]] %}{% endfor %}"), "error: cannot unpack 3 items into 2 names");
  EXPECT_EQ(world.show("{% for a, b in {'key': 1} %}{% endfor %}"),
            "error: cannot unpack a string into 2 names (to loop over a map write: in map.items())");
  EXPECT_EQ(world.show("{% for a, b in [1] %}{% endfor %}"), "error: cannot unpack an integer into 2 names");
}

TEST(Statement, include_takes_the_first_that_there_is) {
  World world;
  world.add("b", "here");
  EXPECT_EQ(world.show("{% include ['a', 'b'] %}."), "here.");
  EXPECT_EQ(world.show("{% include 'a' ignore missing %}."), ".");
  EXPECT_EQ(world.show("{% include 'a' %}").substr(0, 33), "error: there is no template 'a' (");
  world.add("broken", "{{ 1 + }}");
  EXPECT_EQ(world.where("{% include 'broken' ignore missing %}"), "broken:1:8");
}

TEST(Statement, include_needs_a_library) {
  World world;
  Renderer renderer(world);
  const auto outcome = renderer.render(*Template::parse("{% include 'x' %}"));
  EXPECT_EQ(outcome.error().message, "nothing can be included here");
}

TEST(Statement, namespace_is_the_one_thing_that_changes) {
  World world("m: {a: 1}");
  EXPECT_EQ(
      world.show("{% set ns = namespace(n=0) %}{% for i in [1, 2] %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}."),
      "3.");
  EXPECT_EQ(world.show("{% set m.a = 2 %}"),
            "error: only attributes of a namespace() can be set (write {% set ns = namespace() %} before)");
  EXPECT_EQ(world.show("{% set ns = namespace() %}{% set ns.self = ns %}"),
            "error: a namespace cannot be put into a namespace");
  EXPECT_EQ(world.show("{% set ns = namespace() %}{{ [ns] }}"),
            "error: a namespace cannot be put into a list or map (put its attributes there)");
}

TEST(Statement, macro_is_no_value) {
  World world;
  EXPECT_EQ(world.show("{% macro m() %}{% endmacro %}{{ m }}"), "error: a macro cannot be printed");
}

}  // namespace
}  // namespace converge::templates
