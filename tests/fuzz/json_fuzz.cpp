// SPDX-License-Identifier: MIT
// tests/fuzz/json_fuzz.cpp: whatever parses must be written back as the same value.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/core/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto value = converge::parse_json(text);
  if (!value) return 0;
  for (const std::string& written : {converge::to_json(*value), converge::to_pretty_json(*value)}) {
    const auto again = converge::parse_json(written);
    if (!again || !(*again == *value) || converge::to_json(*again) != converge::to_json(*value)) std::abort();
  }
  return 0;
}
