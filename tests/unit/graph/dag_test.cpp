// SPDX-License-Identifier: MIT
#include "engine/graph/dag.h"

#include <gtest/gtest.h>

#include <string>

namespace converge {
namespace {

using Order = std::vector<std::uint32_t>;

Edge hard(std::uint32_t from, std::uint32_t to) { return {from, to, EdgeType::hard, "written"}; }
Edge soft(std::uint32_t from, std::uint32_t to) { return {from, to, EdgeType::soft, "custom"}; }

/// "0>3 1>3", for what was placed and dropped.
std::string text_of(const std::vector<Edge>& edges) {
  std::string text;
  for (const Edge& edge : edges) {
    text += (text.empty() ? "" : " ") + std::to_string(edge.from) + ">" + std::to_string(edge.to);
  }
  return text;
}

TEST(OrderNodes, keeps_the_written_order_where_no_edge_speaks) {
  EXPECT_EQ(order_nodes(4, {}).order, (Order{0, 1, 2, 3}));
  EXPECT_TRUE(order_nodes(0, {}).acyclic());
}

TEST(OrderNodes, puts_predecessors_first) {
  const std::vector<Edge> edges = {hard(3, 0), hard(2, 3)};
  EXPECT_EQ(order_nodes(4, edges).order, (Order{1, 2, 3, 0}));
}

TEST(OrderNodes, takes_parallel_edges_once) {
  const std::vector<Edge> edges = {hard(1, 0), hard(1, 0), soft(1, 0)};
  EXPECT_EQ(order_nodes(2, edges).order, (Order{1, 0}));
}

TEST(OrderNodes, names_the_edges_of_a_cycle_in_their_order) {
  const std::vector<Edge> edges = {hard(0, 1), hard(1, 2), hard(2, 1), hard(2, 3)};
  const Ordering ordering = order_nodes(4, edges);
  ASSERT_EQ(ordering.cycle.size(), 2U);
  EXPECT_TRUE(ordering.order.empty());
  const Edge& first = edges[ordering.cycle[0]];
  const Edge& second = edges[ordering.cycle[1]];
  EXPECT_EQ(first.to, second.from);
  EXPECT_EQ(second.to, first.from);
}

TEST(OrderNodes, a_node_before_itself_is_a_cycle) {
  const std::vector<Edge> edges = {hard(0, 1), hard(1, 1)};
  EXPECT_EQ(order_nodes(2, edges).cycle, (std::vector<std::size_t>{1}));
}

TEST(OrderNodes, a_long_chain_does_not_exhaust_the_stack) {
  constexpr std::uint32_t count = 100'000;
  std::vector<Edge> edges;
  for (std::uint32_t node = 0; node + 1 < count; ++node) edges.push_back(hard(node + 1, node));
  const Ordering ordering = order_nodes(count, edges);
  ASSERT_EQ(ordering.order.size(), count);
  EXPECT_EQ(ordering.order.front(), count - 1);
  edges.push_back(hard(0, count - 1));
  EXPECT_EQ(order_nodes(count, edges).cycle.size(), count);
}

TEST(PlaceSoftEdges, places_all_that_fit) {
  const Placement placement = place_soft_edges({3, 0}, std::vector{hard(0, 1)}, std::vector{soft(1, 2), soft(0, 2)});
  EXPECT_EQ(text_of(placement.placed), "1>2 0>2");
  EXPECT_EQ(text_of(placement.dropped), "");
}

TEST(PlaceSoftEdges, drops_what_contradicts_a_firm_edge_and_nothing_else) {
  const Placement placement =
      place_soft_edges({3, 0}, std::vector{hard(2, 0)}, std::vector{soft(0, 1), soft(1, 2), soft(2, 1)});
  EXPECT_EQ(text_of(placement.placed), "0>1 2>1");
  EXPECT_EQ(text_of(placement.dropped), "1>2");
}

TEST(PlaceSoftEdges, of_two_that_contradict_each_other_the_first_stays) {
  const Placement placement = place_soft_edges({2, 0}, {}, std::vector{soft(1, 0), soft(0, 1)});
  EXPECT_EQ(text_of(placement.placed), "1>0");
  EXPECT_EQ(text_of(placement.dropped), "0>1");
}

// Files 0, 1, 2 before units 3, 4 through barrier 5; but unit 4 is written to come before file 0.
TEST(PlaceSoftEdges, who_is_cut_off_from_a_barrier_keeps_its_order_with_the_others) {
  const std::vector<Edge> order = {soft(0, 5), soft(1, 5), soft(2, 5), soft(5, 3), soft(5, 4)};
  const Placement placement = place_soft_edges({5, 1}, std::vector{hard(4, 0)}, order);
  EXPECT_EQ(text_of(placement.placed), "0>5 1>5 2>5 5>3 1>4 2>4");
  EXPECT_EQ(text_of(placement.dropped), "0>4") << "only the pair that cannot be";
  EXPECT_EQ(placement.dropped.front().reason, "custom");
}

// The same seen from the other side: the edges behind the barrier come first.
TEST(PlaceSoftEdges, the_order_of_a_barriers_edges_does_not_matter) {
  const std::vector<Edge> order = {soft(5, 3), soft(5, 4), soft(0, 5), soft(1, 5), soft(2, 5)};
  const Placement placement = place_soft_edges({5, 1}, std::vector{hard(4, 0)}, order);
  EXPECT_EQ(text_of(placement.placed), "5>3 5>4 0>3 1>5 2>5");
  EXPECT_EQ(text_of(placement.dropped), "0>4");
}

TEST(PlaceSoftEdges, a_chain_behind_the_barrier_is_not_turned_round) {
  // 4 before 3 before 0: neither 3 nor 4 can wait for 0, but both can for 1.
  const std::vector<Edge> order = {soft(0, 5), soft(1, 5), soft(5, 2), soft(5, 3), soft(5, 4)};
  const Placement placement = place_soft_edges({5, 1}, std::vector{hard(4, 3), hard(3, 0)}, order);
  EXPECT_EQ(text_of(placement.placed), "0>5 1>5 5>2 1>3 1>4");
  EXPECT_EQ(text_of(placement.dropped), "0>3 0>4");
}

// 0, 1 | 2, 3 | 4, 5 through barriers 6, 8 (of 2 and 3 alone: 7), and the last is written to come before the first.
TEST(PlaceSoftEdges, a_barrier_of_which_nothing_fits_is_dropped_as_one) {
  const std::vector<Edge> order = {soft(0, 6), soft(1, 6), soft(6, 2), soft(6, 3), soft(2, 7),
                                   soft(3, 7), soft(6, 8), soft(7, 8), soft(8, 4), soft(8, 5)};
  const Placement placement = place_soft_edges({6, 3}, std::vector{hard(5, 0)}, order);
  EXPECT_EQ(text_of(placement.placed), "6>8 7>8 0>6 1>6 6>2 6>3 2>7 3>7 8>4 1>5");
  EXPECT_EQ(text_of(placement.dropped), "7>5 0>5") << "1 is looked up through 6; of 7 nobody can come before 5";
}

TEST(PlaceSoftEdges, beyond_the_bound_a_barriers_edge_is_dropped_as_it_is) {
  constexpr std::uint32_t crowd = 400;  // 400 x 400 pairs are more than what is spent on them
  std::vector<Edge> firm;
  std::vector<Edge> order;
  const std::uint32_t barrier = 2 * crowd;
  for (std::uint32_t i = 0; i < crowd; ++i) order.push_back(soft(i, barrier));
  for (std::uint32_t i = crowd; i < barrier; ++i) {
    order.push_back(soft(barrier, i));
    firm.push_back(hard(i, 0));
  }
  const Placement placement = place_soft_edges({2 * crowd, 1}, firm, order);
  EXPECT_EQ(placement.dropped.front(), soft(0, crowd));
  EXPECT_EQ(placement.dropped.back(), soft(barrier, barrier - 1));
}

TEST(AdjacencyOf, lists_both_directions) {
  const Adjacency adjacency = adjacency_of(3, std::vector{hard(0, 2), soft(1, 2)});
  EXPECT_EQ(adjacency.next[0], (Order{2}));
  EXPECT_EQ(adjacency.previous[2], (Order{0, 1}));
  EXPECT_TRUE(adjacency.next[2].empty());
}

}  // namespace
}  // namespace converge
