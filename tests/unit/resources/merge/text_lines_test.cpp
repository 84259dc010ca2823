// SPDX-License-Identifier: MIT
#include "resources/file/merge/text_lines.h"

#include <gtest/gtest.h>

#include "resources/file/merge/rows.h"

namespace converge {
namespace {

TEST(TextLines, SplitKeepsEveryByte) {
  for (const std::string text : {"", "a", "a\n", "a\r\nb\n\n\r\nc", "\n", "\r\n", "a\r", "\r\r\n"}) {
    std::string joined;
    for (const TextLine& line : split_lines(text)) joined += std::string(line.text) + std::string(line.ending);
    EXPECT_EQ(joined, text);
  }
}

TEST(TextLines, EndingsAreApartFromTheText) {
  const auto lines = split_lines("a\r\nb\nc");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].text, "a");
  EXPECT_EQ(lines[0].ending, "\r\n");
  EXPECT_EQ(lines[1].ending, "\n");
  EXPECT_EQ(lines[2].ending, "");
}

TEST(TextLines, NewLinesEndAsTheFirstOne) {
  EXPECT_EQ(ending_of("a\r\nb\n"), "\r\n");
  EXPECT_EQ(ending_of("a\nb\r\n"), "\n");
  EXPECT_EQ(ending_of("a"), "\n");
  EXPECT_EQ(ending_of("\n"), "\n");
}

TEST(TextLines, Trims) {
  EXPECT_EQ(trim_end(" a \t\r"), " a");
  EXPECT_EQ(trim(" \t a b \r"), "a b");
  EXPECT_EQ(trim(" \t"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(TextLines, LastLineIsCompletedOnce) {
  std::string text = "a";
  end_last_line(text, "\r\n");
  end_last_line(text, "\r\n");
  EXPECT_EQ(text, "a\r\n");
  std::string empty;
  end_last_line(empty, "\n");
  EXPECT_EQ(empty, "");
}

TEST(Rows, LongTextsLoseTheirMiddle) {
  EXPECT_EQ(shorten(std::string(80, 'x')), std::string(80, 'x'));
  const std::string text = shorten("start" + std::string(100, '-') + "end");
  EXPECT_EQ(text.size(), 80U);
  EXPECT_TRUE(text.starts_with("start-")) << text;
  EXPECT_TRUE(text.ends_with("-end")) << text;
}

TEST(Rows, ShorteningKeepsCharactersWhole) {
  std::string euros;
  for (int i = 0; i < 60; ++i) euros += "\xE2\x82\xAC";
  for (const std::string& lead : {std::string(), std::string("a"), std::string("ab")}) {
    std::string text = shorten(lead + euros);
    EXPECT_LE(text.size(), 80U);
    for (std::size_t at; (at = text.find("\xE2\x82\xAC")) != std::string::npos;) text.erase(at, 3);
    EXPECT_EQ(text, lead + " ... ");
  }
}

TEST(Rows, ScalarsAsTextKeepHowTheyWereWritten) {
  EXPECT_EQ(scalar_text(Value::plain("0x1F", {})), "0x1F");
  EXPECT_EQ(scalar_text(Value::plain("1.10", {})), "1.10");
  EXPECT_EQ(scalar_text(Value::integer(12)), "12");
  EXPECT_EQ(scalar_text(Value::boolean(true)), "true");
  EXPECT_EQ(scalar_text(Value::string("a b")), "a b");
  EXPECT_EQ(scalar_text(Value::list()), "");
}

TEST(Rows, SecretsAreHidden) {
  Value secret = Value::string("hunter2");
  secret.set_sensitivity(Sensitivity::secret);
  EXPECT_EQ(sensitivity_of(Value::list({Value::integer(1), secret})), Sensitivity::secret);
  Value map = Value::map();
  map.set("password", secret);
  EXPECT_EQ(sensitivity_of(map), Sensitivity::secret);
  EXPECT_EQ(sensitivity_of(Value::string("x")), Sensitivity::open);
  const Delta hidden = row("k", "absent", "hunter2", Sensitivity::secret);
  EXPECT_EQ(hidden.before, "absent");
  EXPECT_EQ(hidden.after, "(secret)");
}

}  // namespace
}  // namespace converge
