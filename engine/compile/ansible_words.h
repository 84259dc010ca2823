// SPDX-License-Identifier: MIT
// engine/compile/ansible_words.h: words of Ansible's playbooks, and what to write here instead.
#pragma once

#include <string_view>

#include "engine/core/kind.h"

namespace converge {

/// Advice for a key that Ansible knows in a play; "" for any other word.
std::string_view ansible_play_advice(std::string_view key);
/// Likewise for a keyword of a task, such as `register` or `become`.
std::string_view ansible_task_advice(std::string_view key);
/// Likewise for the name of a module, with or without `ansible.builtin.` before it.
/// Only kinds that are registered are named.
std::string_view ansible_module_advice(std::string_view name, const Registry& registry);

}  // namespace converge
