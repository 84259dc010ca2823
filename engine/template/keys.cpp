// SPDX-License-Identifier: MIT
#include "engine/template/keys.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "engine/template/characters.h"
#include "engine/template/failure.h"

namespace converge::templates {

Operand path_in(const Operand& item, const Operand& attribute) {
  if (attribute.is_none()) return item;
  if (attribute.is_integral()) return item_of(item, attribute);
  std::string_view path = attribute.text("an attribute");
  Operand at = item;
  while (true) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string part(path.substr(0, dot));
    const bool number = !part.empty() && part.size() < 10 && std::all_of(part.begin(), part.end(), is_digit);
    const Operand key = number ? Operand::integer(std::stoll(part)) : Operand::string(part);
    at = item_of(at, key.with_secret(attribute.tainted()));
    if (dot == path.size()) return at;
    path.remove_prefix(dot + 1);
  }
}

Operand without_case(const Operand& key) {
  return key.is_string() ? Operand::string(lower(key.text(""))).with_secret(key.secret()) : key;
}

Operands sort_by(const Operands& items, const Operands& keys, Direction direction) {
  for (const Operand& key : keys) key.defined();
  std::vector<std::size_t> places(items.size());
  std::iota(places.begin(), places.end(), 0);
  // All pairs of neighbours are tried first: a comparison that throws must not depend on the order of a sort.
  for (std::size_t i = 1; i < keys.size(); ++i) (void)order(keys[i - 1], keys[i]);
  const auto before = [&](std::size_t a, std::size_t b) {
    return direction == Direction::up ? order(keys[a], keys[b]) < 0 : order(keys[b], keys[a]) < 0;
  };
  std::stable_sort(places.begin(), places.end(), before);
  Operands out;
  out.reserve(items.size());
  for (const std::size_t place : places) out.push_back(items[place]);
  return out;
}

bool has_equal(const Operands& items, const Operand& item) {
  return std::any_of(items.begin(), items.end(), [&](const Operand& one) { return equal(one, item); });
}

Operands first_of_each(const Operands& items, const Operands& keys) {
  std::unordered_set<std::string> texts;  // the common case, in linear time
  Operands others;
  Operands out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (keys[i].defined().is_string()) {
      if (texts.insert(keys[i].text("")).second) out.push_back(items[i]);
    } else if (!has_equal(others, keys[i])) {
      if (others.size() > 20'000)
        throw Failure("unique and the like take at most 20000 different values that are no strings");
      others.push_back(keys[i]);
      out.push_back(items[i]);
    }
  }
  return out;
}

Operands each(const Operand& operand, std::string_view who) { return iterate(operand.defined(), who); }

}  // namespace converge::templates
