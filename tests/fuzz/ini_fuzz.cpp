// SPDX-License-Identifier: MIT
// tests/fuzz/ini_fuzz.cpp: whatever stands in an INI inventory, reading it ends, and
// what it gives can be listed, searched and merged.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/core/json.h"
#include "inventory/ini_reader.h"
#include "inventory/listing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace converge;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  Diagnostics diagnostics;
  InventoryBuilder builder(diagnostics);
  read_ini_inventory(text, "hosts", builder, diagnostics);
  const Inventory inventory = builder.finish();
  for (const Diagnostic& each : diagnostics.all())
    if (each.fix.empty()) std::abort();
  if (inventory.hosts().size() > 1000) return 0;
  ListedHosts hosts{inventory, {}};
  for (const Host& host : inventory.hosts()) {
    hosts.chosen.insert(&host);
    if (inventory.find(host.name) != &host) std::abort();
    const Value variables = inventory.variables(host);
    for (const Entry& entry : variables.entries())
      if (inventory.candidates(host, entry.key).empty()) std::abort();
  }
  if (!parse_json(to_json(list_of_hosts(hosts)))) std::abort();
  if (graph_of_hosts(hosts, inventory.groups().front(), GraphVariables::shown).empty()) std::abort();
  return 0;
}
