// SPDX-License-Identifier: MIT
#include "engine/core/value.h"

#include <gtest/gtest.h>

#include <limits>

namespace converge {
namespace {

Type type_of(const std::string& text) { return Value::plain(text, {}).type(); }

TEST(PlainValue, is_typed_by_yaml_1_2) {
  for (const char* text : {"", "~", "null", "NULL"}) EXPECT_EQ(type_of(text), Type::null) << text;
  for (const char* text : {"true", "False", "TRUE"}) EXPECT_EQ(type_of(text), Type::boolean) << text;
  for (const char* text : {"0", "-7", "+3", "0644", "0o17", "0xff"}) EXPECT_EQ(type_of(text), Type::integer) << text;
  for (const char* text : {"1.5", ".5", "1e3", "-.inf", ".nan", "99999999999999999999"})
    EXPECT_EQ(type_of(text), Type::real) << text;
  for (const char* text :
       {"yes", "no", "on", "12:30", "1_000", "0b1", "1.2.3", "--1", "+-1", "0x", "e5", ".", "-", "nULL"})
    EXPECT_EQ(type_of(text), Type::string) << text;
}

TEST(PlainValue, keeps_its_text) {
  EXPECT_EQ(Value::plain("0644", {}).text(), "0644");
  EXPECT_EQ(Value::plain("0644", {}).as_integer(), 644);
  EXPECT_EQ(Value::plain("9223372036854775807", {}).as_integer(), std::numeric_limits<std::int64_t>::max());
}

TEST(PlainValue, takes_every_integer_of_64_bits_and_knows_those_beyond) {
  const Value least = Value::plain("-9223372036854775808", {});
  ASSERT_EQ(least.type(), Type::integer);
  EXPECT_EQ(least.as_integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_FALSE(is_oversized(least));
  for (const char* text : {"9223372036854775808", "-9223372036854775809", "12345678901234567890123", "+99999999999999999999",
                           "0xffffffffffffffff1", "0o7777777777777777777777777"})
    EXPECT_TRUE(is_oversized(Value::plain(text, {}))) << text;
  for (const char* text : {"1e30", "99999999999999999999.0", "99999999999999999999x", "0x", "", "12:30"})
    EXPECT_FALSE(is_oversized(Value::plain(text, {}))) << text;
  EXPECT_FALSE(is_oversized(Value::string("99999999999999999999", {}, Style::quoted)));
}

TEST(Value, is_equal_by_meaning) {
  Value a = Value::map();
  a.set("x", Value::integer(1));
  a.set("y", Value::list({Value::string("s")}));
  Value b = Value::map();
  b.set("y", Value::list({Value::string("s", parse_span("f:1:1"), Style::quoted)}));
  b.set("x", Value::plain("1", {}));
  EXPECT_EQ(a, b);
  b.set("x", Value::real(1));
  EXPECT_FALSE(a == b) << "1 and 1.0 are two things";
  EXPECT_FALSE(Value::string("1") == Value::integer(1));
}

TEST(Value, copies_are_deep) {
  Value a = Value::map();
  a.set("x", Value::list({Value::integer(1)}));
  Value b = a;
  b.find("x")->push_back(Value::integer(2));
  EXPECT_EQ(a.find("x")->items().size(), 1U);
  const Value& same = b;
  b = same;
  EXPECT_EQ(b.find("x")->items().size(), 2U);
}

TEST(Value, a_key_is_set_once) {
  Value map = Value::map();
  map.set("a", Value::integer(1));
  map.set("a", Value::integer(2));
  EXPECT_EQ(map.entries().size(), 1U);
  EXPECT_EQ(map.find("a")->as_integer(), 2);
  EXPECT_EQ(map.find("b"), nullptr);
  EXPECT_EQ(Value::integer(1).find("a"), nullptr);
}

}  // namespace
}  // namespace converge
