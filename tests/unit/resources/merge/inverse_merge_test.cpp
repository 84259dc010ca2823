// SPDX-License-Identifier: MIT
// The way back of a merge is a merge: it leaves alone what others did to the file since.
#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "resources/file/merge/json_request.h"
#include "resources/file/merge/rows.h"
#include "tests/unit/resources/merge/random_files.h"

namespace converge {
namespace {

MergeRequest request_of(MergeFormat format, const std::string& content, std::vector<std::string> absent = {}) {
  MergeRequest request{};
  request.format = format;
  if (!content.empty()) request.content = *parse_json(content);
  request.absent = std::move(absent);
  request.marker = "m";
  return request;
}

/// Merges, lets somebody else edit, and takes the merge back.
std::string there_and_back(const std::string& before, const MergeRequest& request, const std::string& from,
                           const std::string& to) {
  const auto inverse = inverse_merge(before, request);
  EXPECT_TRUE(inverse) << (inverse ? "" : inverse.error().text());
  if (!inverse || !*inverse) return "(no way back)";
  std::string merged = *merge_text(before, request);
  if (const std::size_t at = merged.find(from); !from.empty() && at != std::string::npos)
    merged.replace(at, from.size(), to);
  const auto back = merge_text(merged, **inverse);
  return back ? *back : back.error().text();
}

std::string there_and_back(const std::string& before, const MergeRequest& request) {
  return there_and_back(before, request, "", "");
}

TEST(InverseMerge, JsonKeysOfOthersStay) {
  const auto request = request_of(MergeFormat::json, R"({"a": 2, "new": {"x": 1}})", {"/gone"});
  const std::string before = "{\n  \"a\": 1,\n  \"gone\": [1, 2]\n}\n";
  EXPECT_EQ(*parse_json(there_and_back(before, request)), *parse_json(before));
  EXPECT_EQ(*parse_json(there_and_back(before, request, "\"a\": 2", "\"a\": 2, \"admin\": true")),
            *parse_json(R"({"a": 1, "admin": true, "gone": [1, 2]})"));
  EXPECT_EQ(*parse_json(there_and_back(before, request, "\"x\": 1", "\"x\": 1, \"y\": 2")),
            *parse_json(R"({"a": 1, "new": {"y": 2}, "gone": [1, 2]})"));
}

TEST(InverseMerge, JsonItemsThatWereAddedGo) {
  auto request = request_of(MergeFormat::json, R"({"list": ["a", "b"], "fresh": ["c"]})");
  request.lists = MergeRequest::Lists::unite;
  const std::string before = R"({"list": ["a"]})";
  EXPECT_EQ(there_and_back(before, request), before);
  EXPECT_EQ(*parse_json(there_and_back(before, request, "\"b\"", "\"b\", \"theirs\"")),
            *parse_json(R"({"list": ["a", "theirs"]})"));
}

TEST(InverseMerge, JsonIntegersBeyond64BitsComeBackAsTheyWere) {
  const std::string before = "{\"serial\": 123456789012345678901, \"theirs\": 18446744073709551615}";
  EXPECT_EQ(there_and_back(before, request_of(MergeFormat::json, R"({"serial": 5})")), before);
  auto united = request_of(MergeFormat::json, R"({"list": ["a"]})");
  united.lists = MergeRequest::Lists::unite;
  EXPECT_EQ(there_and_back("{\"list\": [18446744073709551615]}", united), "{\"list\": [18446744073709551615]}");
}

TEST(InverseMerge, IniKeysOfOthersStay) {
  const auto request = request_of(MergeFormat::ini, R"({"s": {"a": "2", "b": "3"}, "new": {"k": "v"}})", {"s.gone"});
  const std::string before = "[s]\na = 1\ngone = x\n";
  EXPECT_EQ(there_and_back(before, request), "[s]\na = 1\ngone = x\n");
  EXPECT_EQ(there_and_back(before, request, "k = v\n", "k = v\nmine = 1\n"),
            "[s]\na = 1\ngone = x\n\n[new]\nmine = 1\n");
}

TEST(InverseMerge, IniValuesThatWereAddedGo) {
  auto request = request_of(MergeFormat::ini, R"({"s": {"k": ["a", "b"]}})");
  request.lists = MergeRequest::Lists::unite;
  EXPECT_EQ(there_and_back("[s]\nk=a\n", request, "k=b\n", "k=b\nk=theirs\n"), "[s]\nk=a\nk=theirs\n");
}

TEST(InverseMerge, ReplacedLinesComeBackInPlace) {
  const auto request = request_of(
      MergeFormat::lines, R"x(["added", {"match": "^Port ", "line": "Port 22 (a.b)"}])x", {"gone"});
  EXPECT_EQ(there_and_back("one\nPort 1\ntwo\n", request, "two\n", "two\ntheirs\n"), "one\nPort 1\ntwo\ntheirs\n");
  EXPECT_EQ(there_and_back("gone\nPort 1\n", request), "Port 1\ngone\n");
}

TEST(InverseMerge, BlocksGoOrComeBack) {
  const auto request = request_of(MergeFormat::block, R"("new\n")");
  EXPECT_EQ(there_and_back("a\n", request, "a\n", "a\nb\n"), "a\nb\n");
  const std::string before = "# BEGIN converge: m\nold\n# END converge: m\n";
  EXPECT_EQ(there_and_back(before, request), before);
  EXPECT_EQ(there_and_back(before, request_of(MergeFormat::block, "", {"block"})), before);
}

TEST(InverseMerge, WhatIsInSyncHasNothingToTakeBack) {
  EXPECT_FALSE(*inverse_merge("{\"a\": 1}", request_of(MergeFormat::json, R"({"a": 1})")));
}

TEST(InverseMerge, EveryJsonMergeGoesBack) {
  Dice dice(31);
  for (int i = 0; i < 600; ++i) {
    const Value have = random_json(dice, 3);
    const std::string before = random_layout(dice, have);
    const MergeRequest request = random_json_request(dice);
    const auto inverse = inverse_merge(before, request);
    ASSERT_TRUE(inverse) << inverse.error().text() << "\n" << before << "\n" << to_json(request.content);
    if (!*inverse) continue;
    const auto back = merge_text(*merge_text(before, request), **inverse);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_TRUE(same_json(*parse_json(*back), have)) << before << "\n" << to_json(request.content) << "\n" << *back;
  }
}

/// A way back that cannot be said is an error, never a wrong one; it must be rare.
void expect_most_go_back(unsigned seed, const std::vector<std::string>& fragments, MergeRequest (*request_for)(Dice&)) {
  Dice dice(seed);
  int refused = 0;
  for (int i = 0; i < 600; ++i) {
    const std::string before = random_text(dice, fragments, dice.below(8));
    const MergeRequest request = request_for(dice);
    const auto merged = merge_text(before, request);
    if (!merged) continue;
    const auto inverse = inverse_merge(before, request);
    if (!inverse) {
      ++refused;
      continue;
    }
    EXPECT_EQ(inverse->has_value(), *merged != before);
    if (!*inverse) continue;
    const auto back = merge_text(*merged, **inverse);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(*merge_deltas(*back, request), *merge_deltas(before, request)) << before << "---\n" << *back;
  }
  EXPECT_LT(refused, 60) << "of 600";
}

TEST(InverseMerge, MostIniLinesAndBlocksGoBack) {
  expect_most_go_back(32, {"[s]\n", "[t]\n", "k=1\n", "l = 2\n", "# c\n", "#k=0\n", "\n", "flag\n"}, random_ini_request);
  expect_most_go_back(33, {"a\n", "b\n", "  c\n", "key = 1\n", "key = 3\n", "#key = 1\n", "\n", "other\n"},
                      random_lines_request);
  expect_most_go_back(34, {"a\n", "\n", "x\n", "# BEGIN converge: m\nx\n# END converge: m\n"}, random_block_request);
}

TEST(InverseMerge, WhatItTakesOutOfAUnitedListStaysSecret) {
  for (const MergeFormat format : {MergeFormat::json, MergeFormat::ini}) {
    MergeRequest request = request_of(format, R"({"s": {"k": ["hunter2"]}})");
    request.lists = MergeRequest::Lists::unite;
    request.content.find("s")->find("k")->items().front().set_sensitivity(Sensitivity::secret);
    const auto inverse = inverse_merge("", request);
    ASSERT_TRUE(inverse && *inverse);
    EXPECT_EQ(sensitivity_of((*inverse)->taken), Sensitivity::secret) << merge_format_name(format);
  }
}

}  // namespace
}  // namespace converge
