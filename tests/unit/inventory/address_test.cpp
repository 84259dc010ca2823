// SPDX-License-Identifier: MIT
#include "inventory/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace converge {
namespace {

std::string shown(const std::string& text) {
  const std::optional<Address> address = parse_address(text);
  return address ? address->name + (address->port ? " " + std::to_string(*address->port) : "") : "none";
}

TEST(Address, is_a_name_or_an_address_with_or_without_a_port) {
  EXPECT_EQ(shown("web1"), "web1");
  EXPECT_EQ(shown("web1:22"), "web1 22");
  EXPECT_EQ(shown("a.b-c.d_e:22"), "a.b-c.d_e 22");
  EXPECT_EQ(shown("10.0.0.1:22"), "10.0.0.1 22");
  EXPECT_EQ(shown("::1"), "::1");
  EXPECT_EQ(shown("[::1]:22"), "::1 22");
  EXPECT_EQ(shown("2001:db8::10"), "2001:db8::10");
  EXPECT_EQ(shown("1:2:3:4:5:6:7:8"), "1:2:3:4:5:6:7:8");
  EXPECT_EQ(shown("::ffff:1.2.3.4"), "::ffff:1.2.3.4");
  EXPECT_EQ(shown("fe80::[1:9]"), "fe80::[1:9]");
  EXPECT_EQ(shown("w[1:3]:22"), "w[1:3] 22");
  EXPECT_EQ(shown("[web1]:22"), "web1 22");
}

TEST(Address, anything_else_is_none) {
  for (const char* text : {"", "a:b", "web:!db", "web:&db", "-a", "a-", "a_", "a..b", "1:2:3", "1:2:3:4:5:6:7:8:9", "a::b::c", "[::1]", "w[1:3", "w[1]", "a b", "*", "~x",
                           "g::1", "12345::", "a:"})
    EXPECT_EQ(shown(text), "none") << text;
}

std::string expanded(const std::string& text) {
  const auto names = expand_ranges(text);
  if (!names) return "refused: " + names.error().message;
  std::string line;
  for (const std::string& name : *names) line += (line.empty() ? "" : " ") + name;
  return line;
}

TEST(Ranges, are_written_out) {
  EXPECT_EQ(expanded("w"), "w");
  EXPECT_EQ(expanded("w[1:3]"), "w1 w2 w3");
  EXPECT_EQ(expanded("w[08:11]x"), "w08x w09x w10x w11x");
  EXPECT_EQ(expanded("w[1:10:4]"), "w1 w5 w9");
  EXPECT_EQ(expanded("[a:c]"), "a b c");
  EXPECT_EQ(expanded("[y:B]"), "y z A B");
  EXPECT_EQ(expanded("[a:e:2]"), "a c e");
  EXPECT_EQ(expanded("[:2]"), "0 1 2");
  EXPECT_EQ(expanded("a[1:2]b[1:2]"), "a1b1 a1b2 a2b1 a2b2");
  EXPECT_EQ(expanded("[9223372036854775806:9223372036854775807]"), "9223372036854775806 9223372036854775807");
}

TEST(Ranges, that_are_none_are_refused) {
  for (const char* text : {"[1]", "[1:2:3:4]", "[1:]", "[2:1]", "[1:2:0]", "[1:2:x]", "[01:100]", "[a:5]", "[ab:cd]", "[1:2", "[-1:2]", "[1:99999999999999999999]", "[c:a]",
                           "[0:9][0:9][0:9][0:9][0:9][0:9][0:9][0:9]", "[0:1][0:1][0:1][0:1][0:1][0:1][0:1][0:1][0:1]"})
    EXPECT_THAT(expanded(text), testing::StartsWith("refused: ")) << text;
}

}  // namespace
}  // namespace converge
