// SPDX-License-Identifier: MIT
// engine/core/resource_id.h: the name of a resource: kind[title].
#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace converge {

/// Names one wanted thing within a catalog, e.g. file[/etc/motd].
struct ResourceId {
  std::string kind;
  std::string title;

  [[nodiscard]] std::string text() const { return kind + "[" + title + "]"; }
  auto operator<=>(const ResourceId&) const = default;
};

/// Reads "kind[title]"; the title may itself hold brackets. Nothing if malformed.
std::optional<ResourceId> parse_resource_id(std::string_view text);

}  // namespace converge

template <>
struct std::hash<converge::ResourceId> {
  std::size_t operator()(const converge::ResourceId& id) const noexcept {
    return std::hash<std::string>{}(id.title) * 31 + std::hash<std::string>{}(id.kind);
  }
};
