// SPDX-License-Identifier: MIT
// resources/file/posix/posix_accounts.h: users and groups of this machine, or of
// a folder that is treated as one.
#pragma once

#include <string>
#include <string_view>

#include "resources/file/accounts.h"
#include "resources/file/filesystem.h"

namespace converge {

/// With the root "/" the system is asked, directory services included; of any
/// other root, its etc/passwd and etc/group are read through `files`, which the
/// caller keeps alive. Nothing is remembered: a run may itself add users.
class PosixAccounts final : public Accounts {
 public:
  PosixAccounts(FileSystem& files, std::string_view root) : files_(files), own_machine_(root == "/") {}

  Result<std::optional<std::uint32_t>> find_user(const std::string& name) override;
  Result<std::optional<std::uint32_t>> find_group(const std::string& name) override;
  Result<std::string> user_name(std::uint32_t uid) override;
  Result<std::string> group_name(std::uint32_t gid) override;

 private:
  FileSystem& files_;
  bool own_machine_;
};

}  // namespace converge
