// SPDX-License-Identifier: MIT
#include "engine/core/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace converge {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

Value sample() {
  Value map = Value::map();
  map.set("zeta", Value::list({Value::integer(1), Value::real(2.5), Value::null()}));
  map.set("alpha", Value::boolean(true));
  map.set("empty", Value::map());
  map.set("none", Value::list());
  return map;
}

TEST(Json, WritesScalars) {
  EXPECT_EQ(to_json(Value::null()), "null");
  EXPECT_EQ(to_json(Value::boolean(true)), "true");
  EXPECT_EQ(to_json(Value::boolean(false)), "false");
  EXPECT_EQ(to_json(Value::integer(0)), "0");
  EXPECT_EQ(to_json(Value::integer(std::numeric_limits<std::int64_t>::min())), "-9223372036854775808");
  EXPECT_EQ(to_json(Value::integer(std::numeric_limits<std::int64_t>::max())), "9223372036854775807");
  EXPECT_EQ(to_json(Value::string("x")), "\"x\"");
}

TEST(Json, RealsAreShortestAndStayReals) {
  EXPECT_EQ(to_json(Value::real(0.1)), "0.1");
  EXPECT_EQ(to_json(Value::real(1.0)), "1.0");
  EXPECT_EQ(to_json(Value::real(-0.0)), "-0.0");
  EXPECT_EQ(to_json(Value::real(1e300)), "1e+300");
  EXPECT_EQ(to_json(Value::real(1.0 / 3)), "0.3333333333333333");
  EXPECT_EQ(to_json(Value::real(5e-324)), "5e-324");
}

TEST(JsonDeathTest, NumbersThatJsonLacksAreABug) {
  EXPECT_DEBUG_DEATH(to_json(Value::real(std::nan(""))), "isfinite");
  EXPECT_DEBUG_DEATH(to_json(Value::real(std::numeric_limits<double>::infinity())), "isfinite");
}

TEST(Json, PlainYamlScalarsAreWrittenByMeaning) {
  EXPECT_EQ(to_json(Value::plain("0x1F", {})), "31");
  EXPECT_EQ(to_json(Value::plain("no", {})), "\"no\"");
  EXPECT_EQ(to_json(Value::plain("22.04", {})), "22.04");
}

TEST(Json, EscapesWhatMustBeAndNothingElse) {
  EXPECT_EQ(quoted("plain / text"), R"("plain / text")");
  EXPECT_EQ(quoted("\"\\\b\f\n\r\t"), R"("\"\\\b\f\n\r\t")");
  EXPECT_EQ(quoted(std::string_view("\0\x01\x1f", 3)), "\"\\u0000\\u0001\\u001f\"");
  EXPECT_EQ(quoted("\x7F"), "\"\x7F\"");
  EXPECT_EQ(quoted("caf\xC3\xA9 \xF0\x9F\x98\x80"), "\"caf\xC3\xA9 \xF0\x9F\x98\x80\"");
}

TEST(Json, BadBytesBecomeTheReplacementCharacter) {
  EXPECT_EQ(quoted("a\xFF"
                   "b"),
            "\"a\xEF\xBF\xBD"
            "b\"");
  EXPECT_EQ(quoted("cut \xE2\x82"), "\"cut \xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(quoted("\xC3"), "\"\xEF\xBF\xBD\"");
}

TEST(Json, CanonicalSortsKeysByBytes) {
  EXPECT_EQ(to_json(sample()), R"({"alpha":true,"empty":{},"none":[],"zeta":[1,2.5,null]})");
  Value upper = Value::map();
  upper.set("b", Value::integer(1));
  upper.set("B", Value::integer(2));
  upper.set("\xC3\xA9", Value::integer(3));
  EXPECT_EQ(to_json(upper), "{\"B\":2,\"b\":1,\"\xC3\xA9\":3}");
}

TEST(Json, EqualValuesGiveEqualBytesWhateverTheirOrder) {
  Value one = Value::map();
  one.set("a", Value::integer(1));
  one.set("b", Value::integer(2));
  Value two = Value::map();
  two.set("b", Value::integer(2));
  two.set("a", Value::integer(1));
  ASSERT_TRUE(one == two);
  EXPECT_EQ(to_json(one), to_json(two));
}

TEST(Json, PrettyKeepsTheWrittenOrder) {
  EXPECT_EQ(to_pretty_json(sample()),
            "{\n"
            "  \"zeta\": [\n"
            "    1,\n"
            "    2.5,\n"
            "    null\n"
            "  ],\n"
            "  \"alpha\": true,\n"
            "  \"empty\": {},\n"
            "  \"none\": []\n"
            "}");
}

TEST(Json, PrettyOfScalarsAndEmptyContainers) {
  EXPECT_EQ(to_pretty_json(Value::integer(7)), "7");
  EXPECT_EQ(to_pretty_json(Value::map()), "{}");
  EXPECT_EQ(to_pretty_json(Value::list()), "[]");
}

TEST(Json, AppendsToWhatIsThere) {
  std::string out = "data: ";
  append_json(out, Value::list({Value::integer(1)}));
  EXPECT_EQ(out, "data: [1]");
}

}  // namespace
}  // namespace converge
