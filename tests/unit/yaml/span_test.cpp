// SPDX-License-Identifier: MIT
// Where values say that they stand.
#include <gtest/gtest.h>

#include <limits>

#include "tests/unit/yaml/parsing.h"

namespace converge {
namespace {

TEST(YamlSpan, counts_lines_and_columns_from_one_in_bytes) {
  const Value value = value_of("# c\nkey:  val\n\xc3\xa9t\xc3\xa9: {a: \"\xe2\x9c\x93\", b: [c, dd]}\n");
  const Entry& first = value.entries()[0];
  EXPECT_EQ(first.key_span.text(), "test.yaml:2:1");
  EXPECT_EQ(first.key_span.length, 3);
  EXPECT_EQ(first.value.span().text(), "test.yaml:2:7");
  EXPECT_EQ(first.value.span().length, 3);
  const Value& map = value.entries()[1].value;
  EXPECT_EQ(map.span().text(), "test.yaml:3:8");
  EXPECT_EQ(map.find("a")->span().text(), "test.yaml:3:12");
  EXPECT_EQ(map.find("a")->span().length, 5);  // the quotes count, and the sign is three bytes
  EXPECT_EQ(map.find("b")->span().text(), "test.yaml:3:22");
  EXPECT_EQ(map.find("b")->items()[1].span().text(), "test.yaml:3:26");
}

TEST(YamlSpan, is_right_behind_all_that_the_skeleton_leaves_out) {
  const Value value = value_of(
      "a: |\n  one\n  two\n# x\n\nlong_key: long value # comment\nb:\n  - \"quoted\" # c\n  -   {p: qqq, rrr: s}\n");
  EXPECT_EQ(value.find("long_key")->span().text(), "test.yaml:6:11");
  EXPECT_EQ(value.find("b")->span().text(), "test.yaml:8:3");
  EXPECT_EQ(value.find("b")->items()[0].span().text(), "test.yaml:8:5");
  const Value& map = value.find("b")->items()[1];
  EXPECT_EQ(map.span().text(), "test.yaml:9:7");
  EXPECT_EQ(map.find("rrr")->span().text(), "test.yaml:9:21");
}

TEST(YamlSpan, of_an_absent_value_is_its_key) {
  EXPECT_EQ(value_of("x: 1\nabc:\n").find("abc")->span().text(), "test.yaml:2:1");
}

TEST(YamlSpan, of_a_tagged_or_anchored_scalar_is_the_scalar) {
  EXPECT_EQ(value_of("a: &x !!str word\n").find("a")->span().text(), "test.yaml:1:13");
}

TEST(YamlSpan, of_a_text_over_lines_is_its_first_line) {
  const Value value = value_of("a: one\n  two\nb: \"x\n  y\"\n");
  EXPECT_EQ(value.find("a")->span().length, 3);
  EXPECT_EQ(value.find("b")->span().length, 2);
}

TEST(YamlSpan, of_a_block_is_its_sign) {
  const Value value = value_of("a: |\n  x\n");
  EXPECT_EQ(value.find("a")->span().text(), "test.yaml:1:4");
  EXPECT_EQ(value.find("a")->span().length, 1);
}

TEST(YamlSpan, stops_counting_at_the_widest_column) {
  const Value value = value_of("[\"" + std::string(70'000, 'x') + "\", y]");
  EXPECT_EQ(value.items()[0].span().length, std::numeric_limits<std::uint16_t>::max());
  EXPECT_EQ(value.items()[1].span().column, std::numeric_limits<std::uint16_t>::max());
}

}  // namespace
}  // namespace converge
