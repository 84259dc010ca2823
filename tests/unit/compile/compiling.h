// SPDX-License-Identifier: MIT
// tests/unit/compile/compiling.h: playbooks in memory, compiled with fake kinds.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "engine/compile/compiler.h"
#include "tests/fakes/fake_knowledge.h"
#include "tests/fakes/fake_machine.h"
#include "tests/fakes/fake_secret_door.h"
#include "tests/fakes/fake_source.h"

namespace converge {

/// Kinds, one of each rank that matters: `repo`, `pkg`, `thing` (a file), `unit`, `act` (an action).
struct Compiling {
  FakeMachine machine;
  Registry kinds;
  FakeSource source;
  FakeSecretDoor door;
  Contents contents{source, &door};
  Diagnostics diagnostics;
  Playbook playbook;  ///< as compile() loaded it

  explicit Compiling(std::map<std::string, std::string> files) : source(std::move(files)) {
    add("repo", KindLaw::state, Rank::repository);
    add("pkg", KindLaw::state, Rank::package);
    add("thing", KindLaw::state, Rank::file);
    add("unit", KindLaw::state, Rank::unit);
    add("act", KindLaw::action, Rank::none);
  }
  static Compiling files(std::map<std::string, std::string> files) { return Compiling(std::move(files)); }
  /// A playbook of one play for all hosts.
  static Compiling resources(const std::string& items) {
    std::string text = "- hosts: all\n  resources:\n";
    for (std::size_t at = 0; at < items.size();) {
      const std::size_t end = std::min(items.find('\n', at), items.size());
      text += "    " + items.substr(at, end - at) + "\n";
      at = end + 1;
    }
    return files({{"site.yaml", text}});
  }
  YamlFiles yaml{source, "", kinds, diagnostics, &door};
  ParsedTemplates parsed{source, "", &door};
  FakeKnowledge knowledge;
  Value host_variables = Value::map();
  Value extra = Value::map();
  CompileTools tools{kinds, yaml, parsed, contents, diagnostics};

  Playbook load() { return load_playbook(yaml, "site.yaml", diagnostics); }
  Catalog compile() {
    playbook = load();
    const CompileTarget target{{"web1", &knowledge, {{&host_variables}}, {{&extra}}},
                               "tests",
                               [](const Spelled& pattern) { return pattern.text != "nobody"; }};
    return compile_host(playbook, target, tools);
  }
  /// "site.yaml:3:7: message (fix)" a line, sorted.
  [[nodiscard]] std::vector<std::string> findings() const {
    std::vector<std::string> lines;
    for (const Diagnostic& each : diagnostics.sorted()) {
      lines.push_back(each.span.text() + ": " + each.message + (each.fix.empty() ? "" : " (" + each.fix + ")"));
    }
    return lines;
  }
  [[nodiscard]] std::string all_findings() const {
    std::string text;
    for (const std::string& line : findings()) text += line + "\n";
    return text;
  }

 private:
  void add(const std::string& name, KindLaw law, Rank rank) {
    kinds.add(std::make_unique<FakeKind>(machine, FakeKind::Traits{name, law, rank, {}}));
  }
};

/// "a>b:hard b>c:soft", by title; barriers are "|0".
inline std::string edges_text(const Catalog& catalog, const std::vector<Edge>& edges) {
  const auto name = [&](std::uint32_t node) {
    const std::size_t count = catalog.resources.size();
    return node < count ? catalog.resources[node].id.title : "|" + std::to_string(node - count);
  };
  std::string text;
  for (const Edge& edge : edges) {
    text += (text.empty() ? "" : " ") + name(edge.from) + ">" + name(edge.to) + ":" +
            std::string(edge_type_name(edge.type));
  }
  return text;
}

}  // namespace converge
