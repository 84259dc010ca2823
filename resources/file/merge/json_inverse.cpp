// SPDX-License-Identifier: MIT
// resources/file/merge/json_inverse.cpp: what takes a JSON merge back.
#include <algorithm>

#include "engine/core/json.h"
#include "resources/file/merge/far_integer.h"
#include "resources/file/merge/formats.h"
#include "resources/file/merge/json_request.h"

namespace converge {

namespace {

/// Compares what is wanted with what was there, and notes for each difference what undoes it.
class JsonInverter {
 public:
  explicit JsonInverter(MergeRequest::Lists lists) : lists_(lists) {}

  void wanted(const JsonPath& path, const Value& want, const Value* have) {
    const bool branch = want.is_map() && !want.entries().empty();
    if (branch && have != nullptr && !have->is_map()) return restore(path, *have);
    if (branch || path.empty()) {
      if (have == nullptr) inverse_.emptied.insert(inverse_.emptied.begin(), pointer(path));
      for (const Entry& entry : want.entries()) {
        wanted(below(path, entry.key), entry.value, have == nullptr ? nullptr : have->find(entry.key));
      }
    } else if (lists_ == MergeRequest::Lists::unite && want.is_list() && (have == nullptr || have->is_list())) {
      united(path, want, have);
    } else if (have == nullptr) {
      inverse_.absent.push_back(pointer(path));
    } else if (!same_json(*have, want) && !(want.is_map() && have->is_map())) {
      restore(path, *have);
    }
  }

  void absent(const JsonPath& path, const Value& document) {
    if (const Value* have = value_at(document, path)) restore(path, *have);
  }

  MergeRequest finish() {
    if (!content_.entries().empty()) inverse_.content = std::move(content_);
    if (!taken_.entries().empty()) inverse_.taken = std::move(taken_);
    return std::move(inverse_);
  }

 private:
  static JsonPath below(JsonPath path, const std::string& key) {
    path.push_back(key);
    return path;
  }

  static std::string pointer(const JsonPath& path) {
    std::string out;
    for (const std::string& token : path) out = pointer_to(out, token);
    return out;
  }

  void restore(const JsonPath& path, const Value& have) { put_at(content_, path, have); }

  void united(const JsonPath& path, const Value& want, const Value* have) {
    Value added = Value::list();
    for (const Value& item : want.items()) {
      const auto same = [&](const Value& other) { return same_json(item, other); };
      const bool there = have != nullptr && std::any_of(have->items().begin(), have->items().end(), same);
      if (!there) added.push_back(item);
    }
    if (!added.items().empty()) taken_.set(pointer(path), std::move(added));
    if (have == nullptr) inverse_.emptied.insert(inverse_.emptied.begin(), pointer(path));
  }

  MergeRequest::Lists lists_;
  MergeRequest inverse_{};
  Value content_ = Value::map();
  Value taken_ = Value::map();
};

}  // namespace

const Value* value_at(const Value& document, const JsonPath& path) {
  const Value* here = &document;
  for (const std::string& token : path) {
    if (!here->is_map()) return nullptr;
    here = here->find(token);
    if (here == nullptr) return nullptr;
  }
  return here;
}

void put_at(Value& map, const JsonPath& path, Value value) {
  Value* here = &map;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    if (here->find(path[i]) == nullptr) here->set(path[i], Value::map());
    here = here->find(path[i]);
  }
  here->set(path.back(), std::move(value));
}

Result<MergeRequest> inverse_json(std::string_view current, const MergeRequest& request) {
  const auto absent = check_json(request);
  if (!absent) return fail(absent.error());
  const bool blank = current.find_first_not_of(" \t\r\n") == std::string_view::npos;
  auto document = blank ? Result<Value>(Value::map()) : parse_document(current);
  if (!document) return fail(std::move(document.error()));
  JsonInverter inverter(request.lists);
  if (request.content.is_map()) inverter.wanted({}, request.content, &*document);
  for (const JsonPath& path : *absent) inverter.absent(path, *document);
  return inverter.finish();
}

}  // namespace converge
