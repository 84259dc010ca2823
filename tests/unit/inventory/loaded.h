// SPDX-License-Identifier: MIT
// tests/unit/inventory/loaded.h: inventories from texts in memory.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/core/json.h"
#include "inventory/loader.h"
#include "tests/fakes/fake_secret_door.h"
#include "tests/fakes/fake_source.h"

namespace converge {

inline FakeSource source_of(std::map<std::string, std::string> files) { return FakeSource(std::move(files)); }

struct Loaded {
  FakeSecretDoor door;
  Diagnostics diagnostics;
  Inventory inventory;

  /// One YAML inventory.
  explicit Loaded(const std::string& text) { inventory = load_inventory(text, "cluster.yaml", diagnostics); }
  /// Files of a source; `inputs` are paths, or lists of hosts.
  Loaded(const FakeSource& source, const std::vector<std::string>& inputs, ScriptRunner* scripts = nullptr, const char* playbook = nullptr,
         Locked locked = Locked::refused) {
    InventoryRequest request;
    request.secrets = &door;
    request.locked = locked;
    for (const std::string& input : inputs) request.inputs.push_back(input.ends_with(',') ? Place{nullptr, "", input} : Place{&source, input, input});
    if (playbook != nullptr) request.playbook = Place{&source, playbook, playbook};
    request.scripts = scripts;
    inventory = load_inventory(request, diagnostics);
  }

  [[nodiscard]] std::string variable(const std::string& host, const std::string& name) const {
    const Host* found = inventory.find(host);
    if (found == nullptr) return "no host";
    const Value* value = inventory.variable(*found, name);
    return value == nullptr ? "none" : value->is_string() ? value->text() : to_json(*value);
  }
  [[nodiscard]] std::vector<std::string> members(const std::string& group) const {
    std::vector<std::string> names;
    for (const Host* host : inventory.members(*inventory.find_group(group))) names.push_back(host->name);
    return names;
  }
  /// All findings, one a line, with place and fix.
  [[nodiscard]] std::string findings() const {
    std::string text;
    for (const Diagnostic& each : diagnostics.sorted()) {
      text += each.span.text() + ": " + (each.severity == Severity::error ? "error: " : "warning: ") + each.message + "\n    fix: " + each.fix + "\n";
      for (const Note& note : each.notes) text += "    " + note.span.text() + ": " + note.message + "\n";
    }
    return text;
  }
};

}  // namespace converge
