// SPDX-License-Identifier: MIT
#include "engine/report/words.h"

#include <gtest/gtest.h>

#include "engine/report/style.h"

namespace converge {
namespace {

std::string duration(std::int64_t ms) { return duration_text(std::chrono::milliseconds(ms)); }

TEST(Duration, has_the_unit_that_fits) {
  EXPECT_EQ(duration(0), "0 ms");
  EXPECT_EQ(duration(999), "999 ms");
  EXPECT_EQ(duration(1000), "1.0 s");
  EXPECT_EQ(duration(1290), "1.2 s");
  EXPECT_EQ(duration(59'999), "59.9 s");
  EXPECT_EQ(duration(60'000), "1 min");
  EXPECT_EQ(duration(125'000), "2 min 5 s");
  EXPECT_EQ(duration(3'720'000), "1 h 2 min");
  EXPECT_EQ(duration(7'200'000), "2 h");
}

TEST(CountOf, knows_one_from_many) {
  EXPECT_EQ(count_of(0, "error"), "0 errors");
  EXPECT_EQ(count_of(1, "error"), "1 error");
  EXPECT_EQ(count_of(17, "error"), "17 errors");
  EXPECT_EQ(count_of(1, "refresh", "refreshes"), "1 refresh");
  EXPECT_EQ(count_of(2, "refresh", "refreshes"), "2 refreshes");
}

TEST(Join, puts_words_between) {
  EXPECT_EQ(join(std::vector<std::string>{}, ", "), "");
  EXPECT_EQ(join(std::vector<std::string>{"a", "b", "c"}, ", "), "a, b, c");
}

TEST(DeltaText, is_one_printable_line) {
  EXPECT_EQ(delta_text({"mode", "0644", "0600", Sensitivity::open}), "mode: 0644 -> 0600");
  EXPECT_EQ(delta_text({"content", "", "a\nb\nc\n", Sensitivity::open}), "content: '' -> a ... (2 more lines)");
  EXPECT_EQ(delta_text({"x", "a\nb", "\x1b[2J", Sensitivity::open}), "x: a ... (1 more line) -> \\x1b[2J");
  EXPECT_EQ(delta_text({"a\nb", "1", "2", Sensitivity::open}), "a\\nb: 1 -> 2");
}

TEST(DeltaText, cuts_what_nobody_reads) {
  const std::string text = delta_text({"x", "a", std::string(10'000, 'y'), Sensitivity::open});
  EXPECT_LT(text.size(), 420U);
  EXPECT_TRUE(text.ends_with("yyy..."));
}

TEST(DeltaText, keeps_secrets) {
  EXPECT_EQ(delta_text({"password", "hunter1", "hunter2", Sensitivity::secret}), "password: (secret)");
  const Delta secret{"password", "hunter1", "hunter2", Sensitivity::secret};
  EXPECT_EQ(side_text(secret, secret.after), "(secret)");
}

TEST(DisruptionVerb, there_is_one_for_each) {
  EXPECT_EQ(disruption_verb(Disruption::none), "");
  EXPECT_EQ(disruption_verb(Disruption::reload), "reloads");
  EXPECT_EQ(disruption_verb(Disruption::restart), "restarts");
  EXPECT_EQ(disruption_verb(Disruption::gpu_reset), "resets the GPU");
  EXPECT_EQ(disruption_verb(Disruption::reboot), "reboots");
}

TEST(Paint, colours_only_where_it_may) {
  EXPECT_EQ(paint(Colour::never, Ink::red, "x"), "x");
  EXPECT_EQ(paint(Colour::always, Ink::red, "x"), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(paint(Colour::always, Ink::bold, "x"), "\x1b[1mx\x1b[0m");
  EXPECT_EQ(paint(Colour::always, Ink::plain, "x"), "x");
  EXPECT_EQ(paint(Colour::always, Ink::green, ""), "");
}

}  // namespace
}  // namespace converge
