// SPDX-License-Identifier: MIT
// resources/file/names.h: users and groups within one batch, each asked for once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "resources/file/accounts.h"
#include "resources/file/actual.h"
#include "resources/file/desired.h"

namespace converge::file {

/// Remembers answers for as long as a batch lasts: the next may follow one that adds users.
class Names {
 public:
  explicit Names(Accounts& accounts) : accounts_(accounts) {}

  /// Who holds a node, for those of owner and group that are managed.
  Result<Holders> holders(const Node& node, const Owners& wanted);
  /// The ids of names; a name that does not exist is `not_found` and says what to do.
  Result<Metadata> ids(const Owners& owners);

 private:
  using Ids = std::map<std::string, std::optional<std::uint32_t>>;
  using Texts = std::map<std::uint32_t, std::string>;
  enum class Database : std::uint8_t { users, groups };

  Result<std::optional<std::uint32_t>> find(Database database, const std::string& name);
  Result<std::string> text(Database database, std::uint32_t id);
  /// The name to show for an id, given the one that is wanted; notes a wanted one that is missing.
  Result<std::string> held(Database database, std::uint32_t id, const std::string& wanted, Account& account);

  Accounts& accounts_;
  Ids ids_[2];
  Texts texts_[2];
};

}  // namespace converge::file
