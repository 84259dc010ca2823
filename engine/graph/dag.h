// SPDX-License-Identifier: MIT
// engine/graph/dag.h: orders the nodes of a catalog, or says which cycle forbids it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/catalog.h"

namespace converge {

/// Either an order in which every node follows its predecessors, or a cycle.
struct Ordering {
  std::vector<std::uint32_t> order;  ///< close to ascending where edges leave the choice
  /// The edges of one cycle, each starting where the one before ended; as
  /// indices into the edges that were given. Empty if there is an order.
  std::vector<std::size_t> cycle;

  [[nodiscard]] bool acyclic() const { return cycle.empty(); }
};

/// Orders nodes 0..count-1 along the edges. An edge from a node to itself is a cycle.
Ordering order_nodes(std::size_t count, std::span<const Edge> edges);

/// How many nodes there are. A barrier only stands between others: "all of these
/// before all of those" with as few edges as that takes.
struct NodeCount {
  std::size_t resources = 0;
  std::size_t barriers = 0;  ///< numbered after the resources
  [[nodiscard]] std::size_t all() const { return resources + barriers; }
};

/// Soft edges that fit, and those that would have closed a cycle.
struct Placement {
  std::vector<Edge> placed;
  std::vector<Edge> dropped;
};

/// Adds soft edges to an acyclic set of firm ones, in the order given, leaving
/// out each that would close a cycle with what is there already. Where that
/// would cut a resource off from a barrier, it is ordered one by one with those
/// on the barrier's other side, through further barriers too, and only the pairs
/// that cannot be are dropped. Beyond some 100,000 such pairs the barrier's edge
/// is dropped as it is. Edges between barriers are placed before all others.
Placement place_soft_edges(NodeCount count, std::span<const Edge> firm, std::span<const Edge> soft);

/// Who follows and who precedes each node.
struct Adjacency {
  std::vector<std::vector<std::uint32_t>> next;
  std::vector<std::vector<std::uint32_t>> previous;
};
/// Both directions of the edges, in their order.
Adjacency adjacency_of(std::size_t count, std::span<const Edge> edges);

}  // namespace converge
