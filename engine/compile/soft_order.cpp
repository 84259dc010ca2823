// SPDX-License-Identifier: MIT
#include "engine/compile/soft_order.h"

#include <map>

namespace converge {

namespace {

using Nodes = std::vector<std::uint32_t>;

std::string_view rank_name(Rank rank) {
  switch (rank) {
    case Rank::repository: return "repositories";
    case Rank::package: return "packages";
    case Rank::user: return "users";
    case Rank::file: return "files";
    case Rank::module: return "kernel modules";
    case Rank::unit: return "units";
    case Rank::gpu: return "GPU settings";
    case Rank::check: return "checks";
    case Rank::none: return "actions";
  }
  return "";
}

/// Makes edges, and barriers for them to run through.
class Builder {
 public:
  explicit Builder(std::uint32_t first_barrier) : next_barrier_(first_barrier) {}

  /// The one node that stands for all of these: the only one itself, or a new barrier behind them.
  std::uint32_t join(const Nodes& nodes, const std::string& label) {
    if (nodes.size() == 1) return nodes.front();
    const std::uint32_t barrier = next_barrier_++;
    out_.barriers.push_back(label);
    for (const std::uint32_t node : nodes) add(node, barrier, label);
    return barrier;
  }
  void add(std::uint32_t from, std::uint32_t to, const std::string& reason) {
    out_.edges.push_back({from, to, EdgeType::soft, reason});
  }
  SoftOrder take() { return std::move(out_); }

 private:
  std::uint32_t next_barrier_;
  SoftOrder out_;
};

/// All that came so far. It is handed on as a whole and never through what came
/// next: if an edge in the middle has to be dropped, the order around it stays.
class SoFar {
 public:
  explicit SoFar(Builder& builder) : builder_(builder) {}

  void add(std::uint32_t node) { nodes_.push_back(node); }
  [[nodiscard]] bool empty() const { return nodes_.empty(); }

  /// Puts all that came so far before these, with as few edges as that takes.
  void comes_before(const Nodes& later, const std::string& reason) {
    if (nodes_.empty()) return;
    constexpr std::size_t few = 3;
    if (later.size() > 1 || nodes_.size() > few) nodes_ = {builder_.join(nodes_, reason)};
    for (const std::uint32_t from : nodes_)
      for (const std::uint32_t to : later) builder_.add(from, to, reason);
  }

 private:
  Builder& builder_;
  Nodes nodes_;  ///< a barrier for those that have been joined, and those since
};

void order_ranks(const RankedSection& section, Builder& builder) {
  std::map<Rank, Nodes> ranks;
  for (const RankedNode& node : section.nodes)
    if (node.rank != Rank::none) ranks[node.rank].push_back(node.node);
  SoFar so_far(builder);
  std::string names;
  for (const auto& [rank, nodes] : ranks) {
    so_far.comes_before(nodes, section.label + ": " + names + " before " + std::string(rank_name(rank)));
    for (const std::uint32_t node : nodes) so_far.add(node);
    names += (names.empty() ? "" : ", ") + std::string(rank_name(rank));
  }
}

void order_actions(const RankedSection& section, Builder& builder) {
  SoFar so_far(builder);
  for (const RankedNode& node : section.nodes) {
    const bool acts = node.rank == Rank::none || node.rank == Rank::check;
    if (acts) so_far.comes_before({node.node}, section.label + ": written before " + node.name);
    so_far.add(node.node);
  }
}

void order_sections(const std::vector<RankedSection>& sections, Builder& builder) {
  SoFar so_far(builder);
  std::string before;
  for (const RankedSection& section : sections) {
    if (section.nodes.empty()) continue;
    Nodes nodes;
    for (const RankedNode& node : section.nodes) nodes.push_back(node.node);
    so_far.comes_before(nodes, before + " before " + section.label);
    before = so_far.empty() ? section.label : "everything";
    // A section that follows others is joined, so that who is cut off from one of them needs one edge for it.
    if (!so_far.empty()) nodes = {builder.join(nodes, "all of " + section.label)};
    for (const std::uint32_t node : nodes) so_far.add(node);
  }
}

}  // namespace

SoftOrder soft_order(const std::vector<RankedSection>& sections, std::uint32_t first_barrier) {
  Builder builder(first_barrier);
  for (const RankedSection& section : sections) {
    order_ranks(section, builder);
    order_actions(section, builder);
  }
  order_sections(sections, builder);
  return builder.take();
}

}  // namespace converge
