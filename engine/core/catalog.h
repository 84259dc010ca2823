// SPDX-License-Identifier: MIT
// engine/core/catalog.h: the compiled resources of one host: no templates, no
// variables, contents by digest, edges with reasons. What crosses to an agent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/change.h"
#include "engine/core/content.h"
#include "engine/core/resource_id.h"
#include "engine/core/result.h"
#include "engine/core/span.h"
#include "engine/core/value.h"

namespace converge {

/// The catalog format that this program writes. It reads this one and the one before.
inline constexpr int catalog_version = 1;

/// What a resource may interrupt without asking.
enum class DisruptionPolicy : std::uint8_t { ask, allowed, drained, deferred };
/// The word for a policy in YAML and JSON.
std::string_view disruption_policy_name(DisruptionPolicy policy);
/// The policy of a word; nothing for another word.
std::optional<DisruptionPolicy> parse_disruption_policy(std::string_view name);

/// How much a difference in a resource matters to its owners.
enum class Importance : std::uint8_t { low, normal, high, critical };
/// The word for an importance in YAML (`severity:`) and JSON.
std::string_view importance_name(Importance importance);
/// The importance of a word; nothing for another word.
std::optional<Importance> parse_importance(std::string_view name);

/// "If this resource changes, that one is refreshed."
struct Notify {
  std::uint32_t target = 0;  ///< index into Catalog::resources
  Refresh refresh = Refresh::restart;
  bool operator==(const Notify&) const = default;
};

/// One compiled resource.
struct Resource {
  ResourceId id;
  std::string label;    ///< `name:` of the resource, for people; may be empty
  Value attributes;     ///< normalised by the kind's schema; contents replaced by references
  Span origin;          ///< where its YAML starts
  std::string role;     ///< the role it came from, or ""
  std::vector<Notify> notify;
  std::vector<std::string> tags;
  DisruptionPolicy disruption = DisruptionPolicy::ask;
  Importance importance = Importance::normal;
};

/// Why one node must come before another.
enum class EdgeType : std::uint8_t {
  hard,       ///< written: requires, before, notify
  automatic,  ///< from claims; `auto_edges: false` switches them off
  soft,       ///< customary order; dropped where it would close a cycle
};
/// The word for a type of edge in JSON and `converge graph`.
std::string_view edge_type_name(EdgeType type);

/// An edge between two nodes. Nodes are the resources, followed by the barriers.
struct Edge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  EdgeType type = EdgeType::hard;
  std::string reason;  ///< "parent folder of /etc/docker/daemon.json"
  bool operator==(const Edge&) const = default;
};

/// A content that resources refer to, and where it comes from if not with the catalog.
struct CatalogContent {
  ContentRef ref;
  std::string url;  ///< fetched by who holds the catalog when a host needs it; "" if it comes along
  bool operator==(const CatalogContent&) const = default;
};

/// The compiled resources of one host.
struct Catalog {
  std::string host;
  std::string owner;     ///< the repository that owns the host, e.g. its path or URL
  std::string revision;  ///< Git commit, or "" for a plain folder
  std::vector<Resource> resources;
  std::vector<std::string> barriers;  ///< what each barrier separates, in words
  std::vector<Edge> edges;
  std::vector<Edge> dropped;  ///< soft edges that would have closed a cycle
  std::vector<CatalogContent> contents;

  [[nodiscard]] std::size_t node_count() const { return resources.size() + barriers.size(); }
  [[nodiscard]] std::optional<std::uint32_t> find(const ResourceId& id) const;
};

/// Whether an attribute of any resource is secret. Such a catalog is kept nowhere.
bool holds_secret(const Catalog& catalog);

/// A resource attribute that stands for content: {"$content": SHA256, "size": N}.
Value content_value(const ContentRef& ref, Span span = {});
/// Reads such a value; nothing if it is not one.
std::optional<ContentRef> content_ref(const Value& value);

/// Canonical JSON, one line, byte-equal for equal catalogs.
std::string to_json(const Catalog& catalog);
/// Reads and checks a catalog: version, indices, duplicate ids, acyclic node numbers are in range.
Result<Catalog> parse_catalog(std::string_view json);

}  // namespace converge
