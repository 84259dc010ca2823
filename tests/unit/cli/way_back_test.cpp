// SPDX-License-Identifier: MIT
// The way back of runs of which the journal tells, be it that of an earlier version.
#include "engine/cli/way_back.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A root with the file /x.json, and a journal in which runs are told.
class WayBackTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = LocalHost::open(folder_.path(), folder_ / "state");
    ASSERT_TRUE(opened) << opened.error().text();
    host_ = std::move(*opened);
    RunRecord run;
    run.run = "R";
    run.command = "apply";
    ASSERT_TRUE(host_->journal().begin(run));
  }

  void has(const std::string& text) { write_file(folder_ / "x.json", text); }

  /// A merge into /x.json: the attributes that take it back, and those of what it left.
  void did(const std::string& name, const std::string& back, const std::string& left) {
    const auto attributes = [](const std::string& keys) {
      return *parse_json(R"({"path": "/x.json", "merge": "json", )" + keys + "}");
    };
    const Intent intent{{"file", name}, {attributes(back), "", attributes(left)}};
    OutcomeRecord outcome;
    outcome.run = "R";
    outcome.finished.resource = intent.resource;
    outcome.finished.outcome = Outcome::changed;
    outcome.time_ms = ++time_;
    ASSERT_TRUE(host_->journal().intend("R", {&intent, 1}, {}));
    ASSERT_TRUE(host_->journal().record("R", {&outcome, 1}, {}, {}));
  }

  WayBack back(Overwrite overwrite) {
    auto found = way_back(*host_, "R", overwrite);
    EXPECT_TRUE(found) << found.error().text();
    return found ? std::move(*found) : WayBack{};
  }

  static std::vector<std::string> names(const WayBack& back) {
    std::vector<std::string> names;
    for (const Resource& resource : back.catalog.resources) names.push_back(resource.id.title);
    return names;
  }

  /// What the first step merges.
  static std::string content(const WayBack& back) {
    const Value* found = back.catalog.resources.front().attributes.find("content");
    return found == nullptr ? "" : to_json(*found);
  }

  TemporaryFolder folder_;
  std::int64_t time_ = 0;
  std::unique_ptr<LocalHost> host_;
};

TEST_F(WayBackTest, WhatTheOldestBringsBackWholeGoesBackInOneStep) {
  did("old", R"("content": {"b": {"c": 0, "d": 2}})", R"("absent": ["/b"])");
  did("new", R"("absent": ["/b/c"])", R"("content": {"b": {"c": 1}})");
  has(R"({"b": {"c": 1}})");
  const WayBack found = back(Overwrite::refuse);
  EXPECT_THAT(found.impossible, IsEmpty());
  ASSERT_THAT(names(found), ElementsAre("new"));
  EXPECT_EQ(content(found), R"({"b":{"c":0,"d":2}})");
}

TEST_F(WayBackTest, WhatTheOldestDoesNotBringBackIsNotLost) {
  did("old", R"("content": {"b": {"c": 0}})", R"("content": {"b": {"c": 1}})");
  did("new", R"("content": {"b": {"c": 1, "d": 2}})", R"("absent": ["/b"])");
  has("{}");
  const WayBack refused = back(Overwrite::refuse);
  EXPECT_THAT(names(refused), IsEmpty());
  EXPECT_THAT(refused.impossible,
              ElementsAre(testing::AllOf(HasSubstr("file[new]: that run changed /x.json#/b/c by way of it and of file[old]"),
                                         HasSubstr("--force"))));
  const WayBack forced = back(Overwrite::force);
  EXPECT_THAT(names(forced), ElementsAre("new", "old"));
  ASSERT_EQ(forced.catalog.edges.size(), 1U) << "one after the other";
}

TEST_F(WayBackTest, OneThatMetTwoOthersIsSeenByBoth) {
  did("old", R"("content": {"b": {"c": 0, "d": 0}})", R"("absent": ["/b"])");
  did("c", R"("absent": ["/b/c"])", R"("content": {"b": {"c": 1}})");
  did("d", R"("absent": ["/b/d"])", R"("content": {"b": {"d": 1}})");
  has(R"({"b": {"c": 1, "d": 1}})");
  const WayBack found = back(Overwrite::refuse);
  EXPECT_THAT(found.impossible, IsEmpty());
  ASSERT_THAT(names(found), ElementsAre("d")) << "what it brings back is not taken away again by another step";
  EXPECT_EQ(content(found), R"({"b":{"c":0,"d":0}})");
}

TEST_F(WayBackTest, AllThatWasLeftIsLookedFor) {
  did("old", R"("content": {"b": {"c": 0, "d": 0}})", R"("absent": ["/b"])");
  did("c", R"("absent": ["/b/c"])", R"("content": {"b": {"c": 1}})");
  did("d", R"("absent": ["/b/d"])", R"("content": {"b": {"d": 1}})");
  has(R"({"b": {"c": 7, "d": 1}})");
  const WayBack found = back(Overwrite::refuse);
  EXPECT_THAT(names(found), IsEmpty());
  EXPECT_THAT(found.impossible, ElementsAre(HasSubstr("no longer as the run left it")));
}

TEST_F(WayBackTest, DifferentKeysGoBackByThemselves) {
  did("c", R"("absent": ["/c"])", R"("content": {"c": 1})");
  did("d", R"("content": {"d": 0})", R"("content": {"d": 1})");
  has(R"({"c": 1, "d": 1})");
  const WayBack found = back(Overwrite::refuse);
  EXPECT_THAT(found.impossible, IsEmpty());
  EXPECT_THAT(names(found), ElementsAre("d", "c"));
}

}  // namespace
}  // namespace converge
