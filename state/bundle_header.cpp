// SPDX-License-Identifier: MIT
// state/bundle_header.cpp: the first line of a bundle.
#include "state/bundle_header.h"

#include <array>
#include <numeric>
#include <unordered_set>

#include "engine/core/hash.h"
#include "engine/core/json.h"

namespace converge {

namespace {

constexpr std::array<std::string_view, 5> own_keys = {"catalog_bytes", "catalog_sha256", "contents", "converge",
                                                      "version"};

Value number(std::uint64_t value) { return Value::integer(static_cast<std::int64_t>(value)); }

tl::unexpected<Error> malformed(const std::string& how) { return fail(ErrorCode::invalid, "malformed bundle: " + how); }

/// A length from 0 to `bound`.
Result<std::uint64_t> length(const Value& map, std::string_view key, std::uint64_t bound) {
  const Value* value = map.find(key);
  if (value == nullptr || value->type() != Type::integer || value->as_integer() < 0) {
    return malformed("'" + std::string(key) + "' must be a length in bytes");
  }
  const auto bytes = static_cast<std::uint64_t>(value->as_integer());
  if (bytes > bound) {
    return malformed("'" + std::string(key) + "' of " + std::to_string(bytes) + " is more than the " +
                     std::to_string(bound) + " bytes that are accepted");
  }
  return bytes;
}

Result<std::string> digest(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  if (value == nullptr || !value->is_string() || !is_sha256(value->text())) {
    return malformed("'" + std::string(key) + "' must be a SHA-256 in lower-case hex");
  }
  return value->text();
}

/// Each once, and together within the bound.
Result<std::vector<ContentRef>> parse_contents(const Value& map, std::uint64_t bound) {
  const Value* list = map.find("contents");
  if (list == nullptr || !list->is_list()) return malformed("'contents' must be a list");
  std::vector<ContentRef> contents;
  std::unordered_set<std::string> seen;
  for (const Value& item : list->items()) {
    if (!item.is_map()) return malformed("an item of 'contents' must be a map");
    auto name = digest(item, "sha256");
    if (!name) return fail(std::move(name.error()));
    const auto size = length(item, "size", bound);
    if (!size) return fail(size.error());
    bound -= *size;
    if (!seen.insert(*name).second) return malformed("content " + *name + " is there twice");
    contents.push_back({std::move(*name), *size});
  }
  return contents;
}

}  // namespace

std::uint64_t BundleHeader::content_bytes() const {
  return std::accumulate(contents.begin(), contents.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const ContentRef& ref) { return sum + ref.size; });
}

Result<std::string> bundle_line(const Value& extra, std::string_view catalog, const std::vector<ContentRef>& contents) {
  Value map = extra.is_map() ? extra : Value::map();
  for (const std::string_view key : own_keys) {
    if (map.find(key) != nullptr) return malformed("the key '" + std::string(key) + "' is the bundle's own");
  }
  Value list = Value::list();
  for (const ContentRef& ref : contents) {
    Value item = Value::map();
    item.set("sha256", Value::string(ref.sha256));
    item.set("size", number(ref.size));
    list.push_back(std::move(item));
  }
  map.set("converge", Value::string("bundle"));
  map.set("version", Value::integer(bundle_version));
  map.set("catalog_bytes", number(catalog.size()));
  map.set("catalog_sha256", Value::string(sha256(catalog)));
  map.set("contents", std::move(list));
  return to_json(map);
}

Result<BundleHeader> parse_bundle_line(std::string_view line, const BundleBounds& bounds) {
  auto map = parse_json(line);
  if (!map) return fail(std::move(map.error()).while_doing("reading the first line of a bundle"));
  const Value* type = map->is_map() ? map->find("converge") : nullptr;
  if (type == nullptr || type->text() != "bundle") return malformed("this is not a bundle of converge");
  const Value* version = map->find("version");
  if (version == nullptr || version->type() != Type::integer) return malformed("'version' is missing");
  if (version->as_integer() != bundle_version) {
    return fail(ErrorCode::unsupported, "the bundle has format version " + std::to_string(version->as_integer()) +
                                            ", and this program knows version " + std::to_string(bundle_version) +
                                            "; use the same version of converge on both sides");
  }
  const auto catalog_bytes = length(*map, "catalog_bytes", bounds.catalog);
  if (!catalog_bytes) return fail(catalog_bytes.error());
  auto catalog_sha256 = digest(*map, "catalog_sha256");
  if (!catalog_sha256) return fail(std::move(catalog_sha256.error()));
  auto contents = parse_contents(*map, bounds.contents);
  if (!contents) return fail(std::move(contents.error()));
  return BundleHeader{std::move(*map), *catalog_bytes, std::move(*catalog_sha256), std::move(*contents)};
}

}  // namespace converge
