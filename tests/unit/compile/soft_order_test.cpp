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
  EXPECT_EQ(text_of(order), "0>1 0>3 1>3 2>3") << "not through the action between them: its edge may be dropped";
}

TEST(SoftOrder, sections_follow_each_other_and_empty_ones_do_not_cut_the_chain) {
  const SoftOrder order =
      soft_order({{"role a", {{0, Rank::unit}}}, {"role b", {}}, {"role c", {{1, Rank::repository}}}}, 2);
  EXPECT_EQ(text_of(order), "0>1");
  EXPECT_EQ(order.edges[0].reason, "role a before role c");
}

TEST(SoftOrder, many_actions_lean_on_a_chain_of_barriers) {
  std::vector<RankedNode> nodes;
  for (std::uint32_t i = 0; i < 6; ++i) nodes.push_back({i, Rank::none, "act[" + std::to_string(i) + "]"});
  const SoftOrder order = soft_order({{"play p", nodes}}, 6);
  EXPECT_EQ(text_of(order), "0>1 0>2 1>2 0>3 1>3 2>3 0>6 1>6 2>6 3>6 6>4 6>5 4>5");
  EXPECT_EQ(order.barriers, (std::vector<std::string>{"play p: written before act[4]"}));
}

TEST(SoftOrder, a_rank_comes_behind_all_lower_ones_and_not_only_the_nearest) {
  const SoftOrder order = soft_order({{"role a", {{0, Rank::unit}, {1, Rank::file}, {2, Rank::package}}}}, 3);
  EXPECT_EQ(text_of(order), "2>1 2>0 1>0");
  EXPECT_EQ(order.edges.back().reason, "role a: packages, files before units");
}

TEST(SoftOrder, a_section_comes_behind_all_earlier_ones_and_not_only_the_nearest) {
  const SoftOrder order = soft_order(
      {{"role a", {{0, Rank::file}}}, {"role b", {{1, Rank::file}, {2, Rank::file}}}, {"role c", {{3, Rank::file}}}},
      4);
  EXPECT_EQ(text_of(order), "0>1 0>2 1>4 2>4 0>3 4>3");
  EXPECT_EQ(order.barriers, (std::vector<std::string>{"all of role b"}));
  EXPECT_EQ(order.edges.back().reason, "everything before role c");
}

TEST(SoftOrder, needs_few_edges) {
  std::vector<RankedNode> nodes;
  for (std::uint32_t i = 0; i < 1000; ++i) nodes.push_back({i, i % 2 == 0 ? Rank::package : Rank::file});
  EXPECT_LE(soft_order({{"role a", nodes}}, 1000).edges.size(), 1000U);
}

TEST(SoftOrder, needs_a_few_edges_a_node_whatever_is_written) {
  constexpr Rank ranks[] = {Rank::package, Rank::none, Rank::file, Rank::check, Rank::unit};
  std::vector<RankedSection> sections;
  for (std::uint32_t i = 0; i < 2000; ++i) {
    if (i % 40 == 0) sections.push_back({"role " + std::to_string(i), {}});
    sections.back().nodes.push_back({i, ranks[i * 7 % 5], "n"});
  }
  EXPECT_LE(soft_order(sections, 2000).edges.size(), 6 * 2000U);
}

}  // namespace
}  // namespace converge
