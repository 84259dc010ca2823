// SPDX-License-Identifier: MIT
// engine/cli/reverse_order.h: which steps of a way back have to wait for which.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/core/catalog.h"

namespace converge {

/// What one step of a way back has to do with.
struct Touched {
  std::string kind;
  std::set<std::string> paths;  ///< none: nobody can tell
};

/// Soft edges between steps that touch the same path, or one below the other's, from
/// the earlier in `steps` to the later. One of another kind than the step before it, or
/// of which nothing can be told, keeps its place among all others.
std::vector<Edge> reverse_order(const std::vector<Touched>& steps);

}  // namespace converge
