// SPDX-License-Identifier: MIT
// engine/secret/age_stanza.h: the file key of an age file, wrapped for one recipient and unwrapped again.
#pragma once

#include <optional>

#include "engine/secret/age_header.h"
#include "engine/secret/age_keys.h"

namespace converge::secret {

inline constexpr std::size_t file_key_size = 16;

/// Wraps the key with a new ephemeral key pair.
Stanza wrap_file_key(std::string_view file_key, const Recipient& recipient);

/// The key, if the stanza is for this identity; nothing if it is for somebody else or damaged.
std::optional<SecretBytes> unwrap_file_key(const Stanza& stanza, const Identity& identity);

}  // namespace converge::secret
