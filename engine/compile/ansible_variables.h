// SPDX-License-Identifier: MIT
// engine/compile/ansible_variables.h: variables that Ansible sets by itself, and what to write here instead.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/host_knowledge.h"

namespace converge {

/// Advice for a variable that is not defined, if Ansible sets it by itself; "" for any other name.
std::string ansible_variable_advice(std::string_view name, const HostKnowledge& host);

}  // namespace converge
