// SPDX-License-Identifier: MIT
#include "engine/cli/reverse_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace converge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// "0>2" for each edge.
std::vector<std::string> order(const std::vector<Touched>& steps) {
  std::vector<std::string> texts;
  for (const Edge& edge : reverse_order(steps)) {
    EXPECT_EQ(edge.type, EdgeType::soft);
    texts.push_back(std::to_string(edge.from) + ">" + std::to_string(edge.to));
  }
  return texts;
}

TEST(ReverseOrder, WhatHasNothingToDoWithEachOtherGoesTogether) {
  EXPECT_THAT(order({{"file", {"/a"}}, {"file", {"/ab"}}, {"file", {"/b/a"}}, {"file", {"/b/ab"}}}), IsEmpty());
}

TEST(ReverseOrder, AFolderWaitsForAllThatWasPutBelowItLater) {
  EXPECT_THAT(order({{"file", {"/d/a"}}, {"file", {"/d/s/b"}}, {"file", {"/d-c"}}, {"file", {"/d"}}}),
              ElementsAre("0>3", "1>3"));
}

TEST(ReverseOrder, WhatIsBelowWaitsForItsFolder) {
  EXPECT_THAT(order({{"file", {"/d"}}, {"file", {"/d/s/a"}}, {"file", {"/"}}, {"file", {"/d"}}}),
              ElementsAre("0>1", "0>2", "1>2", "0>3", "1>3", "2>3"));
}

TEST(ReverseOrder, EditsOfOnePathAreAChain) {
  EXPECT_THAT(order({{"file", {"/a", "/t"}}, {"file", {"/b"}}, {"file", {"/a"}}, {"file", {"/a"}}}),
              ElementsAre("0>2", "2>3"));
}

TEST(ReverseOrder, WhatCannotBeToldKeepsItsPlace) {
  EXPECT_THAT(order({{"file", {"/a"}}, {"file", {"/b"}}, {"file", {}}, {"file", {"/c"}}, {"file", {"/a"}}}),
              ElementsAre("0>2", "1>2", "2>3", "2>4"));
}

TEST(ReverseOrder, AnotherKindKeepsItsPlace) {
  EXPECT_THAT(order({{"file", {"/a"}}, {"file", {"/b"}}, {"thing", {"/c"}}, {"thing", {"/d"}}, {"file", {"/b"}}}),
              ElementsAre("0>2", "1>2", "2>3", "2>4", "3>4"));
}

}  // namespace
}  // namespace converge
