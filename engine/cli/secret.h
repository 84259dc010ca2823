// SPDX-License-Identifier: MIT
// engine/cli/secret.h: the parts of `converge secret`; each answers the exit code.
#pragma once

#include <stop_token>
#include <string>

#include "engine/cli/options.h"
#include "engine/cli/secret_keys.h"

namespace converge {

/// Prints why it could not be done, and answers the exit code: 65 for what was
/// given and is malformed, 69 for what is not there or failed, 1 for a key that does not open it.
int report_secret_error(const Error& error);

/// Decrypts a file into a folder in memory, lets the user's editor at it, and
/// encrypts it again in one step. A new name makes a new file. A stop ends the
/// editor; the plain text is then gone and the file is as it was.
int edit_secret(const SecretOptions& options, const std::string& path, std::stop_token stop);

/// Opens every encrypted scalar and file below a folder, and warns of values
/// that look like secrets in plain text.
int check_secrets(const Options& options, const std::string& folder);

}  // namespace converge
