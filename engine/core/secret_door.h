// SPDX-License-Identifier: MIT
// engine/core/secret_door.h: the one way from what is encrypted to its plain text.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/result.h"

namespace converge {

/// Opens what is encrypted, with the keys that a run has. Keys are read when the
/// first text needs them. Errors name no part of a plain text.
class SecretDoor {
 public:
  SecretDoor() = default;
  SecretDoor(const SecretDoor&) = delete;
  SecretDoor& operator=(const SecretDoor&) = delete;
  virtual ~SecretDoor() = default;
  /// The plain text of an encrypted scalar, which is UTF-8.
  virtual Result<std::string> open_scalar(std::string_view sealed) = 0;
  /// The plain text of a file that is encrypted as a whole; any bytes.
  virtual Result<std::string> open_file(std::string_view bytes) = 0;
};

}  // namespace converge
