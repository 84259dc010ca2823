// SPDX-License-Identifier: MIT
// comparison.cpp: ==, <, in, and access to items.
#include <algorithm>
#include <cmath>

#include "engine/template/characters.h"
#include "engine/template/failure.h"
#include "engine/template/operand.h"

namespace converge::templates {

namespace {

std::partial_ordering order_numbers(const Operand& a, const Operand& b) {
  if (a.is_integral() && b.is_integral()) return a.number("") <=> b.number("");
  return a.real_number("") <=> b.real_number("");
}

bool equal_mappings(const Mapping& a, const Mapping& b) {
  if (a.size() != b.size()) return false;
  return std::all_of(a.all().begin(), a.all().end(), [&](const Mapping::Entry& entry) {
    const Operand* other = b.find(entry.first);
    return other != nullptr && equal(entry.second, *other);
  });
}

}  // namespace

bool equal(const Operand& a, const Operand& b) {
  a.defined();
  b.defined();
  if (a.is_number() && b.is_number()) return order_numbers(a, b) == 0;
  if (a.kind() != b.kind()) return false;
  if (a.is_none()) return true;
  if (a.is_string()) return a.text("") == b.text("");
  if (a.is_mapping()) return equal_mappings(a.entries(""), b.entries(""));
  if (!a.is_sequence()) return false;
  const Operands& left = a.items("");
  const Operands& right = b.items("");
  return a.is_tuple() == b.is_tuple() && std::equal(left.begin(), left.end(), right.begin(), right.end(), equal);
}

std::partial_ordering order(const Operand& a, const Operand& b) {
  a.defined();
  b.defined();
  if (a.is_number() && b.is_number()) return order_numbers(a, b);
  if (a.is_string() && b.is_string()) return a.text("").compare(b.text("")) <=> 0;
  if (a.is_sequence() && b.is_sequence() && a.is_tuple() == b.is_tuple()) {
    const Operands& left = a.items("");
    const Operands& right = b.items("");
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
      if (!equal(left[i], right[i])) return order(left[i], right[i]);
    return left.size() <=> right.size();
  }
  throw Failure("cannot say which is greater, " + std::string(a.phrase()) + " or " + std::string(b.phrase()),
                "convert one of them, for example with |int or |string");
}

bool contains(const Operand& container, const Operand& item) {
  container.defined();
  item.defined();
  if (container.is_string()) return container.text("").find(item.text("'in' a string")) != std::string::npos;
  if (container.is_mapping()) return item.is_string() && container.entries("").has(item.text(""));
  const Operands& items = container.items("'in'");
  return std::any_of(items.begin(), items.end(), [&](const Operand& one) { return equal(one, item); });
}

namespace {

/// The place of a Python index, negative from the end; `size` if there is none.
std::size_t place_of(std::int64_t index, std::size_t size) {
  const auto length = static_cast<std::int64_t>(size);
  if (index < -length || index >= length) return size;
  return static_cast<std::size_t>(index < 0 ? index + length : index);
}

Operand plain_item(const Operand& container, const Operand& key) {
  if (container.is_sequence() && key.is_integral()) {
    const Operands& items = container.items("");
    const std::size_t at = place_of(key.number(""), items.size());
    if (at < items.size()) return items[at];
    return Operand::undefined("there is no item " + std::to_string(key.number("")) + " in " +
                              std::string(container.phrase()) + " of " + std::to_string(items.size()));
  }
  if (container.is_string() && key.is_integral()) {
    const Characters all(container.text(""));
    const std::size_t at = place_of(key.number(""), all.size());
    if (at < all.size()) return Operand::string(std::string(all[at]));
    return Operand::undefined("the string has no character at that place");
  }
  if (key.is_string()) return attribute_of(container, key.text(""));
  return Operand::undefined(std::string(container.phrase()) + " has no item of " + std::string(key.phrase()));
}

Operand loop_attribute(const LoopState& loop, std::string_view name) {
  const auto size = static_cast<std::int64_t>(loop.items->items.size());
  const auto at = static_cast<std::int64_t>(loop.index);
  if (name == "index") return Operand::integer(at + 1);
  if (name == "index0") return Operand::integer(at);
  if (name == "revindex") return Operand::integer(size - at);
  if (name == "revindex0") return Operand::integer(size - at - 1);
  if (name == "first") return Operand::boolean(at == 0);
  if (name == "last") return Operand::boolean(at + 1 == size);
  if (name == "length") return Operand::integer(size);
  if (name == "depth") return Operand::integer(1);  // only Jinja2's recursive loops are deeper
  if (name == "depth0") return Operand::integer(0);
  if (name == "previtem")
    return at == 0 ? Operand::undefined("there is no previous item") : loop.items->items[loop.index - 1];
  if (name == "nextitem")
    return at + 1 == size ? Operand::undefined("there is no next item") : loop.items->items[loop.index + 1];
  return Operand::undefined("loop has no attribute " + quoted(name));
}

}  // namespace

Operand item_of(const Operand& container, const Operand& key) {
  if (container.is_undefined()) return container;
  key.defined();
  Operand found = plain_item(container, key).with_secret(container.secret() || key.tainted());
  // The reason would show the key.
  if (found.is_undefined() && key.tainted())
    return Operand::undefined(std::string(container.phrase()) + " has no item of this secret key");
  return found;
}

Operand attribute_of(const Operand& container, std::string_view name) {
  if (container.is_undefined()) return container;
  if (const auto* loop = std::get_if<std::shared_ptr<LoopState>>(&container.payload()))
    return loop_attribute(**loop, name).with_secret(container.secret());
  const Operand* found = nullptr;
  if (const auto* space = std::get_if<std::shared_ptr<Namespace>>(&container.payload())) {
    found = (*space)->values.find(name);
  } else if (container.is_mapping()) {
    found = container.entries("").find(name);
  }
  if (found != nullptr) return found->with_secret(container.secret());
  if (container.is_mapping()) return Operand::undefined_key(std::string(name), container);
  return Operand::undefined(std::string(container.phrase()) + " has no key " + quoted(name));
}

}  // namespace converge::templates
