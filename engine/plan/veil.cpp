// SPDX-License-Identifier: MIT
#include "engine/plan/veil.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/core/secret_value.h"

namespace converge {

namespace {

constexpr std::string_view file_space = "file";

using Paths = std::set<std::string>;

void veil(BoundCatalog& bound, std::uint32_t node, std::string_view word) {
  Value attributes = bound.resource(node).attributes;
  attributes.set("$veil", Value::string(std::string(word)));
  Diagnostics ignored;  // all but the veil was read before
  if (auto want = bound.kinds[node]->parse(attributes, ignored)) bound.wants[node] = std::move(*want);
}

bool names_one(const std::vector<Key>& keys, const Paths& paths) {
  return std::ranges::any_of(keys, [&](const Key& key) { return key.space == file_space && paths.contains(key.value); });
}

bool shares_file(const Claims& claims) {
  return std::ranges::any_of(claims.shares, [](const Key& key) { return key.space == file_space; });
}

bool is_secret(const BoundCatalog& bound, std::uint32_t node) { return holds_secret(bound.resource(node).attributes); }

/// Where resources held secrets that are not in the catalog.
Paths absent_secrets(const BoundCatalog& bound, const std::map<ResourceId, LastApplied>& last) {
  std::set<ResourceId> present;
  for (const Resource& resource : bound.catalog->resources) present.insert(resource.id);
  Paths paths;
  for (const auto& [id, applied] : last)
    if (is_of_secret(applied.desired) && !present.contains(id)) paths.insert(secret_path(applied.desired));
  paths.erase("");
  return paths;
}

}  // namespace

void veil_shared_secrets(BoundCatalog& bound) {
  Paths paths;
  for (std::uint32_t node = 0; node < bound.size(); ++node) {
    if (!is_secret(bound, node)) continue;
    for (const Key& key : bound.kinds[node]->claims(bound.wants[node]).shares)
      if (key.space == file_space) paths.insert(key.value);
  }
  if (paths.empty()) return;
  for (std::uint32_t node = 0; node < bound.size(); ++node)
    if (!is_secret(bound, node) && names_one(bound.kinds[node]->claims(bound.wants[node]).shares, paths))
      veil(bound, node, "others");
}

void veil_former_secrets(BoundCatalog& bound, const std::map<ResourceId, LastApplied>& last) {
  const Paths gone = absent_secrets(bound, last);
  for (std::uint32_t node = 0; node < bound.size(); ++node) {
    if (is_secret(bound, node)) continue;
    const auto found = last.find(bound.resource(node).id);
    const bool settled = found != last.end();
    if (settled && (is_of_secret(found->second.desired) || is_stained(found->second.desired))) {
      // A key that a merge merely does not name any more is left in the file.
      if (shares_file(bound.kinds[node]->claims(bound.wants[node]))) bound.stained.insert(node);
      veil(bound, node, "former");
    } else if (!gone.empty()) {
      const Claims claims = bound.kinds[node]->claims(bound.wants[node]);
      const bool shares = names_one(claims.shares, gone);
      // One that has converged since owns what is there; if it shares the file, the secret may be there still.
      if (!settled && (shares || names_one(claims.owns, gone))) veil(bound, node, "former");
      if (settled && shares) veil(bound, node, "others");
    }
  }
}

Result<void> veil_former_secrets(BoundCatalog& bound, Journal& journal) {
  const Result<std::string> key = journal.secret_key();
  if (!key) return fail(key.error());
  if (key->empty()) return {};
  const auto last = journal.last_applied();
  if (!last) return fail(last.error());
  veil_former_secrets(bound, *last);
  return {};
}

}  // namespace converge
