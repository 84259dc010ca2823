// SPDX-License-Identifier: MIT
#include "engine/compile/moving_facts.h"

#include <algorithm>
#include <array>

#include "engine/compile/rendering.h"

namespace converge {

namespace {

/// What resources bring about. Hardware, the distribution and the like stay as they are for a run.
constexpr std::array<std::string_view, 3> moving = {"packages", "mounts", "interfaces"};

void warn(const templates::Template::Member& fact, Diagnostics& diagnostics) {
  diagnostics.warning(fact.span, "when: facts." + fact.name + " may be changed by the run itself, and the condition is decided before it",
                      "decide by what stays, such as a group, a variable or facts.os; each resource looks for itself what is there");
}

}  // namespace

void warn_of_moving_facts(const Value& condition, Diagnostics& diagnostics) {
  if (condition.is_list())
    for (const Value& each : condition.items()) warn_of_moving_facts(each, diagnostics);
  if (!condition.is_string()) return;
  const auto parsed = parse_condition(condition);
  if (!parsed) return;
  for (const templates::Template::Member& fact : parsed->members("facts"))
    if (std::ranges::find(moving, fact.name) != moving.end()) warn(fact, diagnostics);
}

}  // namespace converge
