// SPDX-License-Identifier: MIT
// engine/report/graph_text.h: the order of a catalog, and why it is so.
#pragma once

#include <string>

#include "engine/core/catalog.h"
#include "engine/report/style.h"

namespace converge {

/// Per resource: after what it comes, why, and whom it notifies; then the soft
/// edges that were dropped because they would have closed a cycle.
std::string graph_text(const Catalog& catalog, const TextStyle& style);

/// The same for Graphviz: hard edges solid, automatic ones dashed, soft ones dotted.
std::string graph_dot(const Catalog& catalog);

/// The same as one line of JSON with its newline:
/// {"host", "nodes": [{"resource"|"barrier", "origin"}], "edges": [{"from", "to", "type", "reason"}],
///  "dropped": [...], "notify": [{"from", "to", "refresh"}]}; from and to are indices of nodes.
std::string graph_json(const Catalog& catalog);

}  // namespace converge
