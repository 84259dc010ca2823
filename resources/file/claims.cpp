// SPDX-License-Identifier: MIT
// What a file resource gives to others, needs from them and owns alone.
#include "resources/file/file_kind.h"
#include "resources/file/unit_claims.h"

namespace converge {

using file::Desired;
using file::NodeType;
using file::State;

namespace {

void need_parents(std::string path, Claims& claims) {
  while (path.size() > 1) {
    path = parent_folder(path);
    if (path != "/") claims.needs.push_back({"path", path});
  }
}

void need_account(const std::string& space, const std::optional<std::string>& name, Claims& claims) {
  if (name && !file::parse_id(*name)) claims.needs.push_back({space, *name});
}

/// A unit file and its drop-ins come before the unit, also where they are taken away.
void provide_unit(const std::string& path, Claims& claims) {
  if (std::string unit = file::unit_defined_by(path); !unit.empty())
    claims.provides.push_back({"unit file", std::move(unit)});
}

/// A merge shares the file and what is around its keys, and owns these and the metadata that it names.
void claim_merged(const Desired& want, Claims& claims) {
  claims.shares.push_back({"file", want.path});
  // Nothing but JSON can stand in a JSON file; the other formats can live side by side.
  claims.agrees.push_back({{"file", want.path}, want.merge->format == MergeFormat::json ? "JSON" : "lines of text"});
  const auto own = [&](const std::string& key) { claims.owns.push_back({"file-key", want.path + "#" + key}); };
  for (const std::string& key : owned_keys(*want.merge)) own(key);
  for (const SharedKey& each : shared_keys(*want.merge)) {
    Key key{"file-key", want.path + "#" + each.key};
    claims.shares.push_back(key);
    if (!each.word.empty()) claims.agrees.push_back({std::move(key), each.word});
  }
  if (want.mode) own("mode");
  if (want.owners.owner) own("owner");
  if (want.owners.group) own("group");
}

/// Several trees may overlay one folder, so a tree that says nothing about its
/// folder itself owns only what it puts there. Folders in a tree are shared with
/// other trees, and with a resource of their own while the tree leaves their metadata alone.
void claim_tree(const Desired& want, Claims& claims) {
  for (const file::TreeEntry& entry : *want.tree) {
    const std::string path = file::join_path(want.path, entry.path);
    claims.provides.push_back({"path", path});
    provide_unit(path, claims);
    if (entry.type != NodeType::directory) claims.closes.push_back(path);
    const bool metadata = entry.mode || !entry.owners.empty();
    if (entry.type != NodeType::directory)
      claims.owns.push_back({"file", path});
    else if (metadata)
      claims.shares.push_back({"file", path});
  }
}

/// What is below a folder goes before the folder does.
void claim_removal(const Desired& want, Claims& claims) {
  claims.removes = want.path;
  claims.needs.push_back({"emptied", want.path});
  for (std::string path = want.path; path.size() > 1;) {
    path = parent_folder(path);
    claims.provides.push_back({"emptied", path});
  }
}

}  // namespace

/// What takes the place of a folder, or of a link to one, moves all that was to be seen below it.
std::vector<Key> FileKind::moves(const Change& change) {
  const auto* write = std::get_if<file::WriteContent>(&change.action);
  const bool replaces =
      write != nullptr && write->before != file::node_type_name(NodeType::absent) && write->before_sha256.empty();
  if (std::holds_alternative<file::Remove>(change.action)) return {{"path", change.path}, {"below", change.path}};
  if (replaces || std::holds_alternative<file::MakeLink>(change.action)) return {{"below", change.path}};
  return {};
}

Claims FileKind::claims(const Desired& want) {
  Claims claims;
  need_parents(want.path, claims);
  need_account("user", want.owners.owner, claims);
  need_account("group", want.owners.group, claims);
  if (want.state == State::absent)
    claim_removal(want, claims);
  else
    claims.provides.push_back({"path", want.path});
  provide_unit(want.path, claims);
  if (want.state == State::present || want.state == State::link) claims.closes.push_back(want.path);
  if (want.merge) {
    claim_merged(want, claims);
    return claims;
  }
  if (want.purge == file::Purge::remove) claims.sweeps = want.path;
  const bool owns_folder = !want.tree || want.purge == file::Purge::remove || want.mode || !want.owners.empty();
  if (owns_folder) claims.owns.push_back({"file", want.path});
  if (want.tree) claim_tree(want, claims);
  return claims;
}

}  // namespace converge
