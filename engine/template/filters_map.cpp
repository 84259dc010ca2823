// SPDX-License-Identifier: MIT
// filters_map.cpp: filters on maps.
#include <algorithm>

#include "engine/template/keys.h"
#include "engine/template/registry.h"

namespace converge::templates {

namespace {

Operand apply_dictsort(Bound& in) {
  const std::string by = in.text(1, "key");
  if (by != "key" && by != "value") in.fail("sorts by key or by value");
  Operands pairs;
  Operands keys;
  for (const auto& [key, value] : in.value.entries("dictsort").all()) {
    const Operand name = Operand::string(key);
    pairs.push_back(Operand::tuple({name, value}));
    const Operand& sorted = by == "key" ? name : value;
    keys.push_back(in.flag(0, false) ? sorted : without_case(sorted));
  }
  return Operand::sequence(sort_by(pairs, keys, in.flag(2, false) ? Direction::down : Direction::up));
}

Operand apply_items(Bound& in) {
  Operands pairs;
  for (const auto& [key, value] : in.value.entries("items").all())
    pairs.push_back(Operand::tuple({Operand::string(key), value}));
  return Operand::sequence(std::move(pairs));
}

Operand apply_dict2items(Bound& in) {
  Operands out;
  for (const auto& [key, value] : in.value.entries("dict2items").all()) {
    Mapping row;
    row.set(in.text(0, "key"), Operand::string(key));
    row.set(in.text(1, "value"), value);
    out.push_back(Operand::mapping(std::move(row)));
  }
  return Operand::sequence(std::move(out));
}

Operand apply_items2dict(Bound& in) {
  Mapping out;
  bool secret = false;
  for (const Operand& row : in.value.items("items2dict")) {
    const Operand* key = row.entries("items2dict").find(in.text(0, "key"));
    const Operand* value = row.entries("").find(in.text(1, "value"));
    if (key == nullptr || value == nullptr)
      in.fail("needs " + quoted(in.text(0, "key")) + " and " + quoted(in.text(1, "value")) + " in each map",
              "name them with key_name= and value_name=");
    secret = secret || key->secret();
    out.set(key->text("items2dict, as the key,"), value->with_secret(row.secret()));
  }
  return Operand::mapping(std::move(out)).with_secret(secret);
}

/// How combine() treats two lists under one key.
Operand merge_lists(const Operand& low, const Operand& high, std::string_view how) {
  Operands first = low.items("");
  Operands second = high.items("");
  if (how == "replace") return high;
  if (how == "keep") return low;
  if (how.ends_with("_rp")) std::erase_if(first, [&](const Operand& item) { return has_equal(second, item); });
  if (how.starts_with("prepend")) std::swap(first, second);
  first.insert(first.end(), second.begin(), second.end());
  return Operand::sequence(std::move(first)).with_secret(low.secret() || high.secret());
}

Operand merge(const Operand& low, const Operand& high, bool recursive,
              std::string_view lists) {  // NOLINT: read from the template
  Mapping out = low.entries("combine");
  for (const auto& [key, value] : high.entries("combine").all()) {
    const Operand* present = out.find(key);
    Operand merged = value;
    if (present != nullptr && present->is_mapping() && value.is_mapping() && recursive)
      merged = merge(*present, value, recursive, lists);
    else if (present != nullptr && present->is_sequence() && value.is_sequence())
      merged = merge_lists(*present, value, lists);
    out.set(key, std::move(merged));
  }
  return Operand::mapping(std::move(out)).with_secret(low.secret() || high.secret());
}

Operand apply_combine(Bound& in) {
  bool recursive = false;
  std::string lists = "replace";
  for (const auto& [name, value] : in.named.all()) {
    if (name == "recursive")
      recursive = truth(value);
    else if (name == "list_merge")
      lists = value.text("list_merge");
    else
      in.fail("has no argument " + quoted(name), "it takes maps, recursive= and list_merge=");
  }
  constexpr std::string_view ways[] = {"replace", "keep", "append", "prepend", "append_rp", "prepend_rp"};
  if (std::find(std::begin(ways), std::end(ways), lists) == std::end(ways))
    in.fail("has no list_merge of that name", "use replace, keep, append, prepend, append_rp or prepend_rp");
  Operands maps;
  const auto add = [&](const Operand& operand) {
    if (operand.is_none()) return;  // as in Ansible, which flattens its arguments
    if (!operand.is_sequence()) return maps.push_back(operand);
    const Operands& all = operand.items("");
    maps.insert(maps.end(), all.begin(), all.end());
  };
  add(in.value);
  for (const Operand& other : in.rest) add(other);
  Operand out = Operand::mapping({});
  for (std::size_t i = 0; i < maps.size(); ++i) {
    (void)maps[i].entries("combine");
    out = i == 0 ? maps[i] : merge(out, maps[i], recursive, lists);
  }
  return out;
}

Operand apply_extract(Bound& in) {
  Operand out = item_of(in.at(0), in.value);
  if (!in.has(1) || in.at(1).is_none()) return out;
  const Operands more = in.at(1).is_sequence() ? in.at(1).items("") : Operands{in.at(1)};
  for (const Operand& key : more) out = item_of(out, key);
  return out;
}

Operand apply_rekey(Bound& in) {
  const std::string key = in.text(0, "");
  const std::string duplicates = in.text(1, "error");
  if (duplicates != "error" && duplicates != "overwrite") in.fail("takes duplicates='error' or 'overwrite'");
  Operands rows;
  if (in.value.is_mapping()) {
    for (const auto& entry : in.value.entries("").all()) rows.push_back(entry.second);
  } else {
    rows = in.value.items("rekey_on_member");
  }
  Mapping out;
  for (const Operand& row : rows) {
    const Operand* name = row.entries("rekey_on_member").find(key);
    if (name == nullptr) in.fail("finds no key " + quoted(key) + " in an item");
    if (out.find(name->text("a key")) != nullptr && duplicates == "error")
      in.fail("finds a value of " + quoted(key) + " twice");
    out.set(name->text("a key"), row);
  }
  return Operand::mapping(std::move(out));
}

/// Pairs of a value of the attribute and the items that have it, by that value.
Operand apply_groupby(Bound& in) {
  const Operands items = each(in.value, "groupby");
  const bool exact_case = in.flag(2, false);
  Operands values;
  Operands keys;
  for (const Operand& item : items) {
    Operand value = path_in(item, in.at(0));
    if (value.is_undefined() && in.has(1) && !in.at(1).is_none()) value = in.at(1);
    keys.push_back(exact_case ? value.defined() : without_case(value.defined()));
    values.push_back(std::move(value));
  }
  Operands rows;
  for (std::size_t i = 0; i < items.size(); ++i) rows.push_back(Operand::tuple({keys[i], values[i], items[i]}));
  Operands groups;
  Operands members;
  const Operands sorted = sort_by(rows, keys, Direction::up);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const Operands& row = sorted[i].items("");
    members.push_back(row[2]);
    if (i + 1 < sorted.size() && equal(row[0], sorted[i + 1].items("")[0])) continue;
    const Operand& first = sorted[i + 1 - members.size()].items("")[1];
    groups.push_back(Operand::tuple({first, Operand::sequence(std::exchange(members, {}))}));
  }
  return Operand::sequence(std::move(groups));
}

/// The list under a key, or a path of keys, of one item; undefined if a part is missing.
Operand list_within(const Operand& item, const Operand& path) {
  if (path.is_string()) return path_in(item, path);
  Operand at = item;
  for (const Operand& key : path.items("subelements")) at = item_of(at, key);
  return at;
}

Operand apply_subelements(Bound& in) {
  Operands items;
  if (in.value.is_mapping()) {
    for (const auto& entry : in.value.entries("").all()) items.push_back(entry.second);
  } else {
    items = in.value.items("subelements");
  }
  const bool skips = in.flag(1, false);
  Operands out;
  for (const Operand& item : items) {
    const Operand list = list_within(item, in.at(0));
    if (list.is_undefined() && skips) continue;
    for (const Operand& one : list.defined().items("subelements, under that key,"))
      out.push_back(Operand::tuple({item, one}));
    check_list(out.size());
  }
  return Operand::sequence(std::move(out));
}

constexpr auto parts = Secrecy::parts;
constexpr Filter table[] = {
    {"dictsort", "case_sensitive? by? reverse?", apply_dictsort, "Pairs of key and value, sorted."},
    {"items", "", apply_items, "Pairs of key and value.", parts},
    {"dict2items", "key_name? value_name?", apply_dict2items, "A list of maps with `key` and `value`.", parts},
    {"items2dict", "key_name? value_name?", apply_items2dict, "The map of which dict2items made that list.", parts},
    {"combine", "*maps **options", apply_combine, "Maps as one; the last one wins. recursive=, list_merge=.", parts},
    {"extract", "container morekeys?", apply_extract, "The item of a container under a key."},
    {"groupby", "attribute default? case_sensitive?", apply_groupby,
     "Pairs of a value of an attribute and the items that have it."},
    {"subelements", "subelements skip_missing?", apply_subelements, "Pairs of an item and each member of a list in it.",
     parts},
    {"rekey_on_member", "key duplicates?", apply_rekey, "A map of maps under the value of one of their keys."},
};

}  // namespace

std::span<const Filter> map_filters() { return table; }

}  // namespace converge::templates
