// SPDX-License-Identifier: MIT
// filters_list.cpp: filters over the items of a list.
#include <algorithm>

#include "engine/template/arithmetic.h"
#include "engine/template/characters.h"
#include "engine/template/keys.h"
#include "engine/template/registry.h"

namespace converge::templates {

namespace {

Operand attribute_of_call(const Bound& in, std::size_t at) { return in.has(at) ? in.at(at) : Operand(); }

Operands keys_of(const Operands& items, const Operand& attribute, bool exact_case) {  // NOLINT: read from the template
  Operands keys;
  keys.reserve(items.size());
  for (const Operand& item : items) {
    const Operand key = path_in(item, attribute);
    keys.push_back(exact_case ? key : without_case(key));
  }
  return keys;
}

Operand apply_join(Bound& in) {
  const std::string separator = in.has(0) ? python_text(in.at(0)) : "";
  const Operand attribute = attribute_of_call(in, 1);
  std::string out;
  bool first = true;
  for (const Operand& item : each(in.value, "join")) {
    if (!first) out += separator;
    first = false;
    out += python_text(path_in(item, attribute).defined());
    check_text(out.size());
  }
  return Operand::string(std::move(out));
}

Operand apply_length(Bound& in) {
  if (in.value.is_string()) return Operand::integer(static_cast<std::int64_t>(character_count(in.text())));
  if (in.value.is_mapping()) return Operand::integer(static_cast<std::int64_t>(in.value.entries("").size()));
  return Operand::integer(static_cast<std::int64_t>(in.value.items("length").size()));
}

Operand apply_first(Bound& in) {
  const Operands items = each(in.value, "first");
  return items.empty() ? Operand::undefined("there is no first item: the list is empty") : items.front();
}

Operand apply_last(Bound& in) {
  const Operands items = each(in.value, "last");
  return items.empty() ? Operand::undefined("there is no last item: the list is empty") : items.back();
}

template <typename Better>
Operand extreme(Bound& in, Better better) {
  const Operands items = each(in.value, in.who);
  if (items.empty()) return Operand::undefined("there is no " + std::string(in.who) + ": the list is empty");
  const Operands keys = keys_of(items, attribute_of_call(in, 1), in.flag(0, false));
  std::size_t best = 0;
  for (std::size_t i = 1; i < items.size(); ++i)
    if (better(order(keys[i], keys[best]))) best = i;
  keys[best].defined();
  return items[best];
}

Operand apply_sum(Bound& in) {
  Operand total = in.has(1) ? in.at(1) : Operand::integer(0);
  if (total.is_string()) in.fail("adds numbers", "use join for texts");
  const Operand attribute = attribute_of_call(in, 0);
  std::uint64_t made = 0;
  for (const Operand& item : each(in.value, "sum")) {
    total = calculate(BinaryOperator::add, total, path_in(item, attribute));
    if (total.is_sequence()) check_list(made += total.items("").size());
  }
  return total;
}

/// Several attributes, separated by commas, are compared one after the other.
Operand sort_key(const Operand& item, const std::vector<Operand>& attributes,
                 bool exact_case) {  // NOLINT: read from the template
  Operands parts;
  for (const Operand& attribute : attributes) {
    const Operand key = path_in(item, attribute);
    parts.push_back(exact_case ? key.defined() : without_case(key.defined()));
  }
  return parts.size() == 1 ? parts.front() : Operand::sequence(std::move(parts));
}

Operand apply_sort(Bound& in) {
  std::vector<Operand> attributes;
  if (in.has(2) && in.at(2).is_string()) {
    std::string_view names = in.at(2).text("");
    for (std::size_t comma = 0; comma != std::string_view::npos;
         names.remove_prefix(comma == std::string_view::npos ? 0 : comma + 1)) {
      comma = names.find(',');
      attributes.push_back(Operand::string(std::string(names.substr(0, comma))));
    }
  } else {
    attributes.push_back(attribute_of_call(in, 2));
  }
  const Operands items = each(in.value, "sort");
  Operands keys;
  for (const Operand& item : items) keys.push_back(sort_key(item, attributes, in.flag(1, false)));
  return Operand::sequence(sort_by(items, keys, in.flag(0, false) ? Direction::down : Direction::up));
}

Operand apply_unique(Bound& in) {
  const Operands items = each(in.value, "unique");
  return Operand::sequence(first_of_each(items, keys_of(items, attribute_of_call(in, 1), in.flag(0, false))));
}

Operand apply_reverse(Bound& in) {
  if (in.value.is_string()) return slice(in.value, std::nullopt, std::nullopt, -1);
  Operands items = each(in.value, "reverse");
  std::reverse(items.begin(), items.end());
  return Operand::sequence(std::move(items));
}

void flatten_into(Operands& out, const Operand& list, std::int64_t levels,
                  bool skip_nulls) {  // NOLINT: read from the template
  for (const Operand& item : each(list, "flatten")) {
    const bool null = item.is_none() || (item.is_string() && (item.text("") == "None" || item.text("") == "null"));
    if (skip_nulls && null) continue;
    if (item.is_sequence() && levels != 0)
      flatten_into(out, item, levels - 1, skip_nulls);
    else
      out.push_back(item);
    check_list(out.size());
  }
}

Operand apply_flatten(Bound& in) {
  Operands out;
  flatten_into(out, in.value, in.has(0) && !in.at(0).is_none() ? std::max<std::int64_t>(0, in.number(0, 0)) : 1000,
               in.flag(1, true));
  return Operand::sequence(std::move(out));
}

std::vector<Operands> all_lists(const Bound& in) {
  std::vector<Operands> lists = {each(in.value, in.who)};
  for (const Operand& other : in.rest) lists.push_back(each(other, in.who));
  return lists;
}

Operand zip_to(const std::vector<Operands>& lists, std::size_t length, const Operand& fill) {
  Operands out;
  check_list(length * lists.size());
  for (std::size_t i = 0; i < length; ++i) {
    Operands row;
    for (const Operands& list : lists) row.push_back(i < list.size() ? list[i] : fill);
    out.push_back(Operand::tuple(std::move(row)));
  }
  return Operand::sequence(std::move(out));
}

Operand apply_zip(Bound& in) {
  const std::vector<Operands> lists = all_lists(in);
  const auto shorter = [](const Operands& a, const Operands& b) { return a.size() < b.size(); };
  return zip_to(lists, std::min_element(lists.begin(), lists.end(), shorter)->size(), Operand());
}

Operand apply_zip_longest(Bound& in) {
  const std::vector<Operands> lists = all_lists(in);
  const auto shorter = [](const Operands& a, const Operands& b) { return a.size() < b.size(); };
  const Operand* fill = in.named.find("fillvalue");
  if (in.named.size() > (fill != nullptr ? 1 : 0)) in.fail("takes no argument by name but fillvalue");
  return zip_to(lists, std::max_element(lists.begin(), lists.end(), shorter)->size(),
                fill == nullptr ? Operand() : *fill);
}

Operand apply_product(Bound& in) {
  std::vector<Operands> lists = all_lists(in);
  if (in.named.size() > (in.named.find("repeat") != nullptr ? 1 : 0)) in.fail("takes no argument by name but repeat");
  if (const Operand* repeat = in.named.find("repeat")) {
    const std::int64_t times = repeat->number("product");
    if (times < 0 || times > 20) in.fail("repeats at most 20 times");
    const std::vector<Operands> once = lists;
    lists.clear();
    for (std::int64_t i = 0; i < times; ++i) lists.insert(lists.end(), once.begin(), once.end());
  }
  std::vector<Operands> rows = {{}};
  for (const Operands& list : lists) {
    check_list(static_cast<std::uint64_t>(rows.size()) * list.size());
    std::vector<Operands> longer;
    for (const Operands& row : rows)
      for (const Operand& item : list) (longer.push_back(row), longer.back().push_back(item));
    rows = std::move(longer);
  }
  Operands out;
  for (Operands& row : rows) out.push_back(Operand::tuple(std::move(row)));
  return Operand::sequence(std::move(out));
}

Operand apply_batch(Bound& in) {
  const std::int64_t size = in.number(0, 1);
  if (size < 1) in.fail("needs a size of at least 1");
  Operands out;
  Operands row;
  for (const Operand& item : each(in.value, "batch")) {
    if (static_cast<std::int64_t>(row.size()) == size) out.push_back(Operand::sequence(std::exchange(row, {})));
    row.push_back(item);
  }
  const bool fills = in.has(1) && !in.at(1).is_none() && !row.empty();
  if (fills) check_list(static_cast<std::uint64_t>(size));
  while (fills && static_cast<std::int64_t>(row.size()) < size) row.push_back(in.at(1));
  if (!row.empty()) out.push_back(Operand::sequence(std::move(row)));
  return Operand::sequence(std::move(out));
}

Operand apply_slice(Bound& in) {
  const Operands items = each(in.value, "slice");
  const std::int64_t slices = in.number(0, 1);
  if (slices < 1) in.fail("needs at least 1 part");
  check_list(static_cast<std::uint64_t>(slices));
  const std::size_t count = static_cast<std::size_t>(slices);
  Operands out;
  auto at = items.begin();
  for (std::size_t i = 0; i < count; ++i) {
    const bool extra = i < items.size() % count;
    const auto end = at + static_cast<std::ptrdiff_t>(items.size() / count + (extra ? 1 : 0));
    Operands part(at, end);
    if (in.has(1) && !in.at(1).is_none() && !extra) part.push_back(in.at(1));
    out.push_back(Operand::sequence(std::move(part)));
    at = end;
  }
  return Operand::sequence(std::move(out));
}

constexpr auto parts = Secrecy::parts;
constexpr Filter table[] = {
    {"join", "d? attribute?", apply_join, "The items as one text, with a separator between them."},
    {"length", "", apply_length, "How many items, keys or characters there are."},
    {"count", "", apply_length, "The same as length."},
    {"first", "", apply_first, "The first item.", parts},
    {"last", "", apply_last, "The last item.", parts},
    {"min", "case_sensitive? attribute?", [](Bound& in) { return extreme(in, [](auto o) { return o < 0; }); },
     "The least item."},
    {"max", "case_sensitive? attribute?", [](Bound& in) { return extreme(in, [](auto o) { return o > 0; }); },
     "The greatest item."},
    {"sum", "attribute? start?", apply_sum, "The items added up."},
    {"sort", "reverse? case_sensitive? attribute?", apply_sort, "The items in order."},
    {"unique", "case_sensitive? attribute?", apply_unique, "Each item once."},
    {"reverse", "", apply_reverse, "The items, or the characters, from the end."},
    {"list", "", [](Bound& in) { return Operand::sequence(each(in.value, "list")); },
     "The items, keys or characters as a list.", parts},
    {"flatten", "levels? skip_nulls?", apply_flatten, "Lists within lists as one list.", parts},
    {"zip", "*others", apply_zip, "The first items of all lists, then the second, up to the shortest.", parts},
    {"zip_longest", "*others **options", apply_zip_longest, "As zip, up to the longest, filled with `fillvalue`.",
     parts},
    {"product", "*others **options", apply_product, "Each item of one list with each of the others.", parts},
    {"batch", "linecount fill_with?", apply_batch, "Lists of so many items.", parts},
    {"slice", "slices fill_with?", apply_slice, "So many lists of about the same length.", parts},
};

}  // namespace

std::span<const Filter> list_filters() { return table; }

}  // namespace converge::templates
