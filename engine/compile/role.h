// SPDX-License-Identifier: MIT
// engine/compile/role.h: the roles of a play, each a folder below roles/.
//
//   roles/NAME/resources.yaml   its resources
//   roles/NAME/defaults.yaml    variables of the lowest rank
//   roles/NAME/meta.yaml        `dependencies:`, roles that come before it
//   roles/NAME/files/, templates/
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/compile/yaml_files.h"

namespace converge {

/// Appends the sections of the roles that a play names; a role's dependencies
/// come before it, under its conditions and tags as well.
class RoleLoader {
 public:
  /// `folder` is the playbook's; roles/ is below it.
  RoleLoader(YamlFiles& files, std::string folder, Play& play, Diagnostics& diagnostics)
      : files_(files), folder_(std::move(folder)), play_(play), diagnostics_(diagnostics) {}

  /// Reads a `roles:` or `dependencies:` list.
  void read_list(const Value& list) { read_list(list, Wish{}); }

 private:
  /// How a role is asked for; what depends on it hands its own down.
  struct Wish {
    Value parameters = Value::map();
    Value condition;
    std::vector<std::string> tags;
  };
  void read_list(const Value& list, const Wish& above);
  Wish read_wish(const Value& item, const Wish& above);
  void read_role(const Value& name, const Wish& wish);
  std::vector<Value> read_dependencies(const std::string& folder, const Wish& wish);
  [[nodiscard]] bool is_there(const Value& name, const std::string& folder);
  void warn_of_leftovers(const Value& name, const std::string& folder);
  [[nodiscard]] std::string nearest_role(const std::string& name) const;

  YamlFiles& files_;
  std::string folder_;
  Play& play_;
  Diagnostics& diagnostics_;
  std::vector<std::string> open_;  ///< the roles whose dependencies are being read, outermost first
};

/// Called with each item of a section that is not the same on every host.
using VisitWritten = std::function<void(const Value& written)>;

/// Reads and checks the files that the items of a section include, and those that
/// these include, as far as their names do not depend on a host. Each item on the
/// way is shown to `visit`, if there is one; those of a file once.
void read_includes(const Section& section, DisruptionPolicy policy, YamlFiles& files, const VisitWritten& visit = {});

/// Tags as written: one, or a list of them. `label` begins the messages.
std::vector<std::string> read_tags(const Value& tags, const std::string& label, Diagnostics& diagnostics);

}  // namespace converge
