// SPDX-License-Identifier: MIT
// engine/secret/plain_secrets.h: values that look like secrets and are written in plain text.
#pragma once

#include <string_view>

#include "engine/core/diagnostic.h"
#include "engine/core/value.h"

namespace converge::secret {

/// Whether a key's name says that its value is a secret: its last word is
/// password, token, secret or the like, or it ends with api_key, private_key and
/// so on. `public_key`, `authorized_keys` and `password_file` say no such thing.
bool names_a_secret(std::string_view key);

/// Warns of each text under such a key. A secret value, an empty one, a template
/// ("{{ ... }}") and a path are none. Says where, and never what.
void find_plain_secrets(const Value& value, Diagnostics& diagnostics);

}  // namespace converge::secret
