// SPDX-License-Identifier: MIT
// tests/fuzz/script_fuzz.cpp: whatever a script prints, reading it ends, and what it
// gives can be listed. The input is the answer to --list and to every --host.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/core/json.h"
#include "inventory/listing.h"
#include "inventory/script.h"

namespace {

class Echo final : public converge::ScriptRunner {
 public:
  explicit Echo(std::string_view text) : text_(text) {}
  converge::Result<std::string> run(const std::string& /*path*/, const std::vector<std::string>& /*arguments*/) override { return std::string(text_); }

 private:
  std::string_view text_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace converge;
  Echo echo({reinterpret_cast<const char*>(bytes), size});
  Diagnostics diagnostics;
  InventoryBuilder builder(diagnostics);
  read_script_inventory(echo, "/inv", "inv", builder, diagnostics);
  const Inventory inventory = builder.finish();
  ListedHosts hosts{inventory, {}};
  for (const Host& host : inventory.hosts()) hosts.chosen.insert(&host);
  if (!parse_json(to_json(list_of_hosts(hosts)))) std::abort();
  if (graph_of_hosts(hosts, inventory.groups().front(), GraphVariables::shown).empty()) std::abort();
  return 0;
}
