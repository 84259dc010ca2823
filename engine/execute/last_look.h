// SPDX-License-Identifier: MIT
// engine/execute/last_look.h: what has converged is looked at again where something that
// changed later may have reached it.
//
// A proof holds for the moment in which it was given. Two resources that undo each
// other would each be proven, run after run, and the run would call that converged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/core/result.h"
#include "engine/plan/bound_catalog.h"

namespace converge {

/// Keeps in mind in which order resources were looked at and changed things.
class LastLook {
 public:
  explicit LastLook(const BoundCatalog& bound) : bound_(bound), looked_(bound.size(), 0) {}

  /// A resource is looked at from now on; what changes later may reach it.
  void looked_at(std::uint32_t node) { looked_[node] = ++time_; }
  /// A resource has changed something.
  void changed(std::uint32_t node) { changes_.push_back({node, ++time_}); }

  /// Why one of these, which had converged, may not be as it was found.
  struct Doubt {
    std::uint32_t node = 0;
    std::vector<std::uint32_t> suspects;  ///< whose changes may have reached it, in order
  };
  /// State resources in doubt, in order.
  [[nodiscard]] std::vector<Doubt> doubts() const;

 private:
  struct Change {
    std::uint32_t node;
    std::uint64_t time;
  };
  /// The changes by what they reach.
  struct Reached {
    std::vector<Change> everything;
    std::unordered_map<std::string, std::vector<Change>> sharers;  ///< by what is shared
    std::vector<std::pair<std::string, Change>> folders;           ///< that were swept or removed
  };
  [[nodiscard]] Reached reached() const;
  [[nodiscard]] Doubt doubt_of(std::uint32_t node, const Reached& reached) const;

  const BoundCatalog& bound_;
  std::vector<std::uint64_t> looked_;
  std::vector<Change> changes_;
  std::uint64_t time_ = 0;
};

/// What a fresh look at resources in doubt still finds to do; "" for one that is as it should be.
std::vector<std::string> look_again(const BoundCatalog& bound, const std::vector<LastLook::Doubt>& doubts);

}  // namespace converge
