// SPDX-License-Identifier: MIT
#include "engine/core/encryption.h"

#include <algorithm>

namespace converge {

Encryption encryption_of(std::string_view text) {
  if (text.starts_with("$ANSIBLE_VAULT;")) return Encryption::vault;
  if (text.starts_with("age-encryption.org/")) return Encryption::age;
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----") ? Encryption::age : Encryption::none;
}

std::string_view encryption_name(Encryption encryption) {
  switch (encryption) {
    case Encryption::vault: return "vault";
    case Encryption::age: return "age";
    case Encryption::none: break;
  }
  return "";
}

}  // namespace converge
