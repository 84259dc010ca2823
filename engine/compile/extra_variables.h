// SPDX-License-Identifier: MIT
// engine/compile/extra_variables.h: variables of the command line, `-e`.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/result.h"
#include "engine/core/secret_door.h"
#include "engine/core/value.h"

namespace converge {

/// Reads a file from where the user stands.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;

/// The variables of all `-e` words, the last of a name wins. A word is
/// `NAME=VALUE ...` (values are strings, quotes as in a shell), `@FILE` (a map in
/// YAML or JSON) or a map in YAML or JSON. A file may be encrypted, as a whole or
/// in part; `secrets` opens it. What is wrong is reported.
Value read_extra_variables(const std::vector<std::string>& words, const ReadFile& read, Diagnostics& diagnostics,
                           SecretDoor* secrets = nullptr);

}  // namespace converge
