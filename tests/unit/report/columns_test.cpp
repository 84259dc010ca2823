// SPDX-License-Identifier: MIT
#include "engine/report/columns.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

TEST(Printable, leaves_text_as_it_is) {
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("naïve 日本 🙂 ~"), "naïve 日本 🙂 ~");
}

TEST(Printable, writes_what_could_move_the_cursor_as_escapes) {
  EXPECT_EQ(printable("\x1b[31mred\x07"), "\\x1b[31mred\\x07");
  EXPECT_EQ(printable("a\tb\nc\rd"), "a\\tb\\nc\\rd");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("\x7f"), "\\x7f");
  EXPECT_EQ(printable("\xC2\x9B"), "\\u009b");            // CSI in one character
  EXPECT_EQ(printable("a\xE2\x80\xAEz"), "a\\u202ez");    // right-to-left override
  EXPECT_EQ(printable("\xEF\xBB\xBFkey"), "\\ufeffkey");  // byte order mark
  EXPECT_EQ(printable("\xff\xC3(\xE2\x82"), "\\xff\\xc3(\\xe2\\x82");
}

TEST(Columns, wide_characters_take_two_and_marks_none) {
  EXPECT_EQ(columns("abc"), 3U);
  EXPECT_EQ(columns("äöü"), 3U);
  EXPECT_EQ(columns("日本語"), 6U);
  EXPECT_EQ(columns("🙂"), 2U);
  EXPECT_EQ(columns("e\xCC\x81"), 1U);  // e + combining acute
  EXPECT_EQ(columns("ｆｕｌｌ"), 8U);   // fullwidth
  EXPECT_EQ(columns("한글"), 4U);
  EXPECT_EQ(columns("→─█"), 3U);
}

TEST(CutTo, keeps_what_fits_and_says_that_it_cut) {
  EXPECT_EQ(cut_to("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_to("abcdefg", 6), "abc...");
  EXPECT_EQ(cut_to("日本語", 5), "日...");
  EXPECT_EQ(cut_to("日本語", 4), " ...");
  EXPECT_EQ(cut_to("abcdef", 2), "..");
  EXPECT_EQ(cut_to("abcdef", 0), "");
}

TEST(ColumnSlice, fills_halves_of_wide_characters_with_spaces) {
  EXPECT_EQ(column_slice("abcdef", 2, 3), "cde");
  EXPECT_EQ(column_slice("a日b", 2, 2), " b");
  EXPECT_EQ(column_slice("a日b", 0, 2), "a ");
  EXPECT_EQ(column_slice("日本", 2, 2), "本");
  EXPECT_EQ(column_slice("abc", 5, 2), "");
  EXPECT_EQ(column_slice("日本", 1, 0), "");
  EXPECT_EQ(column_slice("日本", 1, 2), "  ");
  EXPECT_EQ(column_slice("ae\xCC\x81z", 1, 1), "e\xCC\x81");  // a mark goes with its letter
  EXPECT_EQ(column_slice("ae\xCC\x81z", 2, 1), "z");
}

TEST(Wrap, breaks_between_words) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(wrap("one two three four", 9), (Lines{"one two", "three", "four"}));
  EXPECT_EQ(wrap("  spaces   and\nlines ", 80), (Lines{"spaces and lines"}));
  EXPECT_EQ(wrap("a incomprehensibilities b", 5), (Lines{"a", "incomprehensibilities", "b"}));
  EXPECT_EQ(wrap("", 10), (Lines{""}));
}

TEST(LinesOf, splits_without_line_ends) {
  using Lines = std::vector<std::string_view>;
  EXPECT_EQ(lines_of("a\nb\r\nc"), (Lines{"a", "b", "c"}));
  EXPECT_EQ(lines_of("a\n"), (Lines{"a"}));
  EXPECT_EQ(lines_of("\n\n"), (Lines{"", ""}));
  EXPECT_TRUE(lines_of("").empty());
}

TEST(ShowLine, expands_tabs_and_knows_the_column_of_each_byte) {
  const ShownLine shown = show_line("\ta\tä日z");
  EXPECT_EQ(shown.text, "    a   ä日z");
  EXPECT_EQ(shown.column_of, (std::vector<std::size_t>{0, 4, 5, 8, 8, 9, 9, 9, 11, 12}));
}

TEST(ShowLine, escapes_take_the_columns_that_they_show) {
  const ShownLine shown = show_line(
      "a\x1b"
      "b");
  EXPECT_EQ(shown.text, "a\\x1bb");
  EXPECT_EQ(shown.column_of, (std::vector<std::size_t>{0, 1, 5, 6}));
}

}  // namespace
}  // namespace converge
