// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "engine/core/yaml/document.h"

namespace converge {
namespace {

std::string trap(std::string text) { return yaml11_trap(Value::plain(std::move(text), {})); }

TEST(Yaml11, knows_the_old_booleans) {
  EXPECT_EQ(trap("yes"), "YAML 1.1 reads \"yes\" as true, YAML 1.2 as a string");
  EXPECT_EQ(trap("Off"), "YAML 1.1 reads \"Off\" as false, YAML 1.2 as a string");
  for (const char* word : {"y", "Y", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "OFF"})
    EXPECT_NE(trap(word), "") << word;
}

TEST(Yaml11, tells_which_boolean_was_meant) {
  EXPECT_EQ(yaml11_boolean(Value::plain("yes", {})), "true");
  EXPECT_EQ(yaml11_boolean(Value::plain("Off", {})), "false");
  EXPECT_EQ(yaml11_boolean(Value::plain("0644", {})), "");
  EXPECT_EQ(yaml11_boolean(Value::string("yes", {}, Style::quoted)), "");
}

TEST(Yaml11, knows_the_old_numbers) {
  EXPECT_EQ(trap("0644"), "YAML 1.1 reads \"0644\" as the octal number 420, YAML 1.2 as the number 644");
  EXPECT_EQ(trap("-010"), "YAML 1.1 reads \"-010\" as the octal number -8, YAML 1.2 as the number -10");
  EXPECT_EQ(trap("0o17"), "YAML 1.1 reads \"0o17\" as a string, YAML 1.2 as the number 15");
  EXPECT_EQ(trap("089"), "YAML 1.1 reads \"089\" as a string, YAML 1.2 as the number 89");
  EXPECT_EQ(trap("1_000"), "YAML 1.1 reads \"1_000\" as the number without its underscores, YAML 1.2 as a string");
  EXPECT_EQ(trap("0b101"), "YAML 1.1 reads \"0b101\" as a binary number, YAML 1.2 as a string");
  EXPECT_EQ(trap("0x1_F"), "YAML 1.1 reads \"0x1_F\" as a hexadecimal number, YAML 1.2 as a string");
  EXPECT_EQ(trap("1e3"), "YAML 1.1 reads \"1e3\" as a string, YAML 1.2 as a number");
}

TEST(Yaml11, knows_sixties_and_dates) {
  EXPECT_EQ(trap("12:30:45"), "YAML 1.1 reads \"12:30:45\" as the number 45045, YAML 1.2 as a string");
  EXPECT_EQ(trap("-1:30"), "YAML 1.1 reads \"-1:30\" as the number -90, YAML 1.2 as a string");
  EXPECT_EQ(trap("2024-01-31"), "YAML 1.1 reads \"2024-01-31\" as a date, YAML 1.2 as a string");
}

TEST(Yaml11, is_silent_where_both_agree) {
  for (const char* text : {"",
                           "~",
                           "null",
                           "true",
                           "False",
                           "0",
                           "7",
                           "-12",
                           "22.04",
                           "1.5e+3",
                           "0x1F",
                           "text",
                           "yesterday",
                           "a:b",
                           "12:61",
                           "1:2:",
                           ":1",
                           "80:",
                           "1.2.3.4",
                           "1.2_x",
                           "2024-1-1",
                           "00:11:22:33:44:55",
                           "99999999999:1",
                           "_1",
                           "0x",
                           "+",
                           "-"})
    EXPECT_EQ(trap(text), "") << text;
}

TEST(Yaml11, is_silent_about_quoted_and_computed_values) {
  EXPECT_EQ(yaml11_trap(Value::string("yes", {}, Style::quoted)), "");
  EXPECT_EQ(yaml11_trap(Value::string("no", {}, Style::block)), "");
  EXPECT_EQ(yaml11_trap(Value::integer(644)), "");
}

}  // namespace
}  // namespace converge
