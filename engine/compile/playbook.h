// SPDX-License-Identifier: MIT
// engine/compile/playbook.h: a playbook as it was written, before any host is known.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/catalog.h"
#include "engine/core/diagnostic.h"
#include "engine/core/kind.h"
#include "engine/core/source.h"

namespace converge {

/// A text with the place where it was written.
struct Spelled {
  std::string text;
  Span span;
};

/// A `notify:` entry before its target is looked up.
struct NotifyWish {
  Spelled target;
  Refresh refresh = Refresh::restart;
};

/// `auto_edges:` of a resource: whether claims may order it.
enum class AutoEdges : std::uint8_t { on, off };

/// One resource as written, its meta attributes already read.
struct Declaration {
  ResourceId id;
  Span title_span;
  Span span;  ///< where the list item starts
  std::string label;
  Value attributes;  ///< as written, without the meta attributes and the title
  std::vector<Spelled> requires_list;
  std::vector<Spelled> before_list;
  std::vector<NotifyWish> notify;
  std::vector<std::string> tags;
  AutoEdges auto_edges = AutoEdges::on;
  DisruptionPolicy disruption = DisruptionPolicy::ask;
  Importance importance = Importance::normal;
};

/// One entry of a `resources:` list.
struct Item {
  std::vector<Declaration> declarations;  ///< of one that is the same on every host; else empty
  std::optional<Value> written;  ///< of one that is not: it has templates, a condition, a loop or an include
};

/// Resources that belong together: those of one role, or a play's own.
struct Section {
  std::string role;                           ///< "" for a play's own resources
  std::string folder;                         ///< of its resources.yaml; `include:` paths start there
  std::vector<std::string> file_folders;      ///< where its `source:` paths are looked up, in order
  std::vector<std::string> template_folders;  ///< likewise for `template:`
  std::vector<Value> defaults;                ///< of the roles it depends on, then its own
  Value parameters = Value::map();            ///< given beside the role's name
  Value known = Value::map();                 ///< what nothing replaces: `role_name` of a role
  Value condition;                            ///< `when:` beside the role's name; null for none
  std::vector<std::string> tags;              ///< given beside the role's name
  std::vector<Item> items;
};

/// One item of a playbook.
struct Play {
  std::string name;
  Spelled hosts;  ///< an Ansible host pattern
  Value variables = Value::map();
  std::vector<std::string> tags;
  DisruptionPolicy policy = DisruptionPolicy::ask;
  std::vector<Section> sections;
};

/// A playbook with the roles that it names, as written.
struct Playbook {
  std::string path;
  std::vector<Play> plays;
};

class YamlFiles;

/// Reads a playbook, the roles that it names and the files that these include.
/// Every error of every file is reported; the playbook is only good if there are none.
Playbook load_playbook(YamlFiles& files, const std::string& path, Diagnostics& diagnostics);

}  // namespace converge
