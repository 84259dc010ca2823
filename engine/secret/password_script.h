// SPDX-License-Identifier: MIT
// engine/secret/password_script.h: a program that prints a vault's password, as Ansible runs one.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "engine/secret/secret_bytes.h"

namespace converge::secret {

/// What the program prints on its standard output, at most 64 KiB. It may talk
/// to the user on the terminal. failed for another exit code than 0, timed_out
/// after the deadline (the program is killed), not_found or denied where it cannot be started.
Result<SecretBytes> output_of(const std::vector<std::string>& words, std::chrono::milliseconds deadline);

}  // namespace converge::secret
