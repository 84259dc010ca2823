// SPDX-License-Identifier: MIT
#include "engine/core/text_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/unit/core_diff/patch_applier.h"

namespace converge {
namespace {

using testing::HasSubstr;
using testing::Not;

const DiffLabels labels{"/etc/motd", "/etc/motd (wanted)"};

std::string diff(std::string_view before, std::string_view after) { return unified_diff(before, after, labels); }

std::string head(const std::string& hunks) { return "--- /etc/motd\n+++ /etc/motd (wanted)\n" + hunks; }

std::string numbered(int first, int last) {
  std::string out;
  for (int i = first; i <= last; ++i) out += "line " + std::to_string(i) + "\n";
  return out;
}

TEST(UnifiedDiff, EqualTextsGiveNothing) {
  EXPECT_EQ(diff("", ""), "");
  EXPECT_EQ(diff("a\nb", "a\nb"), "");
  EXPECT_EQ(diff(std::string_view("\0", 1), std::string_view("\0", 1)), "");
}

TEST(UnifiedDiff, OneChangedLine) {
  EXPECT_EQ(diff("a\nb\nc\n", "a\nB\nc\n"), head("@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"));
}

TEST(UnifiedDiff, FromAndToNothing) {
  EXPECT_EQ(diff("", "a\nb\n"), head("@@ -0,0 +1,2 @@\n+a\n+b\n"));
  EXPECT_EQ(diff("a\n", ""), head("@@ -1 +0,0 @@\n-a\n"));
}

TEST(UnifiedDiff, MissingFinalLineBreaksAreMarked) {
  EXPECT_EQ(diff("a\nb", "a\nb\n"), head("@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"));
  EXPECT_EQ(diff("a\n", "a\nb"), head("@@ -1 +1,2 @@\n a\n+b\n\\ No newline at end of file\n"));
  EXPECT_EQ(diff("a\nz", "b\nz"), head("@@ -1,2 +1,2 @@\n-a\n+b\n z\n\\ No newline at end of file\n"));
}

TEST(UnifiedDiff, CarriageReturnsArePartOfTheLine) { EXPECT_EQ(diff("a\r\n", "a\n"), head("@@ -1 +1 @@\n-a\r\n+a\n")); }

TEST(UnifiedDiff, ContextIsThreeLines) {
  std::string after = numbered(1, 9) + "new\n" + numbered(10, 20);
  EXPECT_EQ(diff(numbered(1, 20), after),
            head("@@ -7,6 +7,7 @@\n line 7\n line 8\n line 9\n+new\n line 10\n line 11\n line 12\n"));
}

TEST(UnifiedDiff, NearEditsShareAHunkAndFarOnesDoNot) {
  const std::string before = numbered(1, 30);
  std::string near = before;
  near.replace(near.find("line 5\n"), 7, "five\n");
  near.replace(near.find("line 12\n"), 8, "twelve\n");  // six lines between: contexts touch
  EXPECT_THAT(diff(before, near), HasSubstr("@@ -2,14 +2,14 @@"));
  std::string far = before;
  far.replace(far.find("line 5\n"), 7, "five\n");
  far.replace(far.find("line 13\n"), 8, "thirteen\n");  // seven lines between
  EXPECT_THAT(diff(before, far), HasSubstr("@@ -2,7 +2,7 @@"));
  EXPECT_THAT(diff(before, far), HasSubstr("@@ -10,7 +10,7 @@"));
}

TEST(UnifiedDiff, AnAddedBlockEndsWithItsOwnClosingLine) {
  const std::string before = "one {\n  x\n}\n\nend\n";
  const std::string after = "one {\n  x\n}\n\none {\n  y\n}\n\nend\n";
  EXPECT_THAT(diff(before, after), HasSubstr(" }\n \n+one {\n+  y\n+}\n+\n end\n"));
}

TEST(UnifiedDiff, BinaryContentsAreNotShown) {
  EXPECT_EQ(diff(std::string_view("a\0b", 3), "a\n"), "Binary contents differ\n");
  EXPECT_EQ(diff("a\n", "\xFF\xFE\n"), "Binary contents differ\n");
  EXPECT_THAT(diff("caf\xC3\xA9\n", "caf\n"), HasSubstr("-caf\xC3\xA9\n"));
}

TEST(UnifiedDiff, AnUnchangedHeadAndTailCostNothing) {
  const std::string before = numbered(1, 150000);
  std::string after = before;
  after.replace(after.find("line 75000\n"), 11, "middle\n");
  const std::string text = diff(before, after);
  EXPECT_EQ(count_lines(text), (DiffCounts{1, 1}));
  EXPECT_EQ(apply_diff(before, text), after);
}

TEST(UnifiedDiff, TextsTooDifferentGiveOneHunkThatReplacesAll) {
  const std::string before = "same\n" + numbered(1, 3000) + "end\n";
  const std::string after = "same\n" + numbered(5001, 8000) + "end\n";
  const std::string text = unified_diff(before, after, labels, 1U << 20U);
  EXPECT_THAT(text, HasSubstr("@@ -1,3002 +1,3002 @@\n same\n-line 1\n"));
  EXPECT_EQ(apply_diff(before, text), after);
}

TEST(UnifiedDiff, TimeIsBoundedForHostileTexts) {
  // Long, different everywhere and yet full of matches: the worst for the search.
  std::string before;
  std::string after;
  for (int i = 0; i < 90000; ++i) {
    before += i % 2 == 0 ? "a\n" : "b\n";
    after += i % 3 == 0 ? "a\n" : "b\n";
  }
  const auto start = std::chrono::steady_clock::now();
  const std::string text = unified_diff(before, after, labels, 1U << 22U);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));  // seconds at most, never hours
  EXPECT_EQ(apply_diff(before, text), after);
}

TEST(UnifiedDiff, LongOutputIsCutAfterAWholeLine) {
  const std::string text = unified_diff("", numbered(1, 1000), labels, 200);
  EXPECT_LE(text.size(), 200U + 60U);
  EXPECT_THAT(text, HasSubstr("+line 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("line 999")));
  EXPECT_THAT(text, testing::ContainsRegex("\n\\.\\.\\. [0-9]+ more lines of this diff are not shown\n$"));
}

TEST(UnifiedDiff, WhatIsLeftOutIsCounted) {
  const std::string whole = unified_diff("", numbered(1, 100), labels);
  const std::string cut = unified_diff("", numbered(1, 100), labels, whole.size() - 1);
  EXPECT_THAT(cut, HasSubstr("+line 99\n... 1 more lines of this diff are not shown\n"));
}

TEST(PatchApplier, RefusesWhatDoesNotFit) {
  const std::string text = diff("a\nb\nc\n", "a\nB\nc\n");
  EXPECT_EQ(apply_diff("a\nb\nc\n", text), "a\nB\nc\n");
  EXPECT_EQ(apply_diff("a\nx\nc\n", text), std::nullopt);
  EXPECT_EQ(apply_diff("a\nb\nd\n", text), std::nullopt);
}

}  // namespace
}  // namespace converge
