// SPDX-License-Identifier: MIT
// tests/fuzz/pattern_fuzz.cpp: whatever a pattern is, matching it ends, and selects
// hosts of the inventory, each once.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <unordered_set>

#include "inventory/pattern.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace converge;
  static const Inventory inventory = [] {
    Diagnostics none;
    return load_inventory("web: {hosts: {'w[01:20]': , 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab': }}\ndb: {hosts: {d1: , w01: , 'fe80::1': }}\ntop: {children: {web: , db: }}\n", "f", none);
  }();
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  Diagnostics diagnostics;
  const ReadFile read = [&](const std::string& path) -> Result<std::string> { return path + "\nw1\n"; };
  for (const auto& hosts : {select_hosts(inventory, text, {}, diagnostics), limit_hosts(inventory, text, read, {}, diagnostics)}) {
    std::unordered_set<const Host*> seen;
    for (const Host* host : hosts)
      if (inventory.find(host->name) != host || !seen.insert(host).second) std::abort();
  }
  return 0;
}
