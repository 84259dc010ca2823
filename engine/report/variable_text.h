// SPDX-License-Identifier: MIT
// engine/report/variable_text.h: where the value of a variable comes from, for people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/core/value.h"
#include "engine/report/style.h"

namespace converge {

/// One value that a variable was given.
struct GivenValue {
  std::string source;  ///< "group gpu (depth 2)", "vars of the play", "-e"
  Span span;
  Value value;         ///< as written
  std::string reason;  ///< why it counts more than the one below; "" for the lowest
  bool operator==(const GivenValue&) const = default;
};

/// A variable that a template uses, directly or through others.
struct UsedVariable {
  std::string name;
  std::size_t depth = 0;           ///< 0 for one that the template itself names
  std::optional<GivenValue> given;  ///< its winner; nothing where it is not defined
  bool operator==(const UsedVariable&) const = default;
};

/// What a variable is at one or several places of a playbook that agree about it.
struct VariableSight {
  std::vector<std::string> places;  ///< "play GPU nodes", "role web of play GPU nodes"; empty without a playbook
  std::vector<GivenValue> given;    ///< low to high; the last one wins
  std::optional<Value> resolved;    ///< where the winner has templates: what they give
  std::string trouble;              ///< or why they give nothing
  std::vector<UsedVariable> uses;   ///< in the order in which they are met
};

/// A place that sets the variable for some resources alone: a loop, an include.
struct NarrowSetting {
  std::string source;
  Span span;
  bool operator==(const NarrowSetting&) const = default;
};

/// All there is to tell about one variable of one host.
struct VariableAnswer {
  std::string host;
  std::string name;
  std::vector<VariableSight> sights;
  std::vector<NarrowSetting> narrow;
};

/// Winner and losers with their places and reasons, and what the winner is made of. Secrets are "(secret)".
std::string variable_text(const VariableAnswer& answer, const TextStyle& style);

}  // namespace converge
