// SPDX-License-Identifier: MIT
#include "engine/core/yaml/tags.h"

#include <gtest/gtest.h>

#include "tests/unit/yaml/parsing.h"

namespace converge {
namespace {

TEST(Tags, lists_the_known_ones_when_one_is_unknown) {
  Diagnostics diagnostics;
  parse_yaml("a: !vault x\n", "x.yaml", diagnostics);
  ASSERT_EQ(diagnostics.error_count(), 1U);
  EXPECT_EQ(diagnostics.all()[0].span.text(), "x.yaml:1:4");
  EXPECT_NE(diagnostics.all()[0].fix.find("!!bool, !!float, !!int, !!map, !!null, !!seq, !!str"), std::string::npos);
}

TEST(Tags, suggests_the_nearest) {
  Diagnostics diagnostics;
  parse_yaml("a: !!strr x\n", "x.yaml", diagnostics);
  ASSERT_EQ(diagnostics.error_count(), 1U);
  EXPECT_TRUE(diagnostics.all()[0].fix.starts_with("did you mean `!!str`?"));
}

TEST(Tags, refuses_what_does_not_fit) {
  EXPECT_EQ(findings_of("- !!int x\n"), "1:3 the tag `!!int` does not fit: this is a string\n");
  EXPECT_EQ(findings_of("- !!bool yes\n"), "1:3 the tag `!!bool` does not fit: this is a string\n");
  EXPECT_EQ(findings_of("- !!map [1]\n"), "1:3 the tag `!!map` does not fit: this is a list\n");
  EXPECT_EQ(findings_of("- !!seq {a: 1}\n"), "1:3 the tag `!!seq` does not fit: this is a map\n");
  EXPECT_EQ(findings_of("- !!seq x\n"), "1:3 the tag `!!seq` does not fit: this is a string\n");
  EXPECT_EQ(findings_of("- !!set {a: 1}\n"), "1:3 unknown tag `!!set`\n");
}

TEST(Tags, takes_the_verbatim_form) { EXPECT_EQ(json_of("- !<tag:yaml.org,2002:str> 5\n"), R"(["5"])"); }

TEST(Tags, makes_text_of_a_number_and_calls_it_quoted) {
  const Value value = value_of("!!str 0644\n");
  EXPECT_TRUE(value.is_string());
  EXPECT_EQ(value.style(), Style::quoted);
}

TEST(Tags, keeps_the_style_of_a_block) { EXPECT_EQ(value_of("a: !!str |\n  5\n").find("a")->style(), Style::block); }

}  // namespace
}  // namespace converge
