// SPDX-License-Identifier: MIT
// dag.cpp: the one place that includes Boost.Graph.
#include "engine/graph/dag.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/topological_sort.hpp>
#include <iterator>

namespace converge {

namespace {

struct EdgeIndex {
  std::size_t value = 0;
};
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, EdgeIndex>;
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;

/// Vertices are numbered backwards: Boost's sort answers finished vertices
/// last-first, so this is what keeps the order close to the written one.
class Mirror {
 public:
  explicit Mirror(std::size_t count) : count_(count) {}
  [[nodiscard]] std::size_t operator()(std::size_t node) const { return count_ - 1 - node; }

 private:
  std::size_t count_;
};

Graph build(std::size_t count, std::span<const Edge> edges) {
  const Mirror mirror(count);
  Graph graph(count);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    boost::add_edge(mirror(edges[i].from), mirror(edges[i].to), EdgeIndex{i}, graph);
  }
  return graph;
}

struct CycleFound {};

/// Keeps the edges from the root of the search to where it is; at a back edge
/// the cycle is the end of that path.
class CycleFinder : public boost::default_dfs_visitor {
 public:
  CycleFinder(std::vector<std::size_t>& path, std::vector<std::size_t>& cycle) : path_(path), cycle_(cycle) {}

  template <typename E>
  void tree_edge(E edge, const Graph& graph) {
    path_.push_back(graph[edge].value);
    ends_.push_back(boost::source(edge, graph));
  }
  template <typename E>
  void finish_edge(E edge, const Graph& graph) {
    if (!path_.empty() && path_.back() == graph[edge].value) {
      path_.pop_back();
      ends_.pop_back();
    }
  }
  template <typename E>
  void back_edge(E edge, const Graph& graph) {
    const auto start = std::find(ends_.begin(), ends_.end(), boost::target(edge, graph));
    cycle_.assign(path_.begin() + (start - ends_.begin()), path_.end());
    cycle_.push_back(graph[edge].value);
    throw CycleFound{};  // the documented way to leave a search of Boost.Graph
  }

 private:
  std::vector<std::size_t>& path_;
  std::vector<std::size_t>& cycle_;
  std::vector<Vertex> ends_;
};

std::vector<std::size_t> find_cycle(const Graph& graph) {
  std::vector<std::size_t> path;
  std::vector<std::size_t> cycle;
  try {
    boost::depth_first_search(graph, boost::visitor(CycleFinder(path, cycle)));
  } catch (const CycleFound&) {
    return cycle;
  }
  return {};
}

}  // namespace

Ordering order_nodes(std::size_t count, std::span<const Edge> edges) {
  const Graph graph = build(count, edges);
  Ordering ordering;
  std::vector<Vertex> finished;
  finished.reserve(count);
  try {
    boost::topological_sort(graph, std::back_inserter(finished));
  } catch (const boost::not_a_dag&) {
    ordering.cycle = find_cycle(graph);
    return ordering;
  }
  const Mirror mirror(count);
  ordering.order.reserve(count);
  for (auto vertex = finished.rbegin(); vertex != finished.rend(); ++vertex) {
    ordering.order.push_back(static_cast<std::uint32_t>(mirror(*vertex)));
  }
  return ordering;
}

namespace {

/// A growing graph that answers whether one node can be reached from another.
class Reachability {
 public:
  Reachability(std::size_t count, std::span<const Edge> edges) : next_(count), seen_(count) {
    for (const Edge& edge : edges) add(edge);
  }
  void add(const Edge& edge) { next_[edge.from].push_back(edge.to); }
  bool reaches(std::uint32_t from, std::uint32_t to) {
    ++round_;
    std::vector<std::uint32_t> stack = {from};
    while (!stack.empty()) {
      const std::uint32_t node = stack.back();
      stack.pop_back();
      if (node == to) return true;
      if (std::exchange(seen_[node], round_) == round_) continue;
      stack.insert(stack.end(), next_[node].begin(), next_[node].end());
    }
    return false;
  }

 private:
  std::vector<std::vector<std::uint32_t>> next_;
  std::vector<std::size_t> seen_;  ///< the round in which a node was last visited
  std::size_t round_ = 0;
};

}  // namespace

Placement place_soft_edges(std::size_t count, std::span<const Edge> firm, std::span<const Edge> soft) {
  std::vector<Edge> all(firm.begin(), firm.end());
  all.insert(all.end(), soft.begin(), soft.end());
  if (order_nodes(count, all).acyclic()) return {{soft.begin(), soft.end()}, {}};  // nearly always

  Placement placement;
  Reachability reachability(count, firm);
  for (const Edge& edge : soft) {
    if (reachability.reaches(edge.to, edge.from)) {
      placement.dropped.push_back(edge);
    } else {
      reachability.add(edge);
      placement.placed.push_back(edge);
    }
  }
  return placement;
}

Adjacency adjacency_of(std::size_t count, std::span<const Edge> edges) {
  Adjacency adjacency{std::vector<std::vector<std::uint32_t>>(count), std::vector<std::vector<std::uint32_t>>(count)};
  for (const Edge& edge : edges) {
    adjacency.next[edge.from].push_back(edge.to);
    adjacency.previous[edge.to].push_back(edge.from);
  }
  return adjacency;
}

}  // namespace converge
