// SPDX-License-Identifier: MIT
// tests/unit/secret/fixtures.h: texts that age 1.1.1, ansible-vault 2.14 and
// ssh-keygen have made. The keys among them are known to everybody.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "engine/secret/age_keys.h"

namespace converge::secret {

inline const std::string fixtures = CONVERGE_SOURCE_DIR "/tests/unit/secret/fixtures/";
inline const std::string known_plain = "attack at dawn\n";

inline std::string fixture(const std::string& name) {
  std::ifstream file(fixtures + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::vector<Identity> identities_of(const std::string& name) {
  auto identities = parse_identities(fixture(name));
  return identities ? std::move(*identities) : std::vector<Identity>();
}

}  // namespace converge::secret
