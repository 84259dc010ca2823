// SPDX-License-Identifier: MIT
#include "engine/secret/encryption.h"

#include "engine/secret/age.h"
#include "engine/secret/vault.h"

namespace converge::secret {

Encryption encryption_of(std::string_view text) {
  if (is_vault(text)) return Encryption::vault;
  return is_age(text) ? Encryption::age : Encryption::none;
}

std::string_view encryption_name(Encryption encryption) {
  switch (encryption) {
    case Encryption::vault: return "vault";
    case Encryption::age: return "age";
    case Encryption::none: break;
  }
  return "";
}

}  // namespace converge::secret
