// SPDX-License-Identifier: MIT
// engine/core/encryption.h: by what a text is encrypted, as its first bytes tell.
#pragma once

#include <cstdint>
#include <string_view>

namespace converge {

enum class Encryption : std::uint8_t { none, vault, age };

/// Of a whole file, or of the text of a scalar. The first 64 bytes are enough,
/// unless white space stands before an age file that is armored.
Encryption encryption_of(std::string_view text);

/// "vault" or "age"; "" for none.
std::string_view encryption_name(Encryption encryption);

}  // namespace converge
