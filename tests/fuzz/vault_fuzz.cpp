// SPDX-License-Identifier: MIT
// tests/fuzz/vault_fuzz.cpp: what is taken for a vault has all its parts, and no password opens it by chance.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/secret/vault.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace converge::secret;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto vault = parse_vault(text);
  if (!vault) return 0;
  if (vault->mac.size() != 32 || vault->sealed.empty() || vault->sealed.size() % 16 != 0) std::abort();
  if (size % 64 == 0 && open_vault(*vault, "password"))
    std::abort();  // one in a few, as a derivation takes milliseconds
  return 0;
}
