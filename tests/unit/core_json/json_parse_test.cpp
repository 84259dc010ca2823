// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/json.h"

namespace converge {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Value parsed(std::string_view text) {
  auto value = parse_json(text);
  if (!value) {
    ADD_FAILURE() << value.error().text() << "\nin " << text;
    return {};
  }
  return std::move(*value);
}

std::string refusal(std::string_view text) {
  const auto value = parse_json(text);
  if (value) {
    ADD_FAILURE() << "accepted: " << text;
    return "";
  }
  EXPECT_EQ(value.error().code, ErrorCode::invalid);
  return value.error().message;
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(ParseJson, Scalars) {
  EXPECT_TRUE(parsed("null").is_null());
  EXPECT_TRUE(parsed(" true\n").as_boolean());
  EXPECT_FALSE(parsed("false").as_boolean());
  EXPECT_EQ(parsed("-12").as_integer(), -12);
  EXPECT_EQ(parsed("9223372036854775807").as_integer(), INT64_MAX);
  EXPECT_EQ(parsed("-9223372036854775808").as_integer(), INT64_MIN);
  EXPECT_EQ(parsed("\"x\"").text(), "x");
}

TEST(ParseJson, RealsKeepTheirType) {
  EXPECT_EQ(parsed("1.0").type(), Type::real);
  EXPECT_EQ(parsed("1e2").type(), Type::real);
  EXPECT_DOUBLE_EQ(parsed("1e2").as_real(), 100);
  EXPECT_DOUBLE_EQ(parsed("123456789012345678901234567890.0").as_real(), 123456789012345678901234567890.0);
}

TEST(ParseJson, StringsAreUnescaped) {
  EXPECT_EQ(parsed(R"("\"\\\/\b\f\n\r\t")").text(), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(parsed(R"("\u00e9\u20AC\ud83d\ude00")").text(), "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  EXPECT_EQ(parsed(R"("a\u0000b")").text(), std::string("a\0b", 3));
}

TEST(ParseJson, ContainersKeepTheWrittenOrder) {
  const Value value = parsed(R"({"z": [1, {"y": []}, "s"], "a": {}})");
  ASSERT_EQ(value.entries().size(), 2U);
  EXPECT_EQ(value.entries()[0].key, "z");
  EXPECT_EQ(value.entries()[1].key, "a");
  const List& list = value.find("z")->items();
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0].as_integer(), 1);
  EXPECT_TRUE(list[1].find("y")->items().empty());
  EXPECT_EQ(list[2].text(), "s");
  EXPECT_TRUE(value.find("a")->entries().empty());
}

TEST(ParseJson, SiblingsAfterNestedContainersLandInTheirParent) {
  EXPECT_EQ(to_json(parsed(R"([[1,[2]],{"a":{"b":{"c":1}},"d":[{}]},3])")),
            R"([[1,[2]],{"a":{"b":{"c":1}},"d":[{}]},3])");
}

TEST(ParseJson, DuplicateKeysAreNamedWithBothPlaces) {
  EXPECT_EQ(refusal("{\n  \"a\": 1,\n  \"b\": 2,\n  \"a\": 3\n}"),
            "4:3: the key \"a\" is written twice, first at 2:3; keep one of them");
}

TEST(ParseJson, DuplicateKeysAreComparedUnescaped) {
  EXPECT_THAT(refusal(R"({"a\"b": 1, "a\u0022b": 2})"), StartsWith("1:13: the key \"a\\\"b\" is written twice"));
}

TEST(ParseJson, DuplicateKeysAreFoundInInnerMapsOnly) {
  EXPECT_THAT(refusal(R"({"a": {"x": 1, "x": 2}})"), StartsWith("1:16:"));
  parsed(R"({"a": {"x": 1}, "b": {"x": 1}, "x": 1})");
}

TEST(ParseJson, DuplicateAmongManyKeys) {
  std::string text = "{\"k0\":0";
  for (int i = 1; i < 5000; ++i) text += ",\"k" + std::to_string(i) + "\":" + std::to_string(i);
  EXPECT_EQ(parsed(text + "}").entries().size(), 5000U);
  EXPECT_THAT(refusal(text + ",\"k77\":1}"), HasSubstr("\"k77\" is written twice"));
}

TEST(ParseJson, IntegersBeyond64BitsAreRefused) {
  EXPECT_EQ(refusal("[1,\n 9223372036854775808 ]"),
            "2:2: the integer 9223372036854775808 is beyond 64 bits; write it as a string");
  EXPECT_THAT(refusal("-9223372036854775809"), StartsWith("1:1: the integer -9223372036854775809 is beyond"));
  EXPECT_THAT(refusal("{\"a\":123456789012345678901234567890}"), StartsWith("1:6: the integer 1234567890"));
}

TEST(ParseJson, RealsBeyondDoubleAreRefused) { EXPECT_THAT(refusal("1e999"), StartsWith("1:1: ")); }

TEST(ParseJson, DepthIsBounded) {
  parsed(nested(128));
  EXPECT_EQ(refusal(nested(129)), "1:129: nested deeper than 128 levels; make it flatter");
  EXPECT_THAT(refusal(std::string(1000000, '[')), StartsWith("1:129: nested deeper"));
  std::string maps;
  for (int i = 0; i < 129; ++i) maps += "{\"a\":";
  EXPECT_THAT(refusal(maps), HasSubstr("nested deeper"));
}

TEST(ParseJson, TrailingContentIsRefusedWhereItStands) {
  EXPECT_THAT(refusal("{}\n{}"), StartsWith("2:1: not valid JSON: "));
  EXPECT_THAT(refusal("1 2"), StartsWith("1:3: "));
}

TEST(ParseJson, CommentsAreNamed) {
  EXPECT_EQ(refusal("{\n  // logs\n  \"a\": 1\n}"), "2:3: comments are not part of JSON; remove them");
  EXPECT_EQ(refusal("# daemon\n{}"), "1:1: comments are not part of JSON; remove them");
  EXPECT_EQ(refusal("{} /* end */"), "1:4: comments are not part of JSON; remove them");
}

TEST(ParseJson, TrailingCommasAreNamed) {
  EXPECT_EQ(refusal("{\"a\": 1,\n}"), "2:1: a comma before the closing bracket; remove the comma");
  EXPECT_EQ(refusal("[1, ]"), "1:5: a comma before the closing bracket; remove the comma");
}

TEST(ParseJson, CutTextsAreNamed) {
  for (const char* text : {"{", "{\"a\"", "{\"a\":", "[1,", "\"abc", "{\"a\": \"x"})
    EXPECT_THAT(refusal(text), HasSubstr("the text ends before the JSON value does; complete it"));
  EXPECT_EQ(refusal(""), "1:1: there is no JSON value; write one, e.g. {}");
  EXPECT_THAT(refusal(" \n\t"), HasSubstr("there is no JSON value"));
}

TEST(ParseJson, OtherMistakesSayWhatWasExpected) {
  EXPECT_THAT(refusal("{\"a\" 1}"), HasSubstr("expected ':'"));
  EXPECT_THAT(refusal("{a: 1}"), StartsWith("1:2: not valid JSON"));
  EXPECT_THAT(refusal("[1 \"two\"]"), StartsWith("1:4: not valid JSON"));
  for (const char* text : {"tru", "01", "+1", ".5", "1.", "'x'", "NaN", "Infinity", "[1,,2]", "{,}", "]", "\"\\x\"",
                           "\"\\u12\"", "\"tab\there\"", "\"\\ud800\"", "\"\\udc00 x\""})
    EXPECT_THAT(refusal(text), testing::ContainsRegex("^[0-9]+:[0-9]+: ")) << text;
}

TEST(ParseJson, MessagesDoNotNameTheLibrary) {
  for (const char* text : {"[1 2]", "tru", "\"\xFF\"", "1e999"})
    EXPECT_THAT(refusal(text), testing::Not(HasSubstr("exception"))) << text;
}

TEST(ParseJson, MessagesDoNotQuoteContents) {
  EXPECT_EQ(
      refusal("{\"password\": \"hunter2\\q\"}"),
      "1:23: not valid JSON: syntax error while parsing value - invalid string: forbidden character after backslash");
  EXPECT_EQ(refusal("{\"password\" hunter2}"),
            "1:13: not valid JSON: syntax error while parsing object separator - invalid literal; expected ':'");
}

TEST(ParseJson, BadUtf8IsRefused) {
  EXPECT_THAT(refusal("{\n\"a\": \"\xC3(\"}"), StartsWith("2:"));
  EXPECT_THAT(refusal("\"\xED\xA0\x80\""), StartsWith("1:"));
  EXPECT_THAT(refusal("\xFF\xFE"), StartsWith("1:1: "));
}

TEST(ParseJson, NulAndByteOrderMarksAreRefused) {
  EXPECT_EQ(refusal(std::string_view("{}\0{}", 5)), "1:3: a NUL byte is not part of JSON; remove it");
  EXPECT_EQ(refusal("\xEF\xBB\xBF{}"), "1:1: a byte order mark is not part of JSON; remove it");
}

}  // namespace
}  // namespace converge
