// SPDX-License-Identifier: MIT
// engine/secret/ssh_key.h: ed25519 keys of OpenSSH, as age uses them.
#pragma once

#include <string_view>

#include "engine/core/result.h"
#include "engine/secret/age_keys.h"

namespace converge::secret {

/// "ssh-ed25519 AAAA... comment"
Result<Recipient> parse_ssh_public_key(std::string_view line);

/// A file of OpenSSH's format (openssh, PROTOCOL.key). denied for a key that a
/// passphrase protects, unsupported for other types of keys.
Result<Identity> parse_ssh_private_key(std::string_view text);

}  // namespace converge::secret
