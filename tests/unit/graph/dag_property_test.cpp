// SPDX-License-Identifier: MIT
// Properties of orders and placements over random graphs with fixed seeds.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include "engine/graph/dag.h"

namespace converge {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::size_t bound) { return static_cast<std::uint32_t>(engine_() % bound); }

 private:
  std::mt19937 engine_;
};

/// Edges along a hidden order, so that there is no cycle.
std::vector<Edge> acyclic_edges(std::uint32_t count, std::size_t edges, Dice& dice, EdgeType type) {
  std::vector<std::uint32_t> hidden(count);
  std::iota(hidden.begin(), hidden.end(), 0U);
  for (std::size_t i = count; i > 1; --i) std::swap(hidden[i - 1], hidden[dice.below(i)]);
  std::vector<Edge> out;
  for (std::size_t i = 0; i < edges && count > 1; ++i) {
    const std::uint32_t a = dice.below(count - 1);
    const std::uint32_t b = a + 1 + dice.below(count - 1 - a);
    out.push_back({hidden[a], hidden[b], type, ""});
  }
  return out;
}

void expect_order_of(const Ordering& ordering, std::uint32_t count, const std::vector<Edge>& edges) {
  ASSERT_TRUE(ordering.acyclic());
  std::vector<std::uint32_t> place(count, count);
  ASSERT_EQ(ordering.order.size(), count);
  for (std::uint32_t i = 0; i < count; ++i) {
    ASSERT_EQ(place.at(ordering.order[i]), count) << "a node is there twice";
    place[ordering.order[i]] = i;
  }
  for (const Edge& edge : edges) EXPECT_LT(place[edge.from], place[edge.to]);
}

void expect_cycle(const Ordering& ordering, const std::vector<Edge>& edges) {
  ASSERT_FALSE(ordering.cycle.empty());
  std::set<std::uint32_t> nodes;
  for (std::size_t i = 0; i < ordering.cycle.size(); ++i) {
    const Edge& edge = edges.at(ordering.cycle[i]);
    EXPECT_EQ(edge.to, edges.at(ordering.cycle[(i + 1) % ordering.cycle.size()]).from);
    EXPECT_TRUE(nodes.insert(edge.from).second) << "a cycle passes a node once";
  }
}

/// All nodes that can be reached from one.
std::vector<bool> reach_of(std::uint32_t from, const Adjacency& adjacency) {
  std::vector<bool> seen(adjacency.next.size());
  std::vector<std::uint32_t> open = {from};
  while (!open.empty()) {
    const std::uint32_t node = open.back();
    open.pop_back();
    if (seen[node]) continue;
    seen[node] = true;
    open.insert(open.end(), adjacency.next[node].begin(), adjacency.next[node].end());
  }
  return seen;
}

class RandomGraph : public testing::TestWithParam<std::uint32_t> {};

TEST_P(RandomGraph, without_cycles_is_ordered) {
  Dice dice(GetParam());
  const std::uint32_t count = 1 + dice.below(200);
  const auto edges = acyclic_edges(count, dice.below(600), dice, EdgeType::hard);
  expect_order_of(order_nodes(count, edges), count, edges);
}

TEST_P(RandomGraph, with_any_edges_is_ordered_or_shows_a_real_cycle) {
  Dice dice(GetParam() + 1000);
  const std::uint32_t count = 1 + dice.below(200);
  std::vector<Edge> edges;
  for (std::size_t i = dice.below(count + 20); i > 0; --i)
    edges.push_back({dice.below(count), dice.below(count), EdgeType::hard, ""});
  const Ordering ordering = order_nodes(count, edges);
  if (ordering.acyclic())
    expect_order_of(ordering, count, edges);
  else
    expect_cycle(ordering, edges);
}

TEST_P(RandomGraph, soft_edges_are_placed_or_dropped_for_a_reason) {
  Dice dice(GetParam() + 2000);
  const std::uint32_t count = 2 + dice.below(199);
  const auto firm = acyclic_edges(count, dice.below(300), dice, EdgeType::hard);
  std::vector<Edge> soft;
  for (std::size_t i = dice.below(200); i > 0; --i)
    soft.push_back({dice.below(count), dice.below(count), EdgeType::soft, ""});
  const Placement placement = place_soft_edges({count, 0}, firm, soft);
  EXPECT_EQ(placement.placed.size() + placement.dropped.size(), soft.size());
  std::vector<Edge> all = firm;
  all.insert(all.end(), placement.placed.begin(), placement.placed.end());
  expect_order_of(order_nodes(count, all), count, all);
  const Adjacency adjacency = adjacency_of(count, all);
  for (const Edge& edge : placement.dropped)
    EXPECT_TRUE(reach_of(edge.to, adjacency)[edge.from]) << "it would have fitted";
}

TEST_P(RandomGraph, a_barrier_orders_all_pairs_that_can_be_ordered) {
  Dice dice(GetParam() + 3000);
  const std::uint32_t count = 4 + dice.below(60);
  const auto firm = acyclic_edges(count, dice.below(2 * count), dice, EdgeType::hard);
  std::vector<Edge> soft;
  std::vector<Pair> wanted;
  const std::uint32_t split = 1 + dice.below(count - 2);
  for (std::uint32_t node = 0; node < split; ++node) soft.push_back({node, count, EdgeType::soft, ""});
  for (std::uint32_t node = split; node < count; ++node) soft.push_back({count, node, EdgeType::soft, ""});
  for (std::uint32_t from = 0; from < split; ++from)
    for (std::uint32_t to = split; to < count; ++to) wanted.emplace_back(from, to);
  const Placement placement = place_soft_edges({count, 1}, firm, soft);
  std::vector<Edge> all = firm;
  all.insert(all.end(), placement.placed.begin(), placement.placed.end());
  const Adjacency adjacency = adjacency_of(count + 1, all);
  expect_order_of(order_nodes(count + 1, all), count + 1, all);
  std::set<Pair> dropped;
  for (const Edge& edge : placement.dropped) dropped.emplace(edge.from, edge.to);
  for (const auto& [from, to] : wanted) {
    const bool ordered = reach_of(from, adjacency)[to];
    EXPECT_NE(ordered, dropped.contains({from, to})) << from << " before " << to;
    EXPECT_TRUE(ordered || reach_of(to, adjacency)[from]) << from << " could have come before " << to;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomGraph, testing::Range(0U, 60U));

}  // namespace
}  // namespace converge
