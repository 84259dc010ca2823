// SPDX-License-Identifier: MIT
// dag.cpp: the one place that includes Boost.Graph.
#include "engine/graph/dag.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

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

using Neighbours = std::vector<std::vector<std::uint32_t>>;

constexpr std::size_t most_pairs = 100'000;

/// Which nodes are on cycles together, if all edges are there: equal numbers.
std::vector<std::size_t> knots_of(std::size_t count, std::span<const Edge> edges) {
  const Graph graph = build(count, edges);
  std::vector<std::size_t> mirrored(count);
  boost::strong_components(graph,
                           boost::make_iterator_property_map(mirrored.begin(), boost::get(boost::vertex_index, graph)));
  return {mirrored.rbegin(), mirrored.rend()};
}

/// Places soft edges one after the other. A cycle, and so every search for
/// one, stays within a knot; most edges lead from one knot to another.
class SoftPlacer {
 public:
  SoftPlacer(NodeCount count, std::span<const Edge> firm, std::span<const Edge> soft, std::vector<std::size_t> knots)
      : resources_(count.resources),
        knots_(std::move(knots)),
        next_(count.all()),
        previous_(count.all()),
        before_(count.barriers),
        behind_(count.barriers),
        seen_(count.all()) {
    for (const Edge& edge : firm) connect(edge);
    for (const Edge& edge : soft) {
      if (is_barrier(edge.to)) before_[edge.to - resources_].push_back(&edge);
      if (is_barrier(edge.from)) behind_[edge.from - resources_].push_back(&edge);
    }
  }

  /// Edges between barriers first: they are what all the others hold on to.
  Placement place(std::span<const Edge> soft) {
    for (const Edge& edge : soft)
      if (is_barrier(edge.from) && is_barrier(edge.to)) place_one(edge);
    for (const Edge& edge : soft)
      if (!is_barrier(edge.from) || !is_barrier(edge.to)) place_one(edge);
    return std::move(placement_);
  }

 private:
  using Edges = std::vector<const Edge*>;

  [[nodiscard]] bool is_barrier(std::uint32_t node) const { return node >= resources_; }

  void place_one(const Edge& edge) {
    if (!closes_cycle(edge)) {
      add(edge);
    } else if (is_barrier(edge.to)) {
      order_behind(edge);
    } else if (is_barrier(edge.from)) {
      order_before(edge);
    } else {
      placement_.dropped.push_back(edge);
    }
  }

  void connect(const Edge& edge) {
    next_[edge.from].push_back(edge.to);
    previous_[edge.to].push_back(edge.from);
  }

  void add(const Edge& edge) {
    connect(edge);
    placement_.placed.push_back(edge);
  }

  bool closes_cycle(const Edge& edge) {
    if (knots_[edge.from] != knots_[edge.to]) return false;
    mark(edge.to, next_);
    return marked(edge.from);
  }

  /// Marks a node and all of its knot that can be reached from it.
  void mark(std::uint32_t from, const Neighbours& neighbours) {
    ++round_;
    std::vector<std::uint32_t> stack = {from};
    while (!stack.empty()) {
      const std::uint32_t node = stack.back();
      stack.pop_back();
      if (std::exchange(seen_[node], round_) == round_) continue;
      for (const std::uint32_t neighbour : neighbours[node])
        if (knots_[neighbour] == knots_[from]) stack.push_back(neighbour);
    }
  }
  [[nodiscard]] bool marked(std::uint32_t node) const { return seen_[node] == round_; }

  // One search serves all pairs: the edges added on the way lead out of the
  // node (or into it), so they change nothing about who is before (or behind) it.

  void order_behind(const Edge& edge) {
    mark(edge.from, previous_);
    const std::optional<Edges> later = other_side(edge.to, behind_, [](const Edge& way) { return way.to; });
    if (!later) return placement_.dropped.push_back(edge);
    for (const Edge* way : *later) order_pair({edge.from, way->to, edge.type, way->reason}, marked(way->to));
  }

  void order_before(const Edge& edge) {
    mark(edge.to, next_);
    const std::optional<Edges> earlier = other_side(edge.from, before_, [](const Edge& way) { return way.from; });
    if (!earlier) return placement_.dropped.push_back(edge);
    for (const Edge* way : *earlier) order_pair({way->from, edge.to, edge.type, edge.reason}, marked(way->from));
  }

  /// What lies on the other side of a barrier: resources, and further barriers. One
  /// that does not fit is looked through if anything behind it does. Nothing if
  /// that is too much.
  template <typename End>
  std::optional<Edges> other_side(std::uint32_t barrier, const std::vector<Edges>& ways, End end) {
    const auto ways_of = [&](std::uint32_t node) -> const Edges& { return ways[node - resources_]; };
    std::vector<std::uint32_t> barriers = {barrier};  // those that do not fit
    std::set<std::uint32_t> known = {barrier};
    for (std::size_t i = 0; i < barriers.size(); ++i)
      for (const Edge* way : ways_of(barriers[i]))
        if (is_barrier(end(*way)) && marked(end(*way)) && known.insert(end(*way)).second) barriers.push_back(end(*way));
    std::set<std::uint32_t> see_through = {barrier};
    for (auto node = barriers.rbegin(); node != barriers.rend(); ++node)
      for (const Edge* way : ways_of(*node))
        if (!marked(end(*way)) || see_through.contains(end(*way))) see_through.insert(*node);
    Edges found;
    for (const std::uint32_t node : barriers)
      for (const Edge* way : ways_of(node))
        if (see_through.contains(node) && !see_through.contains(end(*way))) found.push_back(way);
    if (pairs_ + found.size() > most_pairs) return std::nullopt;
    pairs_ += found.size();
    return found;
  }

  void order_pair(const Edge& pair, bool closes_cycle) {
    if (!paired_.emplace(pair.from, pair.to).second) return;
    if (closes_cycle)
      placement_.dropped.push_back(pair);
    else
      add(pair);
  }

  std::size_t resources_;
  std::vector<std::size_t> knots_;
  Neighbours next_;
  Neighbours previous_;
  std::vector<Edges> before_;      ///< of each barrier: the edges into it
  std::vector<Edges> behind_;      ///< of each barrier: the edges out of it
  std::vector<std::size_t> seen_;  ///< the round in which a node was last marked
  std::size_t round_ = 0;
  std::size_t pairs_ = 0;
  std::set<std::pair<std::uint32_t, std::uint32_t>> paired_;
  Placement placement_;
};

}  // namespace

Placement place_soft_edges(NodeCount count, std::span<const Edge> firm, std::span<const Edge> soft) {
  std::vector<Edge> all(firm.begin(), firm.end());
  all.insert(all.end(), soft.begin(), soft.end());
  if (order_nodes(count.all(), all).acyclic()) return {{soft.begin(), soft.end()}, {}};  // nearly always
  return SoftPlacer(count, firm, soft, knots_of(count.all(), all)).place(soft);
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
