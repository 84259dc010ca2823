// SPDX-License-Identifier: MIT
#include "inventory/facts/os_release.h"

#include <gtest/gtest.h>

#include "inventory/facts/texts.h"

namespace converge {
namespace {

TEST(OsRelease, undoes_quotes_and_escapes) {
  const char* text = "# comment\nID=debian\nA=\"a \\\"b\\\" \\$c \\d\"\nB='x\\y'\nC=un\\ quoted\n";
  EXPECT_EQ(os_release_value(text, "ID"), "debian");
  EXPECT_EQ(os_release_value(text, "A"), "a \"b\" $c \\d");
  EXPECT_EQ(os_release_value(text, "B"), "x\\y");
  EXPECT_EQ(os_release_value(text, "C"), "un quoted");
}

TEST(OsRelease, takes_the_last_assignment_and_whole_keys_only) {
  EXPECT_EQ(os_release_value("VERSION_ID=1\nID=a\nID=b\n", "ID"), "b");
  EXPECT_EQ(os_release_value("VERSION_ID=1\n", "ID"), std::nullopt);
}

TEST(OsRelease, treats_empty_as_missing) {
  EXPECT_EQ(os_release_value("ID=\n", "ID"), std::nullopt);
  EXPECT_EQ(os_release_value("ID=\"\"\n", "ID"), std::nullopt);
  EXPECT_EQ(os_release_value("ID=\"", "ID"), std::nullopt);
  EXPECT_EQ(os_release_value("", "ID"), std::nullopt);
}

TEST(Texts, cut_lines_words_and_fields) {
  EXPECT_EQ(cut_lines("a\n\nb").size(), 3U);
  EXPECT_EQ(cut_words("  a\t b ").size(), 2U);
  EXPECT_EQ(field_of("MemTotalX: 1\nMemTotal :  2 kB \n", "MemTotal"), "2 kB");
  EXPECT_EQ(field_of("a: 1\n", "b"), std::nullopt);
  EXPECT_EQ(number_of("12"), 12);
  EXPECT_EQ(number_of("12 "), std::nullopt);
  EXPECT_EQ(number_of("99999999999999999999"), std::nullopt);
}

}  // namespace
}  // namespace converge
