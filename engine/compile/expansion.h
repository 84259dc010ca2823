// SPDX-License-Identifier: MIT
// engine/compile/expansion.h: from what is written to the resources of one host:
// conditions decided, loops run, includes followed, templates rendered.
#pragma once

#include <deque>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/compile/rendering.h"
#include "engine/compile/variables.h"
#include "engine/compile/yaml_files.h"

namespace converge {

/// What is known of the host that resources are made for.
struct HostScope {
  std::string host;
  const HostKnowledge* knowledge = nullptr;
  std::vector<VariableLayer> inventory;  ///< groups and host, low to high
  std::vector<VariableLayer> extra;      ///< above everything else: -e
  SecretDoor* secrets = nullptr;         ///< opens what is encrypted among them
  std::stop_token stop = {};             ///< ends what is computed of them
};

/// The names of all variables that the inventory and the command line give a host, each once.
std::vector<std::string_view> variable_names(const HostScope& scope);
/// One of those variables, its templates rendered and its secrets opened.
templates::Outcome<Value> render_variable(const HostScope& scope, std::string_view name);

/// The layers of variables that a section of a play sees, low to high.
Variables variables_at(const HostScope& scope, const Play& play, const Section& section);

/// Expands sections. The resources that it makes live as long as it does.
class Expansion {
 public:
  Expansion(const HostScope& scope, YamlFiles& files, ParsedTemplates& parsed, Diagnostics& diagnostics)
      : scope_(scope), files_(files), parsed_(parsed), diagnostics_(diagnostics) {}

  using Take = std::function<void(const Declaration&)>;
  /// Whether the condition of a section holds; a section without one always takes part.
  bool takes_part(const Play& play, const Section& section);
  /// Calls `take` with each resource of a section, in order.
  void expand(const Play& play, const Section& section, const Take& take);

 private:
  /// Where items stand, and what they have from there.
  struct Place {
    const Section& section;
    DisruptionPolicy policy;
    std::string folder;
    std::vector<std::string> tags;
    unsigned depth = 0;
  };
  void expand_items(const std::vector<Item>& items, const Place& place, Rendering& rendering, const Take& take);
  void expand_item(const Value& written, const Place& place, Rendering& rendering, const Take& take);
  void run_loop(const Value& written, const Place& place, Rendering& rendering, const Take& take);
  void include(const Value& written, const Place& place, Rendering& rendering, const Take& take);
  void declare(const Value& written, const Place& place, Rendering& rendering, const Value* label, const Take& take);
  void make(const Value& written, const Place& place, Rendering& rendering, const Value* label, const Take& take);
  bool render_template_files(Declaration& declaration, Rendering& rendering);
  void hand_out(Declaration declaration, const Place& place, const Take& take);
  const Value* keep(Value value);

  const HostScope& scope_;
  YamlFiles& files_;
  ParsedTemplates& parsed_;
  Diagnostics& diagnostics_;
  std::deque<Declaration> made_;
  std::deque<Value> kept_;  ///< variables of loops and includes
};

}  // namespace converge
