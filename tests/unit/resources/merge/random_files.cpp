// SPDX-License-Identifier: MIT
#include "tests/unit/resources/merge/random_files.h"

#include <algorithm>

#include "engine/core/json.h"

namespace converge {

namespace {

const std::vector<std::string> keys = {"a", "b", "c", "x/y", "t~", "\xC3\xA9"};

Value random_scalar(Dice& dice) {
  switch (dice.below(6)) {
    case 0: return Value::null();
    case 1: return Value::boolean(dice.below(2) == 0);
    case 2: return Value::real(static_cast<double>(dice.below(4)) / 2);
    case 3: return Value::string(dice.one_of({"", "x", "{\"", "a,b", "\\"}));
    default: return Value::integer(static_cast<std::int64_t>(dice.below(3)));
  }
}

std::string gap(Dice& dice) { return dice.one_of({"", "", " ", "\n", "\n    ", "\t", "\r\n  "}); }

/// Appends what does not contradict the request: a merge into nothing must accept it.
void add_absent(Dice& dice, MergeRequest& request, const std::vector<std::string>& candidates) {
  for (std::size_t i = dice.below(3); i > 0; --i) {
    request.absent.push_back(dice.one_of(candidates));
    if (!merge_text("", request)) request.absent.pop_back();
  }
}

MergeRequest request_of(MergeFormat format, Value content) {
  MergeRequest request{};
  request.format = format;
  request.content = std::move(content);
  return request;
}

}  // namespace

std::string random_text(Dice& dice, const std::vector<std::string>& fragments, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += dice.one_of(fragments);
  return out;
}

Value random_json(Dice& dice, int depth) {
  Value map = Value::map();
  for (std::size_t i = dice.below(4); i > 0; --i) {
    const std::size_t choice = dice.below(4);
    Value value = random_scalar(dice);
    if (choice == 0 && depth > 0) value = random_json(dice, depth - 1);
    if (choice == 1 && depth > 0) {
      List items;
      for (std::size_t n = dice.below(4); n > 0; --n)
        items.push_back(dice.below(3) == 0 ? random_json(dice, depth - 1) : random_scalar(dice));
      value = Value::list(std::move(items));
    }
    map.set(dice.one_of(keys), std::move(value));
  }
  return map;
}

std::string random_layout(Dice& dice, const Value& value) {
  if (value.is_scalar()) return to_json(value);
  std::string out(value.is_map() ? "{" : "[");
  const std::size_t count = value.is_map() ? value.entries().size() : value.items().size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += gap(dice) + ",";
    out += gap(dice);
    if (value.is_map()) out += to_json(Value::string(value.entries()[i].key)) + gap(dice) + ":" + gap(dice);
    out += random_layout(dice, value.is_map() ? value.entries()[i].value : value.items()[i]);
  }
  return out + gap(dice) + (value.is_map() ? "}" : "]");
}

MergeRequest random_json_request(Dice& dice) {
  MergeRequest request = request_of(MergeFormat::json, random_json(dice, 2));
  if (dice.below(2) == 0) request.lists = MergeRequest::Lists::unite;
  add_absent(dice, request, {"/a", "/b", "/c", "/x~1y", "/a/a", "/a/b", "/b/c", "/c/t~0", "/a/b/c", "/nowhere/at/all"});
  return request;
}

MergeRequest random_ini_request(Dice& dice) {
  const std::vector<std::string> values = {"1", "two words", "", "a=b", "x\ny", "\nx\ny", "#no comment", "[z]", "yes"};
  Value content = Value::map();
  for (std::size_t i = dice.below(4); i > 0; --i) {
    Value value = Value::string(dice.one_of(values));
    if (dice.below(3) == 0) {
      value = Value::list();
      for (std::size_t n = dice.below(4); n > 0; --n) value.push_back(Value::string(dice.one_of(values)));
    }
    const std::string section = dice.one_of({"", "s", "t", "a.b"});
    if (content.find(section) == nullptr) content.set(section, Value::map());
    content.find(section)->set(dice.one_of({"k", "l", "m", "k.k"}), std::move(value));
  }
  MergeRequest request = request_of(MergeFormat::ini, std::move(content));
  if (dice.below(2) == 0) request.lists = MergeRequest::Lists::unite;
  add_absent(dice, request, {"s.k", "s.l", "t", "[a.b].k", "[a.b]", ".k", ".m", "gone"});
  return request;
}

MergeRequest random_lines_request(Dice& dice) {
  MergeRequest request = request_of(MergeFormat::lines, Value::list());
  const std::vector<std::string> lines = {"a", "b", "  c", "key = 1", "key = 2", "#key = 1"};
  for (std::size_t i = dice.below(4); i > 0; --i) {
    Value item = Value::string(dice.one_of(lines));
    if (dice.below(2) == 0) {
      Value map = Value::map();
      map.set("match", Value::string(dice.one_of({"^#?key", "^#key", "b", "^$"})));
      map.set("line", std::move(item));
      item = std::move(map);
    }
    request.content.push_back(std::move(item));
    if (!merge_text("", request)) request.content.items().pop_back();
  }
  add_absent(dice, request, lines);
  return request;
}

MergeRequest random_block_request(Dice& dice) {
  MergeRequest request =
      request_of(MergeFormat::block, Value::string(random_text(dice, {"x", "\n", "y\n", "\r\n", " "}, dice.below(5))));
  request.marker = dice.one_of({"m", "n"});
  if (dice.below(4) == 0) {
    request.content = Value::null();
    request.absent = {"block"};
  }
  return request;
}

}  // namespace converge
