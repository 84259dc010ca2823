// SPDX-License-Identifier: MIT
// engine/compile/variables.h: the variables of one host at one place of a playbook.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/host_knowledge.h"
#include "engine/core/value.h"
#include "engine/template/template.h"

namespace converge {

/// A map of variables of one rank.
struct VariableLayer {
  const Value* map = nullptr;  ///< lives as long as whoever reads it
  templates::Content content = templates::Content::templated;
};

/// Reports a variable that has a name which converge sets itself: it would never be seen.
void refuse_known_name(const std::string& name, Span span, Diagnostics& diagnostics);
/// The same of each variable of a map.
void refuse_known_names(const Value& variables, Diagnostics& diagnostics);

/// The same, and words that YAML 1.1, and so Ansible, reads as something else.
void check_written_variables(const Value& variables, Diagnostics& diagnostics);

/// Names are looked up in the layers from the last to the first. What the host
/// itself knows (`facts`, `groups`, ...) cannot be overridden.
class Variables final : public templates::Scope {
 public:
  explicit Variables(const HostKnowledge& host) : host_(&host) {}

  /// A layer above all others so far. Null maps are passed over.
  void push(VariableLayer layer);

  [[nodiscard]] std::optional<templates::Variable> find(std::string_view name) const override;
  /// `facts` and `hostvars`.
  [[nodiscard]] std::shared_ptr<const templates::LazyMap> lazy(std::string_view name) const override;
  [[nodiscard]] std::vector<std::string_view> names() const override;
  [[nodiscard]] std::string advice(std::string_view name) const override;

 private:
  const HostKnowledge* host_;
  std::vector<VariableLayer> layers_;
};

}  // namespace converge
