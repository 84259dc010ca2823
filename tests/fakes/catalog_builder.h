// SPDX-License-Identifier: MIT
// tests/fakes/catalog_builder.h: catalogs for the tests of planner and executor, without YAML.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "engine/core/catalog.h"

namespace converge {

/// Adds resources and edges one after the other.
class CatalogBuilder {
 public:
  using Attributes = std::initializer_list<std::pair<std::string, std::string>>;

  CatalogBuilder() {
    catalog_.host = "web1";
    catalog_.owner = "tests";
  }

  /// Answers the index of the new resource. Values are strings; a list is written "[a, b]", a boolean "true".
  std::uint32_t add(const std::string& kind, const std::string& title, Attributes attributes = {}) {
    Resource resource;
    resource.id = {kind, title};
    resource.origin = parse_span("site.yaml:" + std::to_string(catalog_.resources.size() + 1) + ":3");
    resource.attributes = Value::map();
    resource.attributes.set("name", Value::string(title));
    for (const auto& [key, text] : attributes) resource.attributes.set(key, value_of(text));
    catalog_.resources.push_back(std::move(resource));
    return static_cast<std::uint32_t>(catalog_.resources.size() - 1);
  }
  /// A barrier; add them after all resources.
  std::uint32_t barrier(const std::string& label) {
    catalog_.barriers.push_back(label);
    return static_cast<std::uint32_t>(catalog_.node_count() - 1);
  }
  CatalogBuilder& edge(std::uint32_t from, std::uint32_t to, EdgeType type = EdgeType::hard) {
    catalog_.edges.push_back({from, to, type, "because"});
    return *this;
  }
  /// With the hard edge that the compiler adds.
  CatalogBuilder& notify(std::uint32_t from, std::uint32_t to, Refresh refresh = Refresh::restart) {
    catalog_.resources[from].notify.push_back({to, refresh});
    return edge(from, to);
  }
  CatalogBuilder& policy(std::uint32_t node, DisruptionPolicy policy) {
    catalog_.resources[node].disruption = policy;
    return *this;
  }
  [[nodiscard]] Catalog& catalog() { return catalog_; }

 private:
  static Value value_of(const std::string& text) {
    if (text == "true" || text == "false") return Value::boolean(text == "true");
    if (!text.starts_with('[')) return Value::string(text);
    Value list = Value::list();
    for (std::size_t at = 1; at + 1 < text.size();) {
      const std::size_t end = std::min(text.find(", ", at), text.size() - 1);
      list.push_back(Value::string(text.substr(at, end - at)));
      at = end + 2;
    }
    return list;
  }

  Catalog catalog_;
};

}  // namespace converge
