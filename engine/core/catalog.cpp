// SPDX-License-Identifier: MIT
#include "engine/core/catalog.h"

#include "engine/core/secret_value.h"

#include <array>

namespace converge {

namespace {

template <typename E, std::size_t N>
std::optional<E> find_name(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == name) return static_cast<E>(i);
  return std::nullopt;
}

constexpr std::array<std::string_view, 4> policy_names = {"ask", "allowed", "drained", "deferred"};
constexpr std::array<std::string_view, 4> importance_names = {"low", "normal", "high", "critical"};
constexpr std::array<std::string_view, 3> edge_type_names = {"hard", "automatic", "soft"};

}  // namespace

std::string_view disruption_policy_name(DisruptionPolicy policy) {
  return policy_names[static_cast<std::size_t>(policy)];
}

std::optional<DisruptionPolicy> parse_disruption_policy(std::string_view name) {
  return find_name<DisruptionPolicy>(policy_names, name);
}

std::string_view importance_name(Importance importance) {
  return importance_names[static_cast<std::size_t>(importance)];
}

std::optional<Importance> parse_importance(std::string_view name) {
  return find_name<Importance>(importance_names, name);
}

std::string_view edge_type_name(EdgeType type) { return edge_type_names[static_cast<std::size_t>(type)]; }

std::optional<std::uint32_t> Catalog::find(const ResourceId& id) const {
  for (std::uint32_t i = 0; i < resources.size(); ++i)
    if (resources[i].id == id) return i;
  return std::nullopt;
}

bool holds_secret(const Catalog& catalog) {
  for (const Resource& resource : catalog.resources)
    if (holds_secret(resource.attributes)) return true;
  return false;
}

Value content_value(const ContentRef& ref, Span span) {
  Value value = Value::map({}, span);
  value.set("$content", Value::string(ref.sha256));
  value.set("size", Value::integer(static_cast<std::int64_t>(ref.size)));
  return value;
}

std::optional<ContentRef> content_ref(const Value& value) {
  const Value* digest = value.find("$content");
  if (digest == nullptr || !digest->is_string()) return std::nullopt;
  const Value* size = value.find("size");
  const bool sized = size != nullptr && size->type() == Type::integer;
  return ContentRef{digest->text(), sized ? static_cast<std::uint64_t>(size->as_integer()) : 0};
}

}  // namespace converge
