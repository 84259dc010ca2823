// SPDX-License-Identifier: MIT
// Block scalars: the gate reads literal ones itself, so each is read in both ways.
#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "tests/unit/yaml/parsing.h"

namespace converge {
namespace {

struct Block {
  const char* name;
  const char* yaml;  ///< the value of "a" is the block
  const char* text;
};

class BlockScalar : public testing::TestWithParam<Block> {};

TEST_P(BlockScalar, has_its_text_by_the_skeleton_and_by_the_whole) {
  std::string expected;
  append_json_string(expected, GetParam().text);
  for (const Feed feed : {Feed::skeleton, Feed::whole}) {
    Diagnostics diagnostics;
    const Value value = parse_yaml(GetParam().yaml, "x.yaml", diagnostics, feed);
    ASSERT_TRUE(diagnostics.empty()) << diagnostics.all()[0].message;
    EXPECT_EQ(to_json(*value.find("a")), expected);
  }
}

const Block blocks[] = {
    {"clip", "a: |\n  x\n  y\n\n\nb: 1\n", "x\ny\n"},
    {"strip", "a: |-\n  x\n  y\n\n\nb: 1\n", "x\ny"},
    {"keep", "a: |+\n  x\n  y\n\n\nb: 1\n", "x\ny\n\n\n"},
    {"clip_at_the_end", "a: |\n  x", "x"},
    {"keep_at_the_end", "a: |+\n  x\n\n", "x\n\n"},
    {"strip_at_the_end", "a: |-\n  x\n\n", "x"},
    {"empty", "a: |\nb: 1\n", ""},
    {"empty_at_the_end", "a: |", ""},
    {"empty_keep", "a: |+\n\n\nb: 1\n", "\n\n"},
    {"empty_clip", "a: |\n\n\nb: 1\n", ""},
    {"deeper_lines", "a: |\n  x\n    y\n   z\n", "x\n  y\n z\n"},
    {"blank_lines_within", "a: |\n  x\n\n \n  y\n", "x\n\n\ny\n"},
    {"leading_blank_lines", "a: |\n\n \n  x\n", "\n\nx\n"},
    {"blank_line_with_more_spaces", "a: |\n  x\n     \n  y\n", "x\n   \ny\n"},
    {"trailing_spaces", "a: |\n  x  \n  y\t\n", "x  \ny\t\n"},
    {"indentation_given", "a: |1\n   x\n  y\n", "  x\n y\n"},
    {"indentation_and_chomp", "a: |2-\n    x\n", "  x"},
    {"chomp_and_indentation", "a: |-2\n    x\n", "  x"},
    {"comment_on_the_header", "a: | # why\n  x\n", "x\n"},
    {"hash_in_the_body", "a: |\n  # x\n  y # z\n", "# x\ny # z\n"},
    {"comment_behind_the_body", "a: |\n    x\n  # not text\n# nor this\nb: 1\n", "x\n"},
    {"yaml_in_the_body", "a: |\n  - b: 'c\n  {{ d }}: \"\n  ---\n  \t&\n", "- b: 'c\n{{ d }}: \"\n---\n\t&\n"},
    {"windows_lines", "a: |\r\n  x\r\n\r\n  y\r\n", "x\n\ny\n"},
    {"on_the_next_line", "a:\n  |\n  x\n", "x\n"},
    {"with_an_anchor", "a: &x |\n  x\n", "x\n"},
    {"folded", "a: >\n  x\n  y\n\n  z\n", "x y\nz\n"},
    {"folded_strip", "a: >-\n  x\n  y\n", "x y"},
    {"tab_at_the_end", "a: |\n \t", "\t"},
    {"spaces_at_the_end", "a: |\n  x\n    ", "x\n"},
    {"folded_with_spaces_at_the_end", "a: >\n  x\n ", "x\n"},
};

INSTANTIATE_TEST_SUITE_P(Blocks, BlockScalar, testing::ValuesIn(blocks),
                         [](const testing::TestParamInfo<Block>& param) { return std::string(param.param.name); });

TEST(Blocks, nest_in_lists) {
  EXPECT_EQ(json_of("- |\n x\n- - |-\n   y\n  - k: |\n      z\n    l: 1\n-\n  |\n  w\n"),
            R"(["x\n",["y",{"k":"z\n","l":1}],"w\n"])");
}

TEST(Blocks, of_a_megabyte_are_kept_whole) {
  std::string body;
  std::string expected;
  for (int i = 0; i < 20'000; ++i) {
    const std::string line = "line " + std::to_string(i) + " of many, with some text to it\n";
    body += "    " + line;
    expected += line;
  }
  const Value value = value_of("- x:\n   |\n" + body + "  y: 1\n");
  EXPECT_EQ(value.items()[0].find("x")->text(), expected);
}

}  // namespace
}  // namespace converge
