// SPDX-License-Identifier: MIT
// White space as Ansible sets it, and the header line of template files.
#include <gtest/gtest.h>

#include "tests/unit/template/world.h"

namespace converge::templates {
namespace {

TEST(Whitespace, after_a_block_the_line_break_goes) {
  World world;
  EXPECT_EQ(world.show("a\n{% if true %}\nb\n{% endif %}\nc\n"), "a\nb\nc\n");
  EXPECT_EQ(world.show("a\n  {% if true %}\nb\n  {% endif %}\nc\n"), "a\n  b\n  c\n");
  EXPECT_EQ(world.show("{{ 1 }}\n"), "1\n");
  EXPECT_EQ(world.show("{# c #}\nx"), "x");
  EXPECT_EQ(world.show("a {%+ if true +%}\nb{% endif %}"), "a \nb");
}

TEST(Whitespace, a_minus_takes_all_of_it) {
  World world;
  EXPECT_EQ(world.show("a \n\n {{- 1 -}} \n\n b"), "a1b");
  EXPECT_EQ(world.show("a \n {%- if true -%} \n b \n {%- endif -%} \n c"), "abc");
  EXPECT_EQ(world.show("a \n {#- c -#} \n b"), "ab");
}

TEST(Whitespace, the_end_of_a_file_is_kept) {
  World world;
  EXPECT_EQ(world.show_file("a\n"), "a\n");
  EXPECT_EQ(world.show_file("a"), "a");
  EXPECT_EQ(world.show_file("a\n\n"), "a\n\n");
  EXPECT_EQ(world.show_file("{{ 7 }}"), "7");
  EXPECT_EQ(world.file_of("{{ 7 }}")->type(), Type::string);
}

TEST(Whitespace, a_header_changes_the_rules) {
  World world("n: 7");
  EXPECT_EQ(world.show_file("#jinja2: trim_blocks: False\na\n{% if true %}\nb\n{% endif %}\n"), "a\n\nb\n\n");
  EXPECT_EQ(world.show_file("#jinja2: lstrip_blocks: True\n  {% if true %}\n b\n  {% endif %}\n"), " b\n");
  EXPECT_EQ(world.show_file("#jinja2: variable_start_string: '[[', variable_end_string: ']]'\n[[ n ]] {{ n }}\n"),
            "7 {{ n }}\n");
  EXPECT_EQ(
      world.show_file("#jinja2: block_start_string: '<%', block_end_string: '%>'\r\n<% if true %>x<% endif %>{% %}\n"),
      "x{% %}\n");
}

TEST(Whitespace, a_header_that_is_not_understood_is_an_error) {
  World world;
  EXPECT_EQ(world.show_file("#jinja2: trim_block: False\n"),
            "error: the header sets 'trim_block', which is not known (did you mean 'trim_blocks'?)");
  EXPECT_EQ(world.show_file("#jinja2: trim_blocks: false\n"), "error: expected True or False, found 'false'");
  EXPECT_EQ(world.show_file("#jinja2: keep_trailing_newline: True\n"),
            "error: the header sets 'keep_trailing_newline', which is not known (the line break at the end of a file "
            "is always kept: drop it)");
  EXPECT_EQ(world.show_file("#jinja2: line_statement_prefix: '%'\n"),
            "error: the header sets 'line_statement_prefix', which is not known (write tags: {% ... %} and {# ... #})");
  EXPECT_EQ(world.show_file("#jinja2:\nx"), "error: expected the name of a setting, found the end of the template");
  EXPECT_EQ(world.show_file("#jinja2: variable_start_string: '{%'\n"),
            "error: two kinds of tags begin alike (give the header three different beginnings)");
}

}  // namespace
}  // namespace converge::templates
