// SPDX-License-Identifier: MIT
#include "engine/plan/bound_catalog.h"

#include <map>
#include <thread>

#include "engine/core/hash.h"
#include "engine/core/json.h"
#include "engine/core/plan.h"
#include "engine/core/secret_value.h"
#include "engine/plan/veil.h"

namespace converge {

namespace {

constexpr std::string_view secret_mark = "secret ";
constexpr std::string_view stain = " once secret";

Result<void> bind_resource(const Resource& resource, const Registry& registry, BoundCatalog& bound) {
  Kind* kind = registry.find(resource.id.kind);
  if (kind == nullptr) {
    return fail(ErrorCode::unsupported, resource.id.text() + ": this program does not know the kind '" + resource.id.kind + "'");
  }
  Diagnostics diagnostics;
  auto want = kind->parse(resource.attributes, diagnostics);
  if (!want || diagnostics.has_errors()) {
    const std::string why = diagnostics.empty() ? "its attributes are malformed" : diagnostics.all().front().message;
    return fail(ErrorCode::invalid, resource.id.text() + ": " + why);
  }
  bound.kinds.push_back(kind);
  bound.wants.push_back(std::move(*want));
  return {};
}

}  // namespace

Result<BoundCatalog> bind_catalog(const Catalog& catalog, std::string sha256, const Registry& registry) {
  BoundCatalog bound;
  bound.catalog = &catalog;
  bound.sha256 = std::move(sha256);
  bound.kinds.reserve(catalog.resources.size());
  bound.wants.reserve(catalog.resources.size());
  for (const Resource& resource : catalog.resources) {
    const Result<void> done = bind_resource(resource, registry, bound);
    if (!done) return fail(done.error());
  }
  Ordering ordering = order_nodes(catalog.node_count(), catalog.edges);
  if (!ordering.acyclic()) return fail(ErrorCode::invalid, "the catalog's edges form a cycle");
  bound.order = std::move(ordering.order);
  bound.incoming.resize(catalog.node_count());
  for (const Edge& edge : catalog.edges) bound.incoming[edge.to].push_back(edge);
  veil_shared_secrets(bound);
  return bound;
}

bool carries_failure(const BoundCatalog& bound, const Edge& edge) {
  if (edge.type != EdgeType::soft || !bound.is_resource(edge.to)) return true;
  return bound.kinds[edge.to]->law() == KindLaw::action;
}

void refuse_clashes(BoundCatalog& bound, const std::stop_token& stop) {
  std::map<Kind*, std::vector<std::uint32_t>> groups;
  for (std::uint32_t node = 0; node < bound.size(); ++node) groups[bound.kinds[node]].push_back(node);
  for (const auto& [kind, nodes] : groups) {
    std::vector<const Boxed*> wants;
    wants.reserve(nodes.size());
    for (const std::uint32_t node : nodes) wants.push_back(&bound.wants[node]);
    const std::vector<std::optional<Clash>> clashes = kind->clashes(wants, stop);
    for (std::size_t i = 0; i < clashes.size(); ++i) {
      if (!clashes[i]) continue;
      const std::string other = bound.resource(nodes[clashes[i]->other]).id.text();
      const std::string text = clashes[i]->words + " " + other + "; " + clashes[i]->advice;
      bound.refused.emplace(nodes[i], Error{ErrorCode::conflict, text, {}});
    }
  }
}

namespace {

/// Who clashes is neither planned nor tried, in whichever batch it comes up.
void answer_refused(const BoundCatalog& bound, const std::vector<std::uint32_t>& nodes,
                    std::vector<Result<Boxed>>& answers) {
  if (bound.refused.empty()) return;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (const auto found = bound.refused.find(nodes[i]); found != bound.refused.end()) answers[i] = fail(found->second);
}

}  // namespace

std::vector<Result<Boxed>> probe_nodes(const BoundCatalog& bound, const std::vector<std::uint32_t>& nodes,
                                       std::stop_token stop) {
  std::map<Kind*, std::vector<std::size_t>> groups;  // kind -> positions in `nodes`
  for (std::size_t i = 0; i < nodes.size(); ++i) groups[bound.kinds[nodes[i]]].push_back(i);
  std::vector<Result<Boxed>> answers(nodes.size(), fail(ErrorCode::canceled, "not probed"));
  const auto probe_group = [&](Kind* kind, const std::vector<std::size_t>& positions) {
    std::vector<const Boxed*> wants;
    wants.reserve(positions.size());
    for (const std::size_t position : positions) wants.push_back(&bound.wants[nodes[position]]);
    std::vector<Result<Boxed>> found = kind->probe(wants, stop);
    for (std::size_t i = 0; i < positions.size(); ++i) answers[positions[i]] = std::move(found[i]);
  };
  if (groups.size() == 1) {
    probe_group(groups.begin()->first, groups.begin()->second);
    answer_refused(bound, nodes, answers);
    return answers;
  }
  std::vector<std::jthread> threads;
  threads.reserve(groups.size());
  for (const auto& [kind, positions] : groups) threads.emplace_back(probe_group, kind, std::cref(positions));
  threads.clear();  // joins
  answer_refused(bound, nodes, answers);
  return answers;
}

std::string desired_fingerprint(const Resource& resource, std::string_view secret_key) {
  const std::string json = to_json(resource.attributes);
  if (!holds_secret(resource.attributes)) return sha256(json);
  const Value* path = resource.attributes.find("path");
  return std::string(secret_mark) + hmac_sha256(secret_key, json) + (path == nullptr ? "" : " " + path->text());
}

std::string wish_fingerprint(const BoundCatalog& bound, std::uint32_t node) {
  std::string fingerprint = desired_fingerprint(bound.resource(node), bound.secret_key);
  return bound.stained.contains(node) ? fingerprint + std::string(stain) : fingerprint;
}

bool is_stained(std::string_view fingerprint) { return !is_of_secret(fingerprint) && fingerprint.ends_with(stain); }

bool is_of_secret(std::string_view fingerprint) { return fingerprint.starts_with(secret_mark); }

std::string secret_path(std::string_view fingerprint) {
  const std::size_t space = is_of_secret(fingerprint) ? fingerprint.find(' ', secret_mark.size()) : std::string_view::npos;
  return space == std::string_view::npos ? "" : std::string(fingerprint.substr(space + 1));
}

std::string actual_fingerprint(const BoundCatalog& bound, std::uint32_t node, const std::vector<Observation>& observations) {
  std::string plain = fingerprint_of(observations);
  const bool secret = holds_secret(bound.resource(node).attributes) || bound.stained.contains(node);
  return secret ? hmac_sha256(bound.secret_key, plain) : plain;
}

}  // namespace converge
