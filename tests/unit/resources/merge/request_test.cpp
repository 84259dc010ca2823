// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "resources/file/merge/ini_request.h"
#include "resources/file/merge/json_request.h"
#include "resources/file/merge/lines_request.h"
#include "resources/file/merge/merge.h"

namespace converge {
namespace {

using testing::HasSubstr;

MergeRequest request(MergeFormat format, const std::string& content) {
  MergeRequest out{};
  out.format = format;
  out.content = *parse_json(content);
  return out;
}

std::string refusal(const MergeRequest& wanted) {
  const auto merged = merge_text("", wanted);
  if (merged) return "accepted: " + *merged;
  EXPECT_EQ(merged.error().code, ErrorCode::invalid);
  return merged.error().message;
}

TEST(JsonPointer, ReadsAndWritesEscapes) {
  EXPECT_EQ(parse_pointer("/a~1b/m~0n"), (JsonPath{"a/b", "m~n"}));
  EXPECT_EQ(parse_pointer("/"), (JsonPath{""}));
  EXPECT_EQ(parse_pointer("/a//b"), (JsonPath{"a", "", "b"}));
  EXPECT_EQ(parse_pointer("/~01"), (JsonPath{"~1"}));
  EXPECT_EQ(pointer_to("/x", "a/b~c"), "/x/a~1b~0c");
}

TEST(JsonPointer, RefusesWhatIsNone) {
  for (const char* text : {"", "a", "a/b", "/a~", "/a~2", "#/a"}) EXPECT_EQ(parse_pointer(text), std::nullopt) << text;
}

TEST(JsonMeaning, NumbersHaveOneType) {
  EXPECT_TRUE(same_json(Value::integer(1), Value::real(1.0)));
  EXPECT_FALSE(same_json(Value::integer(1), Value::real(1.5)));
  EXPECT_FALSE(same_json(Value::integer(1), Value::boolean(true)));
  EXPECT_FALSE(same_json(Value::integer(INT64_MAX), Value::real(9223372036854775808.0)));
  EXPECT_TRUE(same_json(*parse_json(R"({"a":[1,{"b":2.0}]})"), *parse_json(R"({"a":[1.0,{"b":2}]})")));
  EXPECT_FALSE(same_json(*parse_json("[1]"), *parse_json("[1,1]")));
  EXPECT_FALSE(same_json(*parse_json(R"({"a":1})"), *parse_json(R"({"b":1})")));
}

TEST(JsonRequest, ContentMustBeAMapThatJsonCanHold) {
  EXPECT_THAT(refusal(request(MergeFormat::json, "[1]")), HasSubstr("a list; write a map"));
  MergeRequest bad{};
  bad.format = MergeFormat::json;
  bad.content = Value::map();
  bad.content.set("a", Value::list({Value::plain(".nan", {})}));
  EXPECT_THAT(refusal(bad), HasSubstr("not finite"));
  bad.content.set("a", Value::string("\xFF"));
  EXPECT_THAT(refusal(bad), HasSubstr("not UTF-8"));
}

TEST(JsonRequest, WantedAndAbsentMustNotMeet) {
  MergeRequest wanted = request(MergeFormat::json, R"({"a": {"b": 1}, "ab": 1})");
  for (const char* pointer : {"/a", "/a/b", "/a/b/c"}) {
    wanted.absent = {pointer};
    EXPECT_THAT(refusal(wanted), HasSubstr("keep one of them")) << pointer;
  }
  wanted.absent = {"/a/c", "/abc", "/b"};
  EXPECT_TRUE(merge_text("", wanted));
}

TEST(IniRequest, NamesThatWouldBeReadAsSomethingElse) {
  for (const char* content : {R"({"s": {"": 1}})", R"({"s": {"a=b": 1}})", R"({"s": {"#a": 1}})", R"({"s": {"[a": 1}})",
                              R"({"s": {" a": 1}})", R"({"s": {"a\nb": 1}})", R"({"s": {"a: b": 1}})",
                              R"({"a]b": {"k": 1}})", R"({" s": {"k": 1}})", R"({"s\n": {"k": 1}})"})
    EXPECT_THAT(refusal(request(MergeFormat::ini, content)), HasSubstr("write another one")) << content;
}

TEST(IniRequest, ValuesThatWouldBeReadAsSomethingElse) {
  EXPECT_THAT(refusal(request(MergeFormat::ini, R"({"s": {"k": "a\\"}})")), HasSubstr("ends with a backslash"));
  EXPECT_THAT(refusal(request(MergeFormat::ini, R"({"s": {"k": "a\nb=c"}})")), HasSubstr("another key"));
  EXPECT_THAT(refusal(request(MergeFormat::ini, R"({"s": {"k": "a\n;b"}})")), HasSubstr("a comment"));
  EXPECT_THAT(refusal(request(MergeFormat::ini, R"({"s": {"k": {"l": 1}}})")), HasSubstr("a map; write a scalar"));
  EXPECT_THAT(refusal(request(MergeFormat::ini, R"({"s": {"k": [[1]]}})")), HasSubstr("a list; write a scalar"));
  EXPECT_THAT(refusal(request(MergeFormat::ini, R"([1])")), HasSubstr("write a map of sections"));
}

TEST(IniRequest, AbsentNamesUseTheLastDotOrBrackets) {
  MergeRequest wanted{};
  wanted.format = MergeFormat::ini;
  wanted.absent = {"a.b", "a.b.c", "[a.b].c.d", "[a.b]", "a", ".k"};
  const auto checked = check_ini(wanted);
  ASSERT_TRUE(checked) << checked.error().text();
  std::string read;
  for (const IniAbsent& gone : checked->absent) read += gone.section + "|" + gone.key + " ";
  EXPECT_EQ(read, "a|b a.b|c a.b|c.d a.b| a| |k ");
}

TEST(IniRequest, AbsentNamesThatNameNothing) {
  for (const char* name : {"", "a.", "[]", "[a", "[a]b", "[a]."}) {
    MergeRequest wanted{};
    wanted.format = MergeFormat::ini;
    wanted.absent = {name};
    EXPECT_THAT(refusal(wanted), HasSubstr("names no key")) << name;
  }
}

TEST(IniRequest, AKeyIsWantedOnce) {
  EXPECT_THAT(refusal(request(MergeFormat::ini, R"({"k": 1, "": {"k": 2}})")), HasSubstr("wanted twice"));
}

TEST(LinePattern, IsFoundAnywhereAndTimeIsBounded) {
  const auto pattern = LinePattern::compile(Value::string("b+c$"));
  ASSERT_TRUE(pattern);
  EXPECT_TRUE(pattern->finds("abbc"));
  EXPECT_FALSE(pattern->finds("abbcd"));
  EXPECT_FALSE(pattern->finds(std::string(3000, 'b') + "c")) << "lines over 2048 bytes are never found";
  const auto hostile = LinePattern::compile(Value::string("(a+)+$"));
  ASSERT_TRUE(hostile);
  EXPECT_FALSE(hostile->finds(std::string(400, 'a') + "b"));  // exponential for a backtracking executor
}

TEST(LinePattern, RefusesWhatItCannotHold) {
  EXPECT_FALSE(LinePattern::compile(Value::string("")));
  EXPECT_FALSE(LinePattern::compile(Value::string("[a")));
  EXPECT_FALSE(LinePattern::compile(Value::string("(a)\\1")));
  EXPECT_FALSE(LinePattern::compile(Value::string(std::string(1001, 'a'))));
}

TEST(LinesRequest, ItemsHaveOneOfTwoForms) {
  EXPECT_THAT(refusal(request(MergeFormat::lines, R"([{"match": "a"}])")),
              HasSubstr("write {match: REGEX, line: TEXT}"));
  EXPECT_THAT(refusal(request(MergeFormat::lines, R"([{"match": "a", "line": "b", "x": 1}])")), HasSubstr("{match:"));
  EXPECT_THAT(refusal(request(MergeFormat::lines, R"([[1]])")), HasSubstr("a list; write a line"));
  EXPECT_THAT(refusal(request(MergeFormat::lines, R"([null])")), HasSubstr("null; write a line"));
  EXPECT_THAT(refusal(request(MergeFormat::lines, R"([" "])")), HasSubstr("empty line"));
  EXPECT_THAT(refusal(request(MergeFormat::lines, R"({"a": 1})")), HasSubstr("write a list of lines"));
  EXPECT_EQ(*merge_text("", request(MergeFormat::lines, "[12, true]")), "12\ntrue\n");
}

TEST(LinesRequest, AbsentLinesHaveText) {
  MergeRequest wanted{};
  wanted.format = MergeFormat::lines;
  for (const char* line : {"", " ", "a\nb"}) {
    wanted.absent = {line};
    EXPECT_THAT(refusal(wanted), HasSubstr("write whole lines")) << line;
  }
}

TEST(BlockRequest, MarkersAndCommentsAreSingleWordsOfALine) {
  MergeRequest wanted = request(MergeFormat::block, "\"x\"");
  for (const char* marker : {"", " ", "a\nb", " a"}) {
    wanted.marker = marker;
    EXPECT_THAT(refusal(wanted), HasSubstr("marker")) << marker;
  }
  wanted.marker = "m";
  wanted.comment = "# ";
  EXPECT_THAT(refusal(wanted), HasSubstr("comment sign"));
}

TEST(BlockRequest, ContentIsATextOrAbsent) {
  MergeRequest wanted = request(MergeFormat::block, "[1]");
  wanted.marker = "m";
  EXPECT_THAT(refusal(wanted), HasSubstr("a list; write a text"));
  wanted.content = Value::string("x");
  wanted.absent = {"block"};
  EXPECT_THAT(refusal(wanted), HasSubstr("a content and its absence"));
}

TEST(Secrets, NeitherRowsNorMessagesShowThem) {
  Value secret = Value::string("hunter2");
  secret.set_sensitivity(Sensitivity::secret);
  MergeRequest wanted{};
  wanted.format = MergeFormat::json;
  wanted.content = Value::map();
  wanted.content.set("password", secret);
  const auto rows = merge_deltas(R"({"password": "before"})", wanted);
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front(), (Delta{"/password", "(secret)", "(secret)", Sensitivity::secret}));
  wanted.format = MergeFormat::lines;
  wanted.content = Value::list({secret});
  EXPECT_EQ(merge_deltas("", wanted)->front().after, "(secret)");
  wanted.absent = {"hunter2"};
  EXPECT_THAT(refusal(wanted), testing::Not(HasSubstr("hunter2")));
}

TEST(Secrets, APatternIsNeitherQuotedNorIsTheLineThatItFinds) {
  const auto item = [](const std::string& pattern) {
    Value match = Value::string(pattern);
    match.set_sensitivity(Sensitivity::secret);
    Value out = Value::map();
    out.set("match", std::move(match));
    out.set("line", Value::string("password x"));
    return out;
  };
  MergeRequest wanted{};
  wanted.format = MergeFormat::lines;
  for (const std::string& pattern : {std::string("(hunter2"), "hunter2" + std::string(1001, 'a')}) {
    wanted.content = Value::list({item(pattern)});
    EXPECT_THAT(refusal(wanted), HasSubstr("match: a secret pattern is "));
    EXPECT_THAT(refusal(wanted), testing::Not(HasSubstr("hunter2")));
  }
  wanted.content = Value::list({item("^password hunter2")});
  EXPECT_EQ(merge_deltas("password hunter2\n", wanted)->front(), (Delta{"line", "(secret)", "(secret)", Sensitivity::secret}));
}

}  // namespace
}  // namespace converge
