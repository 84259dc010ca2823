// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "resources/file/merge/merge.h"

namespace converge {
namespace {

using testing::ElementsAre;

using Texts = std::vector<std::string>;
using Lists = MergeRequest::Lists;

MergeRequest request_of(MergeFormat format, const std::string& content, Texts absent, Lists lists) {
  MergeRequest request{};
  request.format = format;
  request.content = *parse_json(content);
  request.absent = std::move(absent);
  request.lists = lists;
  request.marker = "cluster";
  return request;
}

Texts keys(MergeFormat format, const std::string& content, Texts absent = {}, Lists lists = Lists::whole) {
  return owned_keys(request_of(format, content, std::move(absent), lists));
}

/// "key is a map", or the key alone.
Texts shared(MergeFormat format, const std::string& content, Texts absent = {}, Lists lists = Lists::whole) {
  Texts texts;
  for (const SharedKey& each : shared_keys(request_of(format, content, std::move(absent), lists)))
    texts.push_back(each.key + (each.word.empty() ? "" : " is " + each.word));
  return texts;
}

TEST(OwnedKeys, JsonOwnsLeaves) {
  EXPECT_THAT(keys(MergeFormat::json, R"({"a": {"b/c": 1, "d": {}}, "e": [1, 2], "f": null})", {"/g", "/a/x"}),
              ElementsAre("/a/b~1c", "/e", "/f", "/g", "/a/x"));
  EXPECT_THAT(keys(MergeFormat::json, "{}"), ElementsAre());
  EXPECT_THAT(keys(MergeFormat::json, "null", {"/a"}), ElementsAre("/a"));
}

TEST(OwnedKeys, UnitedListsAreOwnedByElement) {
  EXPECT_THAT(
      keys(MergeFormat::json, R"({"dns": ["1.1.1.1", {"b": 1, "a": 2}], "none": []})", {}, MergeRequest::Lists::unite),
      ElementsAre(R"(/dns/"1.1.1.1")", R"(/dns/{"a":2,"b":1})"));
  EXPECT_THAT(
      keys(MergeFormat::ini, R"({"Unit": {"After": ["a", "b"], "Description": "x"}})", {}, MergeRequest::Lists::unite),
      ElementsAre("Unit.After=a", "Unit.After=b", "Unit.Description"));
}

TEST(OwnedKeys, IniOwnsKeysOfSections) {
  EXPECT_THAT(keys(MergeFormat::ini, R"({"top": 1, "s": {"k": 1, "l": ["x", "y"]}, "a.b": {"c": 1}, "empty": {}})",
                   {"s.gone", "whole", "[x.y]", ".first"}),
              ElementsAre(".top", "s.k", "s.l", "[a.b].c", "s.gone", "[whole]", "[x.y]", ".first"));
}

TEST(SharedKeys, MapsAroundJsonKeysAreSharedAsMaps) {
  EXPECT_THAT(shared(MergeFormat::json, R"({"a": {"b/c": {"x": 1, "y": 2}}, "e": [1]})", {"/g", "/h/i/j"}),
              ElementsAre("/a is a map", "/a/b~1c is a map", "/h is a map", "/h/i is a map"));
  EXPECT_THAT(shared(MergeFormat::json, R"({"": {"": 1}})"), ElementsAre("/ is a map"));
  EXPECT_THAT(shared(MergeFormat::json, R"({"a": 1})"), ElementsAre());
}

TEST(SharedKeys, WhatIsOnlyWantedToBeThereIsShared) {
  EXPECT_THAT(shared(MergeFormat::json, R"({"a": {}, "b": []})", {}, Lists::unite),
              ElementsAre("/a is a map", "/b is a list"));
  EXPECT_THAT(shared(MergeFormat::ini, R"({"s": {}})"), ElementsAre("[s]"));
}

TEST(SharedKeys, UnitedListsAreShared) {
  EXPECT_THAT(shared(MergeFormat::json, R"({"a": {"dns": ["x/y"]}})", {}, Lists::unite),
              ElementsAre("/a is a map", "/a/dns is a list"));
  EXPECT_THAT(shared(MergeFormat::ini, R"({"Unit": {"After": ["a"]}})", {}, Lists::unite),
              ElementsAre("Unit.After", "[Unit]"));
}

TEST(SharedKeys, SectionsAroundIniKeysAreShared) {
  EXPECT_THAT(shared(MergeFormat::ini, R"({"top": 1, "s": {"k": 1}, "a.b": {"c": 1}})", {"t.gone", "whole", ".first"}),
              ElementsAre("[a.b]", "[s]", "[t]"));
}

TEST(SharedKeys, LinesAndBlocksShareNothing) {
  EXPECT_THAT(shared(MergeFormat::lines, R"(["a/b"])", {"c"}), ElementsAre());
  EXPECT_THAT(shared(MergeFormat::block, R"("a/b")"), ElementsAre());
}

TEST(OwnedKeys, LinesOwnTheirText) {
  EXPECT_THAT(keys(MergeFormat::lines, R"(["a ", {"match": "^b", "line": "b 1"}])", {"c"}),
              ElementsAre("line:a", "line:b 1", "line:c"));
  EXPECT_THAT(keys(MergeFormat::lines, R"("a\n\nb\n")"), ElementsAre("line:a", "line:b"));
}

TEST(OwnedKeys, ABlockOwnsItsMarker) { EXPECT_THAT(keys(MergeFormat::block, "\"x\""), ElementsAre("block:cluster")); }

}  // namespace
}  // namespace converge
