// SPDX-License-Identifier: MIT
// engine/core/host_knowledge.h: what templates may ask about a host, besides its variables.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace converge {

/// Names that converge sets itself, so that no variable can have them; `omit` is Ansible's.
inline constexpr std::array<std::string_view, 10> known_names{
    "inventory_hostname", "inventory_hostname_short", "inventory_file", "inventory_dir", "groups",
    "group_names",        "hostvars",                 "facts",          "role_name",     "omit"};

/// What a host knows besides its variables: values that are made when they are asked for.
class HostKnowledge {
 public:
  HostKnowledge() = default;
  HostKnowledge(const HostKnowledge&) = delete;
  HostKnowledge& operator=(const HostKnowledge&) = delete;
  virtual ~HostKnowledge() = default;
  /// inventory_hostname, groups, group_names and the like; nullptr for another name. Kept until it dies.
  [[nodiscard]] virtual const Value* find(std::string_view name) const = 0;
  [[nodiscard]] virtual std::vector<std::string_view> names() const = 0;
  /// One fact, such as `os`; an error says why it is not known. Kept until it dies.
  [[nodiscard]] virtual Result<const Value*> fact(std::string_view name) const = 0;
  [[nodiscard]] virtual std::vector<std::string_view> fact_names() const = 0;
  [[nodiscard]] virtual std::vector<std::string_view> host_names() const = 0;
  [[nodiscard]] virtual bool has_host(std::string_view name) const = 0;
  /// What `hostvars[HOST]` has: the variables that the inventory gives a host, and what it knows
  /// itself, such as inventory_hostname. Empty for a host that is not there.
  [[nodiscard]] virtual std::vector<std::string_view> variable_names(std::string_view host) const = 0;
  /// One of those, its templates rendered for that host. Kept until it dies.
  [[nodiscard]] virtual Result<const Value*> variable_of(std::string_view host, std::string_view name) const = 0;
};

}  // namespace converge
