// SPDX-License-Identifier: MIT
// engine/compile/soft_order.h: the customary order of things that no claim knows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/catalog.h"
#include "engine/core/kind.h"

namespace converge {

/// One node of a section, in written order.
struct RankedNode {
  std::uint32_t node = 0;
  Rank rank = Rank::none;
  std::string name = {};  ///< of an action, as kind[title]
};

/// Nodes that belong to one role, or to a play's own resources.
struct RankedSection {
  std::string label;  ///< "role docker", "play GPU nodes"
  std::vector<RankedNode> nodes;
};

/// Soft edges and the barriers that they run through. Barrier i is node
/// `first_barrier + i`.
struct SoftOrder {
  std::vector<std::string> barriers;
  std::vector<Edge> edges;
};

/// Within a section: lower ranks before higher ones, and actions after all that
/// is written before them. Sections in their order. Whoever has to come behind
/// several others has an edge or a chain of barriers from each of them, which
/// leads through no resource. The edges grow with the nodes, not with the pairs.
SoftOrder soft_order(const std::vector<RankedSection>& sections, std::uint32_t first_barrier);

}  // namespace converge
