// SPDX-License-Identifier: MIT
// engine/secret/age_header.h: the header of a file of age-encryption.org/v1, by
// the specification at c2sp.org/age: stanzas that hold the file's key, and a MAC.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"

namespace converge::secret {

/// One recipient's wrapped key: "-> TYPE ARGUMENT..." and a body in base64.
struct Stanza {
  std::vector<std::string> words;  ///< the type, then its arguments; at least one
  std::string body;
};

/// The header taken apart, and what follows it.
struct AgeHeader {
  std::vector<Stanza> stanzas;
  std::string mac;                 ///< 32 bytes
  std::string_view authenticated;  ///< the part of the text that the MAC is of, to "---"
  std::string_view payload;        ///< all behind the header, in the text that was parsed
};

inline constexpr std::string_view age_version_line = "age-encryption.org/v1\n";

/// Reads the header strictly: what has two forms elsewhere has one here. invalid for anything else.
Result<AgeHeader> parse_age_header(std::string_view text);

/// The header up to "---", to be authenticated.
std::string age_header_text(const std::vector<Stanza>& stanzas);

}  // namespace converge::secret
