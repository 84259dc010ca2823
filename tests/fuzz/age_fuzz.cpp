// SPDX-License-Identifier: MIT
// tests/fuzz/age_fuzz.cpp: a header that parses is written back as the same
// bytes; keys of all kinds and whole files are refused without a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/secret/age.h"
#include "engine/secret/age_header.h"
#include "engine/secret/age_keys.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace converge::secret;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto header = parse_age_header(text); header && age_header_text(header->stanzas) != header->authenticated)
    std::abort();
  static const Identity* const identity = [] {
    auto* made = new Identity;
    made->recipient.point = std::string(32, 'p');
    made->scalar = SecretBytes(std::string(32, 's'));
    return made;
  }();
  (void)open_age(text, {identity});
  (void)parse_recipients(text);
  (void)parse_identities(text);
  return 0;
}
