// SPDX-License-Identifier: MIT
#include "engine/compile/soft_order.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

std::string text_of(const SoftOrder& order) {
  std::string text;
  for (const Edge& edge : order.edges) {
    EXPECT_EQ(edge.type, EdgeType::soft);
    text += (text.empty() ? "" : " ") + std::to_string(edge.from) + ">" + std::to_string(edge.to);
  }
  return text;
}

TEST(SoftOrder, ranks_follow_each_other_and_equal_ones_are_free) {
  const SoftOrder order = soft_order({{"role a", {{0, Rank::unit}, {1, Rank::file}, {2, Rank::file}}}}, 3);
  EXPECT_EQ(text_of(order), "1>0 2>0");
  EXPECT_EQ(order.edges[0].reason, "role a: files before units");
  EXPECT_TRUE(order.barriers.empty());
}

TEST(SoftOrder, many_before_many_go_through_a_barrier) {
  const SoftOrder order =
      soft_order({{"role a", {{0, Rank::package}, {1, Rank::package}, {2, Rank::file}, {3, Rank::file}}}}, 4);
  EXPECT_EQ(text_of(order), "0>4 1>4 4>2 4>3");
  EXPECT_EQ(order.barriers, (std::vector<std::string>{"role a: packages before files"}));
}

TEST(SoftOrder, an_action_comes_after_all_that_is_written_before_it) {
  const SoftOrder order =
      soft_order({{"play p", {{0, Rank::file}, {1, Rank::none}, {2, Rank::file}, {3, Rank::none}}}}, 4);
  EXPECT_EQ(text_of(order), "0>1 1>3 2>3");
}

TEST(SoftOrder, sections_follow_each_other_and_empty_ones_do_not_cut_the_chain) {
  const SoftOrder order =
      soft_order({{"role a", {{0, Rank::unit}}}, {"role b", {}}, {"role c", {{1, Rank::repository}}}}, 2);
  EXPECT_EQ(text_of(order), "0>1");
  EXPECT_EQ(order.edges[0].reason, "role a before role c");
}

TEST(SoftOrder, needs_few_edges) {
  std::vector<RankedNode> nodes;
  for (std::uint32_t i = 0; i < 1000; ++i) nodes.push_back({i, i % 2 == 0 ? Rank::package : Rank::file});
  EXPECT_LE(soft_order({{"role a", nodes}}, 1000).edges.size(), 1000U);
}

}  // namespace
}  // namespace converge
