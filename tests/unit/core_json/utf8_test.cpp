// SPDX-License-Identifier: MIT
#include "engine/core/utf8.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace converge {
namespace {

TEST(Utf8, FrontGivesTheLengthOfEachWidth) {
  EXPECT_EQ(utf8_front("a"), 1U);
  EXPECT_EQ(utf8_front("\xC3\xA9 rest"), 2U);          // e with acute
  EXPECT_EQ(utf8_front("\xE2\x82\xAC rest"), 3U);      // euro sign
  EXPECT_EQ(utf8_front("\xF0\x9F\x98\x80 rest"), 4U);  // a face
  EXPECT_EQ(utf8_front(""), 0U);
}

TEST(Utf8, RefusesWhatUnicodeRefuses) {
  const std::vector<std::string> bad = {
      "\x80",              // continuation without a start
      "\xC0\x80",          // overlong NUL
      "\xC1\xBF",          // overlong
      "\xE0\x9F\xBF",      // overlong
      "\xED\xA0\x80",      // surrogate
      "\xF0\x8F\xBF\xBF",  // overlong
      "\xF4\x90\x80\x80",  // beyond U+10FFFF
      "\xF5\x80\x80\x80",  // never a start
      "\xE2\x82",          // cut off
      "\xE2\x28\xA1",      // second byte is not a continuation
      "\xFF",
  };
  for (const std::string& text : bad) EXPECT_EQ(utf8_front(text), 0U) << testing::PrintToString(text);
}

TEST(Utf8, TakesTheEdgesOfTheRanges) {
  for (const std::string text : {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF",
                                 "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_EQ(utf8_front(text), text.size()) << testing::PrintToString(text);
}

TEST(Utf8, WholeTexts) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("plain, \xC3\xA9, \xF0\x9F\x98\x80"));
  EXPECT_FALSE(is_utf8("good \xC3\xA9 then bad \xC3"));
}

}  // namespace
}  // namespace converge
