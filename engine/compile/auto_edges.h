// SPDX-License-Identifier: MIT
// engine/compile/auto_edges.h: what follows from the claims of the resources.
#pragma once

#include <vector>

#include "engine/compile/node_edges.h"
#include "engine/compile/playbook.h"
#include "engine/core/change.h"

namespace converge {

/// A resource of the host being compiled, with its claims. Index i is node i.
struct Claimed {
  const Declaration* declaration = nullptr;
  Claims claims;
  Sensitivity sensitivity = Sensitivity::open;  ///< of all that its attributes hold
};

/// Draws an edge from each provider of a key to each resource that needs it,
/// unless one of the two switched automatic edges off.
void add_automatic_edges(const std::vector<Claimed>& resources, NodeEdges& edges);

/// Puts resources that share a thing one behind the other, as they stand in
/// `order`: each edits what the one before it has left. Soft edges.
std::vector<Edge> chain_sharers(const std::vector<Claimed>& resources, const std::vector<std::uint32_t>& order);

/// Whether any two resources share a thing.
bool has_sharers(const std::vector<Claimed>& resources);

/// Reports each thing that two resources own.
void refuse_conflicts(const std::vector<Claimed>& resources, Diagnostics& diagnostics);

/// The paths below `folder` that some resource provides or owns, sorted.
std::vector<std::string> paths_below(const std::vector<Claimed>& resources, const std::string& folder);

}  // namespace converge
