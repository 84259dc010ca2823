// SPDX-License-Identifier: MIT
#include "engine/core/yaml/cursor.h"

#include <gtest/gtest.h>

namespace converge::yaml {
namespace {

TEST(Cursor, ends_lines_at_feeds_with_or_without_a_return) {
  Cursor cursor("ab\r\nc\n");
  EXPECT_EQ(cursor.rest_of_line(), "ab");
  cursor.to_break();
  EXPECT_TRUE(cursor.at_break());
  cursor.next_line();
  EXPECT_EQ(cursor.place().offset, 4U);
  EXPECT_EQ(cursor.place().line, 2U);
  EXPECT_EQ(cursor.place().column, 1U);
  EXPECT_EQ(cursor.rest_of_line(), "c");
}

TEST(Cursor, takes_a_lone_return_for_a_character) {
  const Cursor cursor("a\rb");
  EXPECT_EQ(cursor.rest_of_line(), "a\rb");
  EXPECT_FALSE(cursor.at_break(1));
}

TEST(Cursor, ends_the_last_line_at_the_end) {
  Cursor cursor("a");
  cursor.advance();
  EXPECT_TRUE(cursor.at_end());
  EXPECT_TRUE(cursor.at_break());
  cursor.next_line();
  EXPECT_EQ(cursor.place().line, 1U);
  EXPECT_EQ(cursor.peek(), '\0');
  EXPECT_EQ(cursor.rest_of_line(), "");
}

TEST(Cursor, wants_space_behind_an_indicator) {
  EXPECT_TRUE(Cursor("- x").at_indicator('-'));
  EXPECT_TRUE(Cursor("-\n").at_indicator('-'));
  EXPECT_TRUE(Cursor("-").at_indicator('-'));
  EXPECT_FALSE(Cursor("-x").at_indicator('-'));
}

TEST(Cursor, knows_markers_at_the_start_of_a_line_only) {
  EXPECT_TRUE(Cursor("---\n").at_marker());
  EXPECT_TRUE(Cursor("... #").at_marker());
  EXPECT_FALSE(Cursor("----").at_marker());
  Cursor cursor(" ---");
  cursor.advance();
  EXPECT_FALSE(cursor.at_marker());
}

TEST(Cursor, goes_back_to_a_place) {
  Cursor cursor("ab\ncd");
  const Place start = cursor.place();
  cursor.to_break();
  cursor.next_line();
  cursor.move_to(start);
  EXPECT_EQ(cursor.peek(), 'a');
  EXPECT_EQ(cursor.place().line, 1U);
}

}  // namespace
}  // namespace converge::yaml
