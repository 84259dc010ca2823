// SPDX-License-Identifier: MIT
// Findings stand at the place in the file that a person would point at.
#include <gtest/gtest.h>

#include "engine/template/scalar_places.h"
#include "tests/unit/template/world.h"

namespace converge::templates {
namespace {

/// The place of `missing` within a YAML text, as the engine finds it and as it stands there.
void expect_found(const std::string& yaml) {
  World world(yaml);
  const std::size_t at = yaml.find("missing");
  ASSERT_NE(at, std::string::npos);
  const auto line =
      static_cast<std::size_t>(std::count(yaml.begin(), yaml.begin() + static_cast<std::ptrdiff_t>(at), '\n')) + 1;
  const std::size_t before = yaml.rfind('\n', at);
  const std::size_t column = at - (before == std::string::npos ? 0 : before + 1) + 1;
  EXPECT_EQ(world.where("{{ v }}"), "vars.yaml:" + std::to_string(line) + ":" + std::to_string(column)) << yaml;
}

TEST(Place, is_right_in_plain_scalars) {
  expect_found("v: a {{ missing }}\n");
  expect_found("v: a\n  b {{ missing }}\n");
  expect_found("v: a\n\n\n  b {{ missing }}\n");
  expect_found("v: grün {{ missing }}\n");
}

TEST(Place, is_right_in_single_quoted_scalars) {
  expect_found("v: '{{ missing }}'\n");
  expect_found("v: 'it''s {{ missing }}'\n");
  expect_found("v: 'a\n  b\n\n  c {{ missing }}'\n");
  expect_found("v: ' a   {{ missing }}'\n");
}

TEST(Place, is_right_in_double_quoted_scalars) {
  expect_found("v: \"{{ missing }}\"\n");
  expect_found("v: \"a\\n\\tb {{ missing }}\"\n");
  expect_found("v: \"\\u00e9\\x41 \\\"q\\\" {{ missing }}\"\n");
  expect_found("v: \"a \\\n  b {{ missing }}\"\n");
  expect_found("v: \"a\n\n  b {{ missing }}\"\n");
}

TEST(Place, is_right_in_literal_blocks) {
  expect_found("v: |\n  {{ missing }}\n");
  expect_found("v: |\n  a\n\n    b {{ missing }}\n");
  expect_found("v: |-\n\n  a\n  {{ missing }}\n");
  expect_found("v: |2\n    a\n  {{ missing }}\n");
  expect_found("v: | # note 3\n    a\n    {{ missing }}\n");
  expect_found("w: 1\nv: |+\n      a\n      {{ missing }}\n\n\n");
}

TEST(Place, is_right_in_folded_blocks) {
  expect_found("v: >\n  {{ missing }}\n");
  expect_found("v: >\n  a\n  b {{ missing }}\n");
  expect_found("v: >\n  a\n\n  b {{ missing }}\n");
  expect_found("v: >\n  a\n    deep\n    {{ missing }}\n");
  expect_found("v: >-\n\n  a\n    deep\n  b\n\n\n  {{ missing }}\n");
}

TEST(Place, is_right_below_lists_and_maps) {
  World world("v:\n  - a: [x, '{{ missing }}']\n");
  EXPECT_EQ(world.where("{{ v }}"), "vars.yaml:2:16");
  World block("v:\n  - |\n    x\n    {{ missing }}\n");
  EXPECT_EQ(block.where("{{ v }}"), "vars.yaml:4:8");
}

TEST(Place, is_that_of_the_alias_for_what_it_names) {
  World world("w: &x 'a {{ missing }}'\nv: *x\n");
  EXPECT_EQ(world.where("{{ v }}"), "vars.yaml:2:4");
}

TEST(Place, is_right_in_template_files) {
  World world;
  EXPECT_EQ(world.where("a\nb {{ missing }}"), "test:2:6");
  EXPECT_EQ(world.where("{% if true %}\n  {{ 1 + missing }}\n{% endif %}"), "test:2:10");
  world.add("part", "#jinja2: trim_blocks: False\nx\n{{ missing }}\n");
  EXPECT_EQ(world.where("{% include 'part' %}"), "part:3:4");
  const auto headed = world.file_of("#jinja2: lstrip_blocks: True\n\n  {{ missing }}\n");
  EXPECT_EQ(headed.error().span.text(), "test:3:6");
  EXPECT_EQ(world.file_of("#jinja2: nosuch: True\n").error().span.text(), "test:1:10");
}

TEST(Place, is_right_for_syntax_errors_in_the_middle) {
  World world("v: |\n  a\n  {{ 1 + }}\n");
  EXPECT_EQ(world.where("{{ v }}"), "vars.yaml:3:10");
}

TEST(Place, answers_nothing_where_no_scalar_stands) {
  EXPECT_FALSE(place_in_file("", {1, 1}, {}));
  EXPECT_FALSE(place_in_file("a: *b", {1, 4}, {}));
  EXPECT_FALSE(place_in_file("a", {9, 9}, {}));
}

}  // namespace
}  // namespace converge::templates
