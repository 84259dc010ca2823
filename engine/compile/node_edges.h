// SPDX-License-Identifier: MIT
// engine/compile/node_edges.h: edges under construction, with where they were asked for.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/core/catalog.h"
#include "engine/core/span.h"

namespace converge {

/// Collects edges; of several between the same two nodes the first one stays.
class NodeEdges {
 public:
  /// Adds an edge unless one of the same two nodes is there; `span` is where it was written, if it was.
  void add(Edge edge, Span span = {}) {
    const std::uint64_t pair = (std::uint64_t{edge.from} << 32U) | edge.to;
    if (!seen_.try_emplace(pair, edges_.size()).second) return;
    edges_.push_back(std::move(edge));
    spans_.push_back(span);
  }
  [[nodiscard]] const std::vector<Edge>& edges() const { return edges_; }
  [[nodiscard]] Span span(std::size_t index) const { return spans_[index]; }
  /// Where the edge between the two nodes was asked for.
  [[nodiscard]] Span span_of(const Edge& edge) const {
    return spans_[seen_.at((std::uint64_t{edge.from} << 32U) | edge.to)];
  }

 private:
  std::vector<Edge> edges_;
  std::vector<Span> spans_;
  std::unordered_map<std::uint64_t, std::size_t> seen_;  ///< by the two nodes
};

}  // namespace converge
