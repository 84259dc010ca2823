// SPDX-License-Identifier: MIT
#include "resources/file/names.h"

namespace converge::file {

Result<std::optional<std::uint32_t>> Names::find(Database database, const std::string& name) {
  if (const auto id = parse_id(name)) return id;
  Ids& known = ids_[static_cast<std::size_t>(database)];
  if (const auto found = known.find(name); found != known.end()) return found->second;
  auto id = database == Database::users ? accounts_.find_user(name) : accounts_.find_group(name);
  if (id) known.emplace(name, *id);
  return id;
}

Result<std::string> Names::text(Database database, std::uint32_t id) {
  Texts& known = texts_[static_cast<std::size_t>(database)];
  if (const auto found = known.find(id); found != known.end()) return found->second;
  auto name = database == Database::users ? accounts_.user_name(id) : accounts_.group_name(id);
  if (name) known.emplace(id, *name);
  return name;
}

Result<std::string> Names::held(Database database, std::uint32_t id, const std::string& wanted, Account& account) {
  const auto wanted_id = find(database, wanted);
  if (!wanted_id) return fail(wanted_id.error());
  if (!*wanted_id) account = Account::missing;
  if (*wanted_id == id) return wanted;
  return text(database, id);
}

Result<Holders> Names::holders(const Node& node, const Owners& wanted) {
  Holders holders;
  const bool there = node.type != NodeType::absent;
  const auto take = [&](Database database, std::uint32_t id, const std::optional<std::string>& name, std::string& into,
                        Account& account) -> Result<void> {
    if (!name) return {};
    auto answer = held(database, id, *name, account);
    if (!answer) return fail(std::move(answer.error()));
    if (there) into = std::move(*answer);
    return {};
  };
  if (auto done = take(Database::users, node.uid, wanted.owner, holders.owner, holders.wanted_owner); !done) {
    return fail(std::move(done.error()));
  }
  if (auto done = take(Database::groups, node.gid, wanted.group, holders.group, holders.wanted_group); !done) {
    return fail(std::move(done.error()));
  }
  return holders;
}

Result<Metadata> Names::ids(const Owners& owners) {
  Metadata metadata;
  for (const Database database : {Database::users, Database::groups}) {
    const bool users = database == Database::users;
    const auto& name = users ? owners.owner : owners.group;
    if (!name) continue;
    const auto id = find(database, *name);
    if (!id) return fail(id.error());
    if (!*id) {
      return fail(ErrorCode::not_found, std::string("there is no ") + (users ? "user" : "group") + " '" + *name +
                                            "' on this machine; create it before this resource, or correct the name");
    }
    (users ? metadata.uid : metadata.gid) = **id;
  }
  return metadata;
}

}  // namespace converge::file
