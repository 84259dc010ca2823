// SPDX-License-Identifier: MIT
// catalog_fuzz.cpp: any bytes as a catalog. What is accepted must come back
// byte for byte the same from its own canonical JSON, and must be bindable or
// refused without harm.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/core/catalog.h"
#include "engine/graph/dag.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace converge;
  const auto catalog = parse_catalog({reinterpret_cast<const char*>(data), size});
  if (!catalog) return 0;
  const std::string json = to_json(*catalog);
  const auto again = parse_catalog(json);
  if (!again || to_json(*again) != json) std::abort();
  order_nodes(catalog->node_count(), catalog->edges);
  return 0;
}
