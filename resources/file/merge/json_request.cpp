// SPDX-License-Identifier: MIT
#include "resources/file/merge/json_request.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/core/json.h"
#include "engine/core/utf8.h"
#include "resources/file/merge/formats.h"
#include "resources/file/merge/rows.h"

namespace converge {

namespace {

/// What ownership is about: a value that is owned as a whole.
struct Leaf {
  std::string pointer;
  const Value* value;
};

/// The leaves of what is wanted: scalars, lists, and maps without keys.
void collect_leaves(const Value& value, const std::string& pointer, std::vector<Leaf>& leaves) {
  if (!value.is_map() || (value.entries().empty() && !pointer.empty())) {
    leaves.push_back({pointer, &value});
    return;
  }
  for (const Entry& entry : value.entries()) collect_leaves(entry.value, pointer_to(pointer, entry.key), leaves);
}

std::vector<Leaf> leaves_of(const MergeRequest& request) {
  std::vector<Leaf> leaves;
  if (request.content.is_map()) collect_leaves(request.content, "", leaves);
  return leaves;
}

/// Who adds to a list shares it with others who do; each element has one owner.
bool is_united(const Leaf& leaf, const MergeRequest& request) {
  return request.lists == MergeRequest::Lists::unite && leaf.value->is_list();
}

/// A map without keys is wanted to be there, whoever has keys in it.
bool is_owned_whole(const Leaf& leaf, const MergeRequest& request) {
  return !leaf.value->is_map() && !is_united(leaf, request);
}

/// What JSON cannot hold and would therefore never be found again; "" if nothing.
std::string unwritable(const Value& value) {
  if (value.type() == Type::real && !std::isfinite(value.as_real())) return "a number that is not finite";
  if (value.is_string() && !is_utf8(value.text())) return "a string that is not UTF-8";
  std::string found;
  if (value.is_list())
    for (const Value& item : value.items())
      if (found.empty()) found = unwritable(item);
  if (value.is_map())
    for (const Entry& entry : value.entries())
      if (found.empty()) found = is_utf8(entry.key) ? unwritable(entry.value) : "a key that is not UTF-8";
  return found;
}

/// Whether a pointer names the other's value or something in it.
bool lies_within(std::string_view pointer, std::string_view other) {
  return pointer.starts_with(other) && (pointer.size() == other.size() || pointer[other.size()] == '/');
}

/// An integer and a real that stand for the same number.
bool same_number(const Value& a, const Value& b) {
  const Value& integer = a.type() == Type::integer ? a : b;
  const Value& real = a.type() == Type::integer ? b : a;
  // 2^63 is the first double that no int64 equals; below it the cast back is exact.
  const double number = real.as_real();
  return std::abs(number) < 0x1p63 && std::floor(number) == number &&
         static_cast<std::int64_t>(number) == integer.as_integer();
}

bool is_number(const Value& value) { return value.type() == Type::integer || value.type() == Type::real; }

}  // namespace

std::string pointer_to(const std::string& parent, std::string_view key) {
  std::string out = parent + '/';
  for (const char byte : key) {
    if (byte == '~') {
      out += "~0";
    } else if (byte == '/') {
      out += "~1";
    } else {
      out += byte;
    }
  }
  return out;
}

std::optional<JsonPath> parse_pointer(std::string_view pointer) {
  if (!pointer.starts_with('/')) return std::nullopt;
  JsonPath path;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      path.emplace_back();
    } else if (pointer[i] != '~') {
      path.back() += pointer[i];
    } else {
      ++i;
      if (i == pointer.size() || (pointer[i] != '0' && pointer[i] != '1')) return std::nullopt;
      path.back() += pointer[i] == '0' ? '~' : '/';
    }
  }
  return path;
}

bool same_json(const Value& a, const Value& b) {
  if (is_number(a) && is_number(b) && a.type() != b.type()) return same_number(a, b);
  if (a.is_list() && b.is_list())
    return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(), same_json);
  if (a.is_map() && b.is_map())
    return a.entries().size() == b.entries().size() &&
           std::all_of(a.entries().begin(), a.entries().end(), [&](const Entry& entry) {
             const Value* other = b.find(entry.key);
             return other != nullptr && same_json(entry.value, *other);
           });
  return a == b;
}

Result<std::vector<JsonPath>> check_json(const MergeRequest& request) {
  const auto refuse = [](std::string why) { return fail(ErrorCode::invalid, std::move(why)); };
  if (!request.content.is_map() && !request.content.is_null())
    return refuse("the content of a JSON merge is " + std::string(type_phrase(request.content.type())) +
                  "; write a map of the keys to own");
  if (const std::string why = unwritable(request.content); !why.empty())
    return refuse("the content holds " + why + ", which JSON cannot; write another value");
  const std::vector<Leaf> leaves = leaves_of(request);
  std::vector<JsonPath> paths;
  for (const std::string& pointer : request.absent) {
    auto path = parse_pointer(pointer);
    if (!path)
      return refuse("absent: " + quoted(pointer) +
                    " is not a JSON pointer; write it as /key/key, with ~1 for / and ~0 for ~");
    for (const Leaf& leaf : leaves)
      if (lies_within(leaf.pointer, pointer) || lies_within(pointer, leaf.pointer))
        return refuse(leaf.pointer + " is wanted while " + pointer + " is absent; keep one of them");
    paths.push_back(std::move(*path));
  }
  return paths;
}

std::vector<std::string> json_keys(const MergeRequest& request) {
  std::vector<std::string> keys;
  for (const Leaf& leaf : leaves_of(request)) {
    if (is_owned_whole(leaf, request)) keys.push_back(leaf.pointer);
    if (!is_united(leaf, request)) continue;
    for (const Value& item : leaf.value->items()) keys.push_back(leaf.pointer + "/" + to_json(item));
  }
  keys.insert(keys.end(), request.absent.begin(), request.absent.end());
  return keys;
}

std::vector<SharedKey> json_shared_keys(const MergeRequest& request) {
  std::set<SharedKey> shared;
  const auto share_maps_around = [&](std::string pointer) {
    for (pointer.erase(pointer.rfind('/')); !pointer.empty(); pointer.erase(pointer.rfind('/')))
      shared.insert({pointer, "a map"});
  };
  for (const Leaf& leaf : leaves_of(request)) {
    share_maps_around(leaf.pointer);
    if (!is_owned_whole(leaf, request)) shared.insert({leaf.pointer, leaf.value->is_list() ? "a list" : "a map"});
  }
  for (const std::string& pointer : request.absent)
    if (parse_pointer(pointer)) share_maps_around(pointer);
  return {shared.begin(), shared.end()};
}

}  // namespace converge
