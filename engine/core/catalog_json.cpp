// SPDX-License-Identifier: MIT
// catalog_json.cpp: a catalog to canonical JSON and back.
#include <algorithm>
#include <unordered_set>

#include "engine/core/catalog.h"
#include "engine/core/hash.h"
#include "engine/core/json.h"
#include "engine/core/secret_value.h"

namespace converge {

namespace {

Value text(std::string value) { return Value::string(std::move(value)); }
Value number(std::uint64_t value) { return Value::integer(static_cast<std::int64_t>(value)); }

/// Sets a key unless it would only say the default; keeps catalogs small.
void set_unless_empty(Value& map, std::string_view key, std::string value) {
  if (!value.empty()) map.entries().push_back(Entry{std::string(key), text(std::move(value)), {}});
}

Value to_value(const Notify& notify) {
  Value out = Value::map();
  out.set("to", number(notify.target));
  out.set("refresh", text(std::string(refresh_name(notify.refresh))));
  return out;
}

Value to_value(const Edge& edge) {
  Value out = Value::map();
  out.set("from", number(edge.from));
  out.set("to", number(edge.to));
  out.set("type", text(std::string(edge_type_name(edge.type))));
  out.set("reason", text(edge.reason));
  return out;
}

void append_resource(std::string& out, const Resource& resource) {
  Value rest = Value::map();
  set_unless_empty(rest, "label", resource.label);
  set_unless_empty(rest, "origin", resource.origin.text());
  set_unless_empty(rest, "role", resource.role);
  rest.set("kind", text(resource.id.kind));
  rest.set("title", text(resource.id.title));
  if (!resource.notify.empty()) {
    Value list = Value::list();
    for (const Notify& notify : resource.notify) list.push_back(to_value(notify));
    rest.set("notify", std::move(list));
  }
  if (!resource.tags.empty()) {
    Value list = Value::list();
    for (const std::string& tag : resource.tags) list.push_back(text(tag));
    rest.set("tags", std::move(list));
  }
  if (resource.disruption != DisruptionPolicy::ask) {
    rest.set("disruption", text(std::string(disruption_policy_name(resource.disruption))));
  }
  if (resource.importance != Importance::normal) {
    rest.set("severity", text(std::string(importance_name(resource.importance))));
  }
  // The attributes are written from where they are: copying them would double
  // the memory of a large catalog. "attributes" is the first key in byte order.
  out += "{\"attributes\":";
  // In written order: it is the order in which an edited file gets new keys.
  if (holds_secret(resource.attributes)) append_json(out, seal(resource.attributes), KeyOrder::written);
  else append_json(out, resource.attributes, KeyOrder::written);
  out += ',';
  out.append(to_json(rest), 1);
}

template <typename T, typename Append>
void append_list(std::string& out, std::string_view key, const std::vector<T>& items, Append append) {
  append_json_string(out, key);
  out += ":[";
  bool first = true;
  for (const T& item : items) {
    if (!first) out += ',';
    first = false;
    append(item);
  }
  out += ']';
}

void append_text(std::string& out, std::string_view key, std::string_view value) {
  append_json_string(out, key);
  out += ':';
  append_json_string(out, value);
  out += ',';
}

}  // namespace

// Keys in byte order by hand: barriers, contents, converge, dropped, edges, host, owner, resources, revision, version.
std::string to_json(const Catalog& catalog) {
  std::string out = "{";
  const auto append_edge = [&](const Edge& edge) { append_json(out, to_value(edge)); };
  append_list(out, "barriers", catalog.barriers, [&](const std::string& label) { append_json_string(out, label); });
  out += ',';
  append_list(out, "contents", catalog.contents, [&](const CatalogContent& content) {
    Value value = Value::map();
    value.set("sha256", text(content.ref.sha256));
    value.set("size", number(content.ref.size));
    set_unless_empty(value, "url", content.url);
    append_json(out, value);
  });
  out += ',';
  append_text(out, "converge", "catalog");
  append_list(out, "dropped", catalog.dropped, append_edge);
  out += ',';
  append_list(out, "edges", catalog.edges, append_edge);
  out += ',';
  append_text(out, "host", catalog.host);
  append_text(out, "owner", catalog.owner);
  append_list(out, "resources", catalog.resources, [&](const Resource& r) { append_resource(out, r); });
  out += ',';
  append_text(out, "revision", catalog.revision);
  out += "\"version\":" + std::to_string(catalog_version) + "}";
  return out;
}

namespace {

/// Reads typed keys of one map; the first complaint stays.
class MapReader {
 public:
  MapReader(Value& map, std::string where) : map_(map), where_(std::move(where)) {
    if (!map_.is_map()) complain("is not a map");
  }

  std::string text(std::string_view key) {
    Value* value = map_.find(key);
    if (value == nullptr) return "";
    if (!value->is_string()) complain(std::string(key) + " is not a string");
    return value->take_text();
  }
  std::uint64_t number(std::string_view key) {
    const Value* value = map_.find(key);
    if (value == nullptr || value->type() != Type::integer || value->as_integer() < 0) {
      complain(std::string(key) + " is not a number from 0");
      return 0;
    }
    return static_cast<std::uint64_t>(value->as_integer());
  }
  std::uint32_t index(std::string_view key, std::size_t bound) {
    const std::uint64_t value = number(key);
    if (value >= bound) complain(std::string(key) + " " + std::to_string(value) + " is out of range");
    return static_cast<std::uint32_t>(value);
  }
  List list(std::string_view key) {
    Value* value = map_.find(key);
    if (value == nullptr) return {};
    if (!value->is_list()) {
      complain(std::string(key) + " is not a list");
      return {};
    }
    return std::move(value->items());
  }
  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> all;
    for (Value& value : list(key)) {
      if (!value.is_string()) complain(std::string(key) + " holds something that is not a string");
      all.push_back(value.take_text());
    }
    return all;
  }
  template <typename E>
  E name(std::string_view key, E fallback, std::optional<E> (*parse)(std::string_view)) {
    const std::string word = text(key);
    if (word.empty()) return fallback;
    const std::optional<E> found = parse(word);
    if (!found) complain(std::string(key) + " '" + word + "' is not known to this version");
    return found.value_or(fallback);
  }
  Value take(std::string_view key) {
    Value* value = map_.find(key);
    return value != nullptr ? std::move(*value) : Value::map();
  }
  void complain(std::string what) {
    if (complaint_.empty()) complaint_ = where_ + ": " + std::move(what);
  }
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  Value& map_;
  std::string where_;
  std::string complaint_;
};

std::optional<EdgeType> parse_edge_type(std::string_view name) {
  for (const EdgeType type : {EdgeType::hard, EdgeType::automatic, EdgeType::soft})
    if (edge_type_name(type) == name) return type;
  return std::nullopt;
}

/// Reads a catalog part by part; complaint() tells the first thing that is wrong.
class CatalogReader {
 public:
  /// Most catalogs have no secrets, and their attributes need not be walked again.
  explicit CatalogReader(std::string_view json) : may_hold_secrets_(json.find("\"$secret\":") != std::string_view::npos) {}

  Catalog read(Value& root) {
    MapReader map(root, "catalog");
    if (map.text("converge") != "catalog") map.complain("this is not a catalog");
    const std::uint64_t version = map.number("version");
    if (version != catalog_version) {
      map.complain("format version " + std::to_string(version) + " is not known; this program reads version " +
                   std::to_string(catalog_version));
    }
    if (note(map)) return {};
    Catalog catalog;
    catalog.host = map.text("host");
    catalog.owner = map.text("owner");
    catalog.revision = map.text("revision");
    List resources = map.list("resources");
    catalog.barriers = map.texts("barriers");
    for (Value& value : map.list("contents")) catalog.contents.push_back(read_content(value));
    for (Value& value : resources) catalog.resources.push_back(read_resource(value, resources.size()));
    const std::size_t nodes = catalog.node_count();
    for (Value& value : map.list("edges")) catalog.edges.push_back(read_edge(value, nodes));
    for (Value& value : map.list("dropped")) catalog.dropped.push_back(read_edge(value, nodes));
    note(map);
    refuse_duplicates(catalog);
    return catalog;
  }
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  bool note(const MapReader& reader) {
    if (complaint_.empty()) complaint_ = reader.complaint();
    return !complaint_.empty();
  }

  CatalogContent read_content(Value& value) {
    MapReader map(value, "contents");
    CatalogContent content{{map.text("sha256"), map.number("size")}, map.text("url")};
    if (!is_sha256(content.ref.sha256)) map.complain("sha256 is malformed");
    note(map);
    return content;
  }

  Edge read_edge(Value& value, std::size_t nodes) {
    MapReader map(value, "edges");
    Edge edge;
    edge.from = map.index("from", nodes);
    edge.to = map.index("to", nodes);
    edge.type = map.name("type", EdgeType::hard, parse_edge_type);
    edge.reason = map.text("reason");
    note(map);
    return edge;
  }

  Resource read_resource(Value& value, std::size_t count) {
    MapReader map(value, "resources");
    Resource resource;
    resource.id = {map.text("kind"), map.text("title")};
    if (resource.id.kind.empty() || resource.id.title.empty()) map.complain("kind or title is missing");
    resource.label = map.text("label");
    resource.origin = parse_span(map.text("origin"));
    resource.role = map.text("role");
    resource.attributes = map.take("attributes");
    if (may_hold_secrets_) resource.attributes = unseal(std::move(resource.attributes));
    if (!resource.attributes.is_map()) map.complain("attributes is not a map");
    resource.disruption = map.name("disruption", DisruptionPolicy::ask, parse_disruption_policy);
    resource.importance = map.name("severity", Importance::normal, parse_importance);
    resource.tags = map.texts("tags");
    for (Value& item : map.list("notify")) {
      MapReader notify(item, "notify");
      resource.notify.push_back({notify.index("to", count), notify.name("refresh", Refresh::restart, parse_refresh)});
      note(notify);
    }
    note(map);
    return resource;
  }

  void refuse_duplicates(const Catalog& catalog) {
    std::unordered_set<ResourceId> seen;
    for (const Resource& resource : catalog.resources) {
      if (!seen.insert(resource.id).second && complaint_.empty()) complaint_ = resource.id.text() + " is there twice";
    }
  }

  bool may_hold_secrets_;
  std::string complaint_;
};

}  // namespace

Result<Catalog> parse_catalog(std::string_view json) {
  Result<Value> root = parse_json(json);
  if (!root) return fail(std::move(root.error()).while_doing("reading a catalog"));
  CatalogReader reader(json);
  Catalog catalog = reader.read(*root);
  if (!reader.complaint().empty()) return fail(ErrorCode::invalid, "malformed catalog: " + reader.complaint());
  return catalog;
}

}  // namespace converge
