// SPDX-License-Identifier: MIT
// engine/cli/run_secrets.h: opens what is encrypted, for one run.
#pragma once

#include <memory>

#include "engine/cli/options.h"
#include "engine/core/secret_door.h"

namespace converge {

/// The keys that the command line and the environment name. They are read, and a
/// password is asked for, when the first text needs them. From the first plain text
/// on this process leaves no core dump and cannot be traced by its user.
std::shared_ptr<SecretDoor> run_secrets(const Options& options);

}  // namespace converge
