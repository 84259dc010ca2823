// SPDX-License-Identifier: MIT
#include "engine/core/yaml/encoding.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/yaml/parsing.h"

namespace converge {
namespace {

using std::string_view_literals::operator""sv;

TEST(Encoding, accepts_all_that_is_printable) {
  EXPECT_EQ(findings_of("# \t ~ \xc2\x85 \xc2\xa0 \xed\x9f\xbf \xee\x80\x80 \xf0\x90\x80\x80 \xf4\x8f\xbf\xbf\r\n"),
            "");
}

TEST(Encoding, refuses_malformed_utf8_where_it_stands) {
  const std::string_view malformed[] = {
      "\xff", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xe2\x82",
  };
  for (const std::string_view bytes : malformed) {
    const std::string findings = findings_of("a: 1\n# \xc3\xa9 " + std::string(bytes) + "\n");
    EXPECT_TRUE(findings.starts_with("2:6 byte 0x")) << findings;
  }
}

TEST(Encoding, finds_a_control_character_at_any_offset_of_a_word) {
  for (std::size_t i = 0; i < 24; ++i) {
    std::string text = "# " + std::string(24, '.');
    text[2 + i] = '\x7f';
    EXPECT_EQ(findings_of(text), "1:" + std::to_string(i + 3) + " control character U+007F\n");
  }
}

TEST(Encoding, names_each_control_character) {
  for (int c = 1; c < 0x20; ++c) {
    if (c == '\t' || c == '\n' || c == '\r') continue;
    const std::string findings = findings_of("# some comment " + std::string(1, static_cast<char>(c)) + "\n");
    EXPECT_TRUE(findings.starts_with("1:16 control character U+00")) << c << findings;
  }
  EXPECT_EQ(findings_of("# \xc2\x9f\n"), "1:3 control character U+009F\n");
  EXPECT_EQ(findings_of("abc\0def"sv), "1:4 control character U+0000\n");
}

TEST(Encoding, refuses_a_byte_order_mark_within_the_text) {
  EXPECT_EQ(findings_of("a: 1\n# \xef\xbb\xbf x\n"), "2:3 a byte order mark (U+FEFF) in the middle of the file\n");
}

TEST(Encoding, refuses_lone_carriage_returns) {
  EXPECT_EQ(findings_of("a: 1\rb: 2\n"), "1:5 a carriage return without a line feed\n");
}

TEST(Encoding, says_so_once_of_a_utf16_file) {
  for (const std::string_view text : {"\xff\xfe"
                                      "a\0"sv,
                                      "\xfe\xff\0a"sv, "a\0:\0"sv, "\0a\0:"sv})
    EXPECT_TRUE(findings_of(text).starts_with("1:1 the file is not UTF-8")) << findings_of(text);
}

TEST(Encoding, stops_after_twenty_findings) {
  const std::string findings = findings_of("# " + std::string(1000, '\xff'));
  EXPECT_EQ(std::count(findings.begin(), findings.end(), '\n'), 20);
}

TEST(Encoding, goes_on_to_the_structure) {
  EXPECT_EQ(findings_of("a: caf\xe9\na: 2\n"), "1:7 byte 0xE9 is not valid UTF-8\n2:1 the key `a` is written twice\n");
}

}  // namespace
}  // namespace converge
