// SPDX-License-Identifier: MIT
// engine/secret/age.h: files of age-encryption.org/v1, binary and armored, both ways.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/secret/age_keys.h"
#include "engine/secret/secret_bytes.h"

namespace converge::secret {

/// Whether a text begins as an age file does, binary or armored.
bool is_age(std::string_view text);

/// The plain text. denied if none of the identities is a recipient, invalid if
/// header or text are damaged or cut off, unsupported for other versions and for
/// a file that only a passphrase opens.
Result<SecretBytes> open_age(std::string_view text, const std::vector<const Identity*>& identities);

/// An armored file for all of the recipients; invalid without any.
Result<std::string> make_age(std::string_view plain, const std::vector<Recipient>& recipients);

}  // namespace converge::secret
