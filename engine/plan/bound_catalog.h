// SPDX-License-Identifier: MIT
// engine/plan/bound_catalog.h: a catalog with its kinds, its typed resources and its order.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/catalog.h"
#include "engine/core/kind.h"
#include "engine/graph/dag.h"

namespace converge {

/// What planner and executor share about one host. The catalog and the kinds must outlive it.
struct BoundCatalog {
  const Catalog* catalog = nullptr;
  std::string sha256;         ///< of the catalog's canonical JSON; with secrets in it an HMAC under secret_key
  std::string secret_key;     ///< the host's key for fingerprints of what holds secrets
  std::vector<Kind*> kinds;   ///< of each resource
  std::vector<Boxed> wants;   ///< each resource's Desired
  std::vector<std::uint32_t> order;
  std::vector<std::vector<Edge>> incoming;  ///< of each node, barriers included
  std::map<std::uint32_t, Error> refused;   ///< resources that clash on this machine: every probe of one answers this
  std::set<std::uint32_t> stained;          ///< share a file in which they once kept a secret: it may be there still

  [[nodiscard]] std::size_t size() const { return wants.size(); }
  [[nodiscard]] bool is_resource(std::uint32_t node) const { return node < wants.size(); }
  [[nodiscard]] const Resource& resource(std::uint32_t node) const { return catalog->resources[node]; }
};

/// Whether a failure before an edge stops what comes after it. Soft edges only
/// order things, but an action relies on all that was written before it.
bool carries_failure(const BoundCatalog& bound, const Edge& edge);

/// Looks up the kinds, reads the attributes and orders the nodes. An unknown
/// kind, attributes that a kind refuses or a cycle are invalid: the catalog was
/// not made by a program of this version. Who shares a thing with a secret is told so.
Result<BoundCatalog> bind_catalog(const Catalog& catalog, std::string sha256, const Registry& registry);

/// Asks the kinds which resources meet on this machine, and refuses each that does.
void refuse_clashes(BoundCatalog& bound, const std::stop_token& stop);

/// Probes the given resources, kind by kind, kinds in parallel. Element i answers nodes[i].
std::vector<Result<Boxed>> probe_nodes(const BoundCatalog& bound, const std::vector<std::uint32_t>& nodes,
                                       std::stop_token stop);

/// The fingerprint of what is wanted: SHA-256 of the attributes' canonical JSON, or its
/// HMAC under the key where a secret is among them, which a plain digest would give away;
/// that one says so, and at which path.
std::string desired_fingerprint(const Resource& resource, std::string_view secret_key);
/// The fingerprint of what was found of a node; keyed likewise, as it may be the secret itself.
std::string actual_fingerprint(const BoundCatalog& bound, std::uint32_t node, const std::vector<Observation>& observations);
/// The fingerprint that the journal keeps of a node's wish: it also says whether the node is stained.
std::string wish_fingerprint(const BoundCatalog& bound, std::uint32_t node);
bool is_stained(std::string_view fingerprint);
/// Whether a fingerprint is of attributes with a secret among them.
bool is_of_secret(std::string_view fingerprint);
/// The path at which that secret is; "" for none.
std::string secret_path(std::string_view fingerprint);

}  // namespace converge
