// SPDX-License-Identifier: MIT
// engine/secret/age_keys.h: for whom age encrypts, and who can open it: X25519
// keys of age's own and ssh-ed25519 keys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/secret/secret_bytes.h"

namespace converge::secret {

enum class KeyType : std::uint8_t { x25519, ssh_ed25519 };

/// A public key. Anybody may see it.
struct Recipient {
  KeyType type = KeyType::x25519;
  std::string point;     ///< on Curve25519, 32 bytes
  std::string ssh_wire;  ///< of ssh-ed25519: the key as SSH sends it
};

/// A private key.
struct Identity {
  Recipient recipient;
  SecretBytes scalar;  ///< 32 bytes
};

/// "age1...", or a line "ssh-ed25519 AAAA... comment". unsupported for other types of keys.
Result<Recipient> parse_recipient(std::string_view text);
/// One a line; empty lines and those that begin with '#' mean nothing. An error names its line.
Result<std::vector<Recipient>> parse_recipients(std::string_view text);

/// The text of an identity file: lines of "AGE-SECRET-KEY-1...", or an OpenSSH
/// private key of ed25519. denied for one that a passphrase protects.
Result<std::vector<Identity>> parse_identities(std::string_view text);

}  // namespace converge::secret
