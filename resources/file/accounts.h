// SPDX-License-Identifier: MIT
// resources/file/accounts.h: the port that knows the target's users and groups.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/core/result.h"

namespace converge {

/// Names of users and groups of one target. A name that does not exist is an
/// empty answer; a database that cannot be read is an Error. Thread-safe.
class Accounts {
 public:
  virtual ~Accounts() = default;
  virtual Result<std::optional<std::uint32_t>> find_user(const std::string& name) = 0;
  virtual Result<std::optional<std::uint32_t>> find_group(const std::string& name) = 0;
  /// The name of a user id, or its decimal digits if it has none.
  virtual Result<std::string> user_name(std::uint32_t uid) = 0;
  /// The name of a group id, or its decimal digits if it has none.
  virtual Result<std::string> group_name(std::uint32_t gid) = 0;
};

}  // namespace converge
