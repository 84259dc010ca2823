// SPDX-License-Identifier: MIT
#include "engine/core/yaml/tags.h"

#include <gtest/gtest.h>

#include "tests/unit/yaml/parsing.h"

namespace converge {
namespace {

TEST(Tags, lists_the_known_ones_when_one_is_unknown) {
  Diagnostics diagnostics;
  parse_yaml("a: !secret x\n", "x.yaml", diagnostics);
  ASSERT_EQ(diagnostics.error_count(), 1U);
  EXPECT_EQ(diagnostics.all()[0].span.text(), "x.yaml:1:4");
  EXPECT_NE(diagnostics.all()[0].fix.find("!!bool, !!float, !!int, !!map, !!null, !!seq, !!str, !age, !vault"), std::string::npos);
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

TEST(EncryptedScalars, are_errors_where_they_are_not_expected) {
  Diagnostics diagnostics;
  parse_yaml("a: !vault x\nb: !age |\n  y\n", "x.yaml", diagnostics);
  ASSERT_EQ(diagnostics.error_count(), 2U);
  EXPECT_EQ(diagnostics.all()[0].span.text(), "x.yaml:1:4");
  EXPECT_EQ(diagnostics.all()[0].message, "an encrypted value cannot stand here");
  EXPECT_EQ(diagnostics.all()[1].message, "an encrypted value cannot stand here");
}

TEST(SealedScalars, keep_the_text_of_the_file) {
  Diagnostics diagnostics;
  const Value value = parse_yaml("a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3132\nb: [!age '-----BEGIN AGE ENCRYPTED FILE-----']\n",
                                 "x.yaml", diagnostics, YamlOptions{Feed::skeleton, {}, Sealed::kept});
  ASSERT_TRUE(diagnostics.empty());
  const Value& a = *value.find("a");
  EXPECT_EQ(a.text(), "$ANSIBLE_VAULT;1.1;AES256\n3132\n");
  EXPECT_EQ(a.style(), Style::sealed);
  EXPECT_EQ(a.sensitivity(), Sensitivity::secret);
  EXPECT_EQ(value.find("b")->items()[0].style(), Style::sealed);
}

TEST(SealedScalars, look_like_what_their_tag_says) {
  Diagnostics diagnostics;
  parse_yaml("a: !vault hunter2\nb: !age $ANSIBLE_VAULT;1.1;AES256\nc: !vault\n", "x.yaml", diagnostics,
             YamlOptions{Feed::skeleton, {}, Sealed::kept});
  ASSERT_EQ(diagnostics.error_count(), 3U);
  EXPECT_EQ(diagnostics.all()[0].message, "the text of this `!vault` does not begin as a vault does");
  for (const Diagnostic& each : diagnostics.all()) EXPECT_EQ((each.message + each.fix).find("hunter2"), std::string::npos);
}

TEST(SealedScalars, are_no_keys) {
  Diagnostics diagnostics;
  parse_yaml("!vault $ANSIBLE_VAULT;1.1;AES256: x\n", "x.yaml", diagnostics, YamlOptions{Feed::skeleton, {}, Sealed::kept});
  ASSERT_EQ(diagnostics.error_count(), 1U);
  EXPECT_EQ(diagnostics.all()[0].message, "a key cannot be encrypted");
}

class OpenedScalars : public testing::TestWithParam<Feed> {
 protected:
  Value parse(std::string_view text) {
    const auto open = [](std::string_view tag, std::string_view sealed) -> Result<std::string> {
      if (sealed == "bad") return fail(ErrorCode::denied, "wrong key");
      return std::string(tag) + "<" + std::string(sealed) + ">";
    };
    return parse_yaml(text, "x.yaml", diagnostics_, YamlOptions{GetParam(), open});
  }
  Diagnostics diagnostics_;
};

TEST_P(OpenedScalars, are_secret_texts_with_their_place) {
  const Value value = parse("a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3132\nb: [!age '5', !age 5]\nc: plain\n");
  ASSERT_TRUE(diagnostics_.empty());
  const Value& a = *value.find("a");
  EXPECT_EQ(a.text(), "!vault<$ANSIBLE_VAULT;1.1;AES256\n3132\n>");
  EXPECT_EQ(a.sensitivity(), Sensitivity::secret);
  EXPECT_EQ(a.span().line, 1U);
  for (const Value& item : value.find("b")->items()) {
    EXPECT_TRUE(item.is_string());
    EXPECT_EQ(item.text(), "!age<5>");
    EXPECT_EQ(item.sensitivity(), Sensitivity::secret);
  }
  EXPECT_EQ(value.find("c")->sensitivity(), Sensitivity::open);
}

TEST_P(OpenedScalars, stay_secret_through_an_alias) {
  const Value value = parse("a: &x !age 5\nb: *x\n");
  EXPECT_EQ(value.find("b")->sensitivity(), Sensitivity::secret);
}

TEST_P(OpenedScalars, are_reported_one_by_one_where_they_are_refused) {
  parse("a: !age bad\nb: !vault bad\nc: !age good\n");
  ASSERT_EQ(diagnostics_.error_count(), 2U);
  EXPECT_EQ(diagnostics_.all()[0].message, "this `!age` cannot be opened: wrong key");
}

TEST_P(OpenedScalars, are_no_lists_and_no_maps) {
  parse("a: !vault [1]\nb: !age {c: 1}\n");
  EXPECT_EQ(diagnostics_.error_count(), 2U);
}

INSTANTIATE_TEST_SUITE_P(Feeds, OpenedScalars, testing::Values(Feed::skeleton, Feed::whole));

}  // namespace
}  // namespace converge
