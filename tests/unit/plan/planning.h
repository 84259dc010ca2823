// SPDX-License-Identifier: MIT
// tests/unit/plan/planning.h: plans of fake machines.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "engine/plan/planner.h"
#include "tests/fakes/catalog_builder.h"
#include "tests/fakes/fake_machine.h"

namespace converge {

/// A machine with the kinds `thing` (a state) and `act` (an action), and what a journal would know.
struct Planning {
  FakeMachine machine;
  Registry kinds;
  CatalogBuilder builder;
  std::map<ResourceId, LastApplied> last;
  std::vector<OwedTrigger> owed;
  Gate gate = Gate::open;

  Planning() {
    kinds.add(std::make_unique<FakeKind>(machine, FakeKind::Traits{"thing", KindLaw::state, Rank::file, {}}));
    kinds.add(std::make_unique<FakeKind>(machine, FakeKind::Traits{"act", KindLaw::action, Rank::none, {4, 1}}));
  }

  std::uint32_t thing(const std::string& name, const std::string& value = "on") {
    return builder.add("thing", name, {{"value", value}});
  }
  /// What was converged before: as wanted now, found as the machine is now.
  void remember(const std::string& name, const std::string& found, const std::string& wanted = "") {
    const Resource& resource = builder.catalog().resources[*builder.catalog().find({"thing", name})];
    last[resource.id] = {wanted.empty() ? desired_fingerprint(resource, "") : wanted, fingerprint_of({{"value", found}}),
                         "r0"};
  }
  Plan make() {
    const auto bound = bind_catalog(builder.catalog(), "sha", kinds);
    EXPECT_TRUE(bound) << (bound ? "" : bound.error().text());
    std::vector<std::uint32_t> nodes(bound->size());
    std::iota(nodes.begin(), nodes.end(), 0U);
    const Memory memory{[this](const ResourceId& id) {
                          const auto found = last.find(id);
                          return found == last.end() ? std::nullopt : std::optional(found->second);
                        },
                        owed};
    return make_plan(*bound, probe_nodes(*bound, nodes, {}), memory, gate);
  }
};

/// "change", "after_apply by thing[a]"
inline std::string decision_text(const PlannedResource& planned) {
  return std::string(decision_name(planned.decision)) + (planned.cause.empty() ? "" : " by " + planned.cause);
}

}  // namespace converge
