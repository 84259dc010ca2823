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

/// Adds "all of these before all of those" with as few edges as that takes.
class Builder {
 public:
  explicit Builder(std::uint32_t first_barrier) : next_barrier_(first_barrier) {}

  void all_before_all(const Nodes& earlier, const Nodes& later, const std::string& reason) {
    if (earlier.empty() || later.empty()) return;
    if (earlier.size() == 1 || later.size() == 1) {
      for (const std::uint32_t from : earlier)
        for (const std::uint32_t to : later) add(from, to, reason);
      return;
    }
    const std::uint32_t barrier = next_barrier_++;
    out_.barriers.push_back(reason);
    for (const std::uint32_t from : earlier) add(from, barrier, reason);
    for (const std::uint32_t to : later) add(barrier, to, reason);
  }
  SoftOrder take() { return std::move(out_); }

 private:
  void add(std::uint32_t from, std::uint32_t to, const std::string& reason) {
    out_.edges.push_back({from, to, EdgeType::soft, reason});
  }

  std::uint32_t next_barrier_;
  SoftOrder out_;
};

void order_ranks(const RankedSection& section, Builder& builder) {
  std::map<Rank, Nodes> ranks;
  for (const RankedNode& node : section.nodes)
    if (node.rank != Rank::none) ranks[node.rank].push_back(node.node);
  const std::pair<const Rank, Nodes>* earlier = nullptr;
  for (const auto& rank : ranks) {
    if (earlier != nullptr) {
      const std::string reason = section.label + ": " + std::string(rank_name(earlier->first)) + " before " +
                                 std::string(rank_name(rank.first));
      builder.all_before_all(earlier->second, rank.second, reason);
    }
    earlier = &rank;
  }
}

void order_actions(const RankedSection& section, Builder& builder) {
  Nodes before;  // since the last action, that action included
  for (const RankedNode& node : section.nodes) {
    const bool acts = node.rank == Rank::none || node.rank == Rank::check;
    if (acts) {
      builder.all_before_all(before, {node.node}, section.label + ": written before it");
      before.clear();
    }
    before.push_back(node.node);
  }
}

}  // namespace

SoftOrder soft_order(const std::vector<RankedSection>& sections, std::uint32_t first_barrier) {
  Builder builder(first_barrier);
  Nodes previous;
  std::string previous_label;
  for (const RankedSection& section : sections) {
    if (section.nodes.empty()) continue;
    order_ranks(section, builder);
    order_actions(section, builder);
    Nodes nodes;
    for (const RankedNode& node : section.nodes) nodes.push_back(node.node);
    builder.all_before_all(previous, nodes, previous_label + " before " + section.label);
    previous = std::move(nodes);
    previous_label = section.label;
  }
  return builder.take();
}

}  // namespace converge
