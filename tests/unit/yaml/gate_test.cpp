// SPDX-License-Identifier: MIT
// Texts that are refused: each rule, and where it points. The whole wording is in the goldens.
#include "engine/core/yaml/gate.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/yaml/parsing.h"

namespace converge {
namespace {

struct Bad {
  const char* name;
  const char* yaml;
  const char* place;  ///< of the only finding
};

class BadYaml : public testing::TestWithParam<Bad> {};

TEST_P(BadYaml, is_reported_once_at_its_place) {
  const std::string findings = findings_of(GetParam().yaml);
  EXPECT_TRUE(findings.starts_with(std::string(GetParam().place) + " ")) << findings;
  EXPECT_EQ(std::count(findings.begin(), findings.end(), '\n'), 1) << findings;
}

const Bad bad_texts[] = {
    {"open_double_quote", "a: \"x\nb: 1\n", "1:4"},
    {"open_single_quote", "- 'x\n- y\n", "1:3"},
    {"open_quote_at_the_end", "a: \"x\n  y", "1:4"},
    {"open_quote_before_a_marker", "\"x\n...\n", "1:1"},
    {"text_after_double_quote", "a: \"x\" y\n", "1:8"},
    {"text_after_single_quote", "a: 'it's'\n", "1:8"},
    {"text_after_list", "a: [x] y\n", "1:8"},
    {"text_after_alias", "a: &x 1\nb: *x 2\n", "2:7"},
    {"anchor_after_value", "a: 'x' &y\n", "1:8"},
    {"list_then_map", "- a\nb: c\n", "2:1"},
    {"map_then_list", "a: b\n- c\n", "2:1"},
    {"scalar_then_map", "'x'\na: b\n", "2:1"},
    {"list_then_text", "- a\nb\n", "2:1"},
    {"deeper_first_line", "  a: 1\nb: 2\n", "2:1"},
    {"second_marker", "---\na\n---\n", "3:1"},
    {"marker_after_content", "a: 1\n--- \nb: 1\n", "2:1"},
    {"text_after_the_end", "a: 1\n...\nb\n", "3:1"},
    {"map_behind_the_marker", "--- a: 1\n", "1:5"},
    {"stray_after_block", "a: |\n    x\n  y\nb: 1\n", "3:3"},
    {"text_behind_block_sign", "a: | x\n", "1:6"},
    {"two_chomps", "a: |-+\n  x\n", "1:6"},
    {"block_indentation_zero", "a: |0\n  x\n", "1:5"},
    {"deeper_blank_line", "a: |\n     \n  x\n", "2:1"},
    {"tab_in_block_margin", "a: |\n  x\n\t\n  y\n", "3:1"},
    {"tab_before_key", "a:\n\tb: 1\n", "2:1"},
    {"tab_behind_spaces", "a:\n  \tb: 1\n", "2:3"},
    {"tab_behind_dash", "-\ta: 1\n", "1:2"},
    {"dedent_to_nothing", "a:\n    b: 1\n  c: 2\n", "3:3"},
    {"dedent_in_list", "a:\n   - b\n  - c\n", "3:3"},
    {"below_a_value", "a: 'x'\n  b: 1\n", "2:3"},
    {"key_continues_text", "a: x\n  b: 1\n  c: 2\n", "2:3"},
    {"dash_continues_text", "- a\n  - b\n", "2:3"},
    {"dash_at_the_end_of_text", "a\n -", "2:2"},
    {"two_keys_on_a_line", "a: b: c\n", "1:4"},
    {"list_on_key_line", "a: - b\n", "1:4"},
    {"no_key", ": a\n", "1:1"},
    {"no_colon", "a: 1\nb\nc: 2\n", "2:1"},
    {"no_space_after_colon", "a: 1\nb:2\n", "2:1"},
    {"question_mark_key", "? a\n: b\n", "1:1"},
    {"list_as_key", "[a]: b\n", "1:1"},
    {"map_as_flow_key", "{{a: 1}: b}\n", "1:1"},
    {"list_as_flow_key", "{[a]: b}\n", "1:2"},
    {"alias_as_key", "- &x a\n- *x : b\n", "2:3"},
    {"key_over_lines", "'a\n  b': 1\n", "1:1"},
    {"open_list", "a: [1,\nb: 2\n", "1:4"},
    {"open_map_at_the_end", "a: {x: 1\n", "1:4"},
    {"wrong_closer", "a: [1}\n", "1:6"},
    {"closer_alone", "a: 1\n]\n", "2:1"},
    {"comma_alone", "- , a\n", "1:3"},
    {"double_comma", "[a,, b]\n", "1:4"},
    {"leading_comma", "{, a: 1}\n", "1:2"},
    {"missing_comma", "['a' 'b']\n", "1:6"},
    {"key_without_value", "{a, b: 1}\n", "1:2"},
    {"glued_colon", "{a:1}\n", "1:2"},
    {"second_colon", "{a: b: c}\n", "1:6"},
    {"flow_without_key", "{: a}\n", "1:2"},
    {"colon_on_the_next_line", "{'a'\n : 1}\n", "2:2"},
    {"dash_in_brackets", "[- a]\n", "1:2"},
    {"question_mark_in_brackets", "[a\n b?c]\n", "1:2"},
    {"block_in_brackets", "[|]\n", "1:2"},
    {"unquoted_template", "a: {{ x }}\n", "1:4"},
    {"unquoted_template_key", "{{ x }}: 1\n", "1:1"},
    {"unquoted_template_in_list", "[a, {{ x }}]\n", "1:5"},
    {"unquoted_statement", "a: {% if x %}\n", "1:4"},
    {"at_sign", "a: @x\n", "1:4"},
    {"backtick", "a: `x`\n", "1:4"},
    {"percent", "a: %x\n", "1:4"},
    {"star_alone", "a: * x\n", "1:4"},
    {"ampersand_alone", "a: & x\n", "1:4"},
    {"unknown_alias", "a: *x\n", "1:4"},
    {"tagged_alias", "a: &x 1\nb: !!str *x\n", "2:4"},
    {"two_anchors", "a: &x &y 1\n", "1:7"},
    {"anchor_twice", "- &x 1\n- &x 2\n", "2:3"},
    {"anchor_of_a_key", "- &x a: 1\n", "1:3"},
    {"anchor_before_dash", "a:\n  &x - 1\n", "2:3"},
    {"anchor_with_colon", "a: &x: 1\n", "1:4"},
    {"anchors_on_two_lines", "a:\n  &x\n  !!str\n  b\n", "3:3"},
    {"unknown_escape", "a: \"\\d\"\n", "1:5"},
    {"escape_that_yaml_cpp_gets_wrong", "a: \"x\\N\"\n", "1:6"},
    {"short_escape", "a: \"\\x4\"\n", "1:5"},
    {"surrogate_escape", "a: \"\\ud83d\"\n", "1:5"},
    {"comment_without_space", "a: 'x'#y\n", "1:7"},
    {"wrong_version", "%YAML 2.0\n---\n", "1:1"},
    {"tag_shorthand", "%TAG ! x\n---\n", "1:1"},
    {"unknown_directive", "%FOO\n---\n", "1:1"},
    {"directive_without_marker", "%YAML 1.2\na: 1\n", "1:1"},
};

INSTANTIATE_TEST_SUITE_P(Texts, BadYaml, testing::ValuesIn(bad_texts),
                         [](const testing::TestParamInfo<Bad>& param) { return std::string(param.param.name); });

std::string nested_lists(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Gate, accepts_64_levels_and_refuses_65) {
  EXPECT_EQ(findings_of(nested_lists(64)), "");
  EXPECT_EQ(findings_of(nested_lists(65)), "1:65 lists and maps are nested deeper than 64 levels\n");
}

TEST(Gate, counts_block_levels_too) {
  std::string text;
  for (int i = 0; i < 65; ++i) text += "- ";
  EXPECT_EQ(findings_of(text), "1:129 lists and maps are nested deeper than 64 levels\n");
}

TEST(Gate, survives_absurd_depth) {
  EXPECT_EQ(findings_of("a: " + std::string(200'000, '[')), "1:67 lists and maps are nested deeper than 64 levels\n");
}

TEST(Gate, stops_after_five_hundred_findings) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "]\n";
  const std::string findings = findings_of(text);
  EXPECT_EQ(std::count(findings.begin(), findings.end(), '\n'), 500);
}

TEST(Gate, notes_scalars_in_order_with_their_role) {
  Diagnostics diagnostics;
  const yaml::Gated gated = yaml::gate("k: [v, *a]\n", nullptr, diagnostics);
  ASSERT_EQ(gated.tokens.size(), 3U);
  EXPECT_EQ(gated.tokens[0].role, yaml::Role::key);
  EXPECT_EQ(gated.tokens[1].role, yaml::Role::value);
  EXPECT_EQ(gated.tokens[1].place.column, 5U);
  EXPECT_TRUE(gated.aliased.contains("a"));
}

}  // namespace
}  // namespace converge
