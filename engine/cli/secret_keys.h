// SPDX-License-Identifier: MIT
// engine/cli/secret_keys.h: keys and recipients as the command line, the
// environment and the repository name them.
#pragma once

#include <string>
#include <vector>

#include "engine/cli/options.h"
#include "engine/core/result.h"
#include "engine/secret/age_keys.h"
#include "engine/secret/key_sources.h"

namespace converge {

/// Keys named by options, then those of the environment. Passwords are asked
/// for on the terminal, also while standard input is something else.
Result<secret::KeySources> key_sources(const SecretOptions& options);

/// For whom to encrypt: the recipients of the command line, or else those of the
/// file .converge-recipients or age-recipients.txt in `folder` or the nearest one
/// above it, up to the top of the repository. not_found where nobody is named.
Result<std::vector<secret::Recipient>> recipients_for(const SecretOptions& options, const std::string& folder);

/// Asks for a text on the terminal without showing it; unsupported without a terminal.
Result<secret::SecretBytes> ask_secret(const std::string& question);

/// A whole file, or standard input for "-", at most 16 MiB.
Result<secret::SecretBytes> read_secret_file(const std::string& path);

}  // namespace converge
