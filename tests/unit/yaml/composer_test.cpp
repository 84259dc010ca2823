// SPDX-License-Identifier: MIT
#include "engine/core/yaml/composer.h"

#include <gtest/gtest.h>

#include "tests/unit/yaml/parsing.h"

namespace converge {
namespace {

/// Composes events that a test makes up, against what the gate saw of a text.
struct Bench {
  explicit Bench(std::string_view source, Feed feed = Feed::whole)
      : text(source),
        gated(yaml::gate(text, nullptr, diagnostics)),
        composer(text, gated, YamlOptions{feed}, intern_file("x.yaml"), diagnostics) {}

  std::string_view text;
  Diagnostics diagnostics;
  yaml::Gated gated;
  yaml::Composer composer;
};

TEST(Composer, is_complete_when_all_tokens_came) {
  Bench bench("[a, b]");
  bench.composer.begin({1, 1}, Type::list, "?", 0);
  bench.composer.scalar({1, 2}, "?", 0, "a");
  bench.composer.scalar({1, 5}, "?", 0, "b");
  EXPECT_FALSE(bench.composer.complete());
  bench.composer.end();
  EXPECT_TRUE(bench.composer.complete());
  EXPECT_EQ(bench.composer.take().items().size(), 2U);
}

TEST(Composer, is_out_of_step_when_a_token_is_missing) {
  Bench bench("[a, b]");
  bench.composer.begin({1, 1}, Type::list, "?", 0);
  bench.composer.scalar({1, 5}, "?", 0, "b");
  EXPECT_FALSE(bench.composer.in_step());
}

TEST(Composer, is_incomplete_when_the_last_token_is_missing) {
  Bench bench("[a, b]");
  bench.composer.begin({1, 1}, Type::list, "?", 0);
  bench.composer.scalar({1, 2}, "?", 0, "a");
  bench.composer.end();
  EXPECT_TRUE(bench.composer.in_step());
  EXPECT_FALSE(bench.composer.complete());
}

TEST(Composer, is_out_of_step_when_a_text_differs_from_the_file) {
  Bench bench("abc");
  bench.composer.scalar({1, 1}, "?", 0, "ab");
  EXPECT_FALSE(bench.composer.in_step());
}

TEST(Composer, is_out_of_step_when_a_stand_in_is_not_what_was_shown) {
  Bench bench("abc", Feed::skeleton);
  bench.composer.scalar({1, 1}, "?", 0, "abc");
  EXPECT_FALSE(bench.composer.in_step());
}

TEST(Composer, is_out_of_step_when_a_literal_shows_text_that_was_left_out) {
  Bench bench("|\n x\n", Feed::skeleton);
  bench.composer.scalar({1, 1}, "!", 0, "x\n");
  EXPECT_FALSE(bench.composer.in_step());
}

TEST(Composer, takes_a_literal_from_the_original) {
  Bench bench("|\n x\n", Feed::skeleton);
  bench.composer.scalar({1, 1}, "!", 0, "");
  EXPECT_TRUE(bench.composer.complete());
  EXPECT_EQ(bench.composer.take().text(), "x\n");
}

TEST(Composer, is_out_of_step_when_a_key_comes_as_a_value) {
  Bench bench("{a: b}");
  bench.composer.begin({1, 1}, Type::list, "?", 0);
  bench.composer.scalar({1, 2}, "?", 0, "a");
  EXPECT_FALSE(bench.composer.in_step());
}

TEST(Composer, reports_each_duplicate_with_a_note_at_the_first) {
  Diagnostics diagnostics;
  parse_yaml("a: 1\nb: 2\n\"a\": 3\na: 4\n", "x.yaml", diagnostics);
  ASSERT_EQ(diagnostics.error_count(), 2U);
  for (const Diagnostic& finding : diagnostics.all()) {
    EXPECT_EQ(finding.message, "the key `a` is written twice");
    ASSERT_EQ(finding.notes.size(), 1U);
    EXPECT_EQ(finding.notes[0].span.text(), "x.yaml:1:1");
  }
  EXPECT_EQ(diagnostics.sorted()[0].span.text(), "x.yaml:3:1");
}

TEST(Composer, finds_duplicates_in_large_maps) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "k" + std::to_string(i) + ": 1\n";
  EXPECT_EQ(findings_of(text + "k4321: 2\n"), "5001:1 the key `k4321` is written twice\n");
}

TEST(Composer, refuses_keys_that_are_not_text) {
  EXPECT_EQ(findings_of("80: a\ntrue: b\n~: c\n1.5: d\nyes: ok\n"),
            "1:1 the key 80 is an integer, not text\n"
            "2:1 the key true is a boolean, not text\n"
            "3:1 the key ~ is null, not text\n"
            "4:1 the key 1.5 is a number, not text\n");
  EXPECT_EQ(findings_of("a:\n~: 1\n"), "2:1 the key ~ is null, not text\n");
  EXPECT_EQ(findings_of("!!str 80: a\n"), "");
}

TEST(Composer, keeps_the_order_of_keys_and_puts_merged_ones_at_their_place) {
  const Value value = value_of("base: &b {x: 1, y: 2}\nuse:\n  p: 0\n  <<: *b\n  x: 3\n");
  std::string keys;
  for (const Entry& entry : value.find("use")->entries()) keys += entry.key;
  EXPECT_EQ(keys, "pyx");
}

TEST(Composer, merges_into_what_is_merged_again) {
  EXPECT_EQ(json_of("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b, z: 3}\n"),
            R"({"a":{"x":1},"b":{"x":1,"y":2},"c":{"x":1,"y":2,"z":3}})");
}

TEST(Composer, refuses_merging_what_is_not_a_map) {
  EXPECT_EQ(findings_of("<<: text\n"), "1:5 `<<` merges maps, and this is a string\n");
  EXPECT_EQ(findings_of("<<: [{a: 1}, [b]]\n"), "1:14 `<<` merges maps, and this is a list\n");
  EXPECT_EQ(findings_of("<<:\n"), "1:1 `<<` merges maps, and this is null\n");
}

TEST(Composer, copies_an_alias_and_places_it_where_it_is_used) {
  const Value value = value_of("a: &x {k: v}\nb: *x\n");
  EXPECT_EQ(value.find("b")->span().text(), "test.yaml:2:4");
  EXPECT_EQ(value.find("b")->find("k")->span().text(), "test.yaml:1:11");
}

TEST(Composer, refuses_an_alias_of_what_it_is_in) {
  EXPECT_EQ(findings_of("a: &x [1, *x]\n"), "1:11 this alias stands within the value that it names\n");
}

TEST(Composer, refuses_depth_that_aliases_add_up_to) {
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  const std::string text = "a: &x " + deep + "\nb: " + std::string(40, '[') + "*x" + std::string(40, ']') + "\n";
  EXPECT_EQ(findings_of(text), "2:44 this alias nests lists and maps deeper than 64 levels\n");
}

/// `levels` lists of ten, each an alias of the level below.
std::string bomb(int levels) {
  std::string text = "a0: &a0 x\n";
  for (int level = 1; level <= levels; ++level) {
    const std::string below = "*a" + std::to_string(level - 1);
    text += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + below;
    for (int i = 0; i < 9; ++i) text += ", " + below;
    text += "]\n";
  }
  return text;
}

TEST(Composer, lets_aliases_multiply_within_bounds) {
  EXPECT_EQ(findings_of(bomb(3)), "");
  EXPECT_EQ(findings_of(bomb(30)), "6:40 aliases expand this file to more than 100000 values or 16 MiB\n");
}

TEST(Composer, bounds_the_text_that_aliases_multiply) {
  const std::string text = "a: &x \"" + std::string(1'000'000, 'x') + "\"\nb: [";
  std::string uses;
  for (int i = 0; i < 20; ++i) uses += "*x, ";
  EXPECT_EQ(findings_of(text + uses + "]\n"), "2:65 aliases expand this file to more than 100000 values or 16 MiB\n");
}

TEST(Composer, costs_nothing_for_anchors_that_nobody_uses) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "&n" + std::to_string(i) + " [";
  text += "\"" + std::string(1'000'000, 'x') + "\"" + std::string(60, ']');
  EXPECT_EQ(findings_of(text), "");
}

}  // namespace
}  // namespace converge
