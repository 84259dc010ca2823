// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "resources/file/merge/merge.h"

namespace converge {
namespace {

using testing::ElementsAre;

std::vector<std::string> keys(MergeFormat format, const std::string& content, std::vector<std::string> absent = {},
                              MergeRequest::Lists lists = MergeRequest::Lists::whole) {
  MergeRequest request{};
  request.format = format;
  request.content = *parse_json(content);
  request.absent = std::move(absent);
  request.lists = lists;
  request.marker = "cluster";
  return owned_keys(request);
}

TEST(OwnedKeys, JsonOwnsLeaves) {
  EXPECT_THAT(keys(MergeFormat::json, R"({"a": {"b/c": 1, "d": {}}, "e": [1, 2], "f": null})", {"/g", "/a/x"}),
              ElementsAre("/a/b~1c", "/a/d", "/e", "/f", "/g", "/a/x"));
  EXPECT_THAT(keys(MergeFormat::json, "{}"), ElementsAre());
  EXPECT_THAT(keys(MergeFormat::json, "null", {"/a"}), ElementsAre("/a"));
}

TEST(OwnedKeys, UnitedListsAreOwnedByElement) {
  EXPECT_THAT(
      keys(MergeFormat::json, R"({"dns": ["1.1.1.1", {"b": 1, "a": 2}], "none": []})", {}, MergeRequest::Lists::unite),
      ElementsAre(R"(/dns/"1.1.1.1")", R"(/dns/{"a":2,"b":1})", "/none"));
  EXPECT_THAT(
      keys(MergeFormat::ini, R"({"Unit": {"After": ["a", "b"], "Description": "x"}})", {}, MergeRequest::Lists::unite),
      ElementsAre("Unit.After=a", "Unit.After=b", "Unit.Description"));
}

TEST(OwnedKeys, IniOwnsKeysOfSections) {
  EXPECT_THAT(keys(MergeFormat::ini, R"({"top": 1, "s": {"k": 1, "l": ["x", "y"]}, "a.b": {"c": 1}, "empty": {}})",
                   {"s.gone", "whole", "[x.y]", ".first"}),
              ElementsAre(".top", "s.k", "s.l", "[a.b].c", "empty", "s.gone", "whole", "[x.y]", ".first"));
}

TEST(OwnedKeys, LinesOwnTheirText) {
  EXPECT_THAT(keys(MergeFormat::lines, R"(["a ", {"match": "^b", "line": "b 1"}])", {"c"}),
              ElementsAre("line:a", "line:b 1", "line:c"));
  EXPECT_THAT(keys(MergeFormat::lines, R"("a\n\nb\n")"), ElementsAre("line:a", "line:b"));
}

TEST(OwnedKeys, ABlockOwnsItsMarker) { EXPECT_THAT(keys(MergeFormat::block, "\"x\""), ElementsAre("block:cluster")); }

}  // namespace
}  // namespace converge
