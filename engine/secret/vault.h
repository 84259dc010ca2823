// SPDX-License-Identifier: MIT
// engine/secret/vault.h: Ansible Vault 1.1 and 1.2 (cipher AES256), both ways.
//
// A header line, then the hexadecimal form of three lines that are hexadecimal
// again: salt, HMAC-SHA-256 of the encrypted text, and the text, encrypted with
// AES-256-CTR and padded by PKCS#7. PBKDF2 makes both keys and the first counter
// of the password (ansible, lib/ansible/parsing/vault/__init__.py).
#pragma once

#include <string>
#include <string_view>

#include "engine/core/result.h"
#include "engine/secret/secret_bytes.h"

namespace converge::secret {

/// Whether a text begins as a vault does.
bool is_vault(std::string_view text);

/// A vault, taken apart; nothing of it is secret yet.
struct Vault {
  std::string label;  ///< the vault id of 1.2; "" for none
  std::string salt;
  std::string mac;
  std::string sealed;
};

/// invalid where the text is damaged, unsupported for an older version or another cipher.
Result<Vault> parse_vault(std::string_view text);

/// The plain text. denied where the HMAC is not that of the password: the
/// password is another one, or the text was changed, which cannot be told apart.
Result<SecretBytes> open_vault(const Vault& vault, std::string_view password);

/// A vault of its own salt; 1.2 with a label, else 1.1. Lines end with "\n".
Result<std::string> make_vault(std::string_view plain, std::string_view password, std::string_view label = "");

}  // namespace converge::secret
