// SPDX-License-Identifier: MIT
// filters_selection.cpp: map, select and their kin: filters that call filters and tests; and what stands in for a
// value.
#include <algorithm>

#include "engine/template/keys.h"
#include "engine/template/registry.h"

namespace converge::templates {

namespace {

Operand apply_map(Bound& in) {
  Operands out;
  const Operand* attribute = in.named.find("attribute");
  if (attribute != nullptr) {
    const Operand* fallback = in.named.find("default");
    if (in.named.size() > (fallback != nullptr ? 2 : 1) || !in.rest.empty())
      in.fail("with an attribute takes nothing but `default`");
    for (const Operand& item : each(in.value, "map")) {
      Operand found = path_in(item, *attribute);
      if (found.is_undefined() && fallback != nullptr) found = *fallback;
      out.push_back(std::move(found));
    }
    return Operand::sequence(std::move(out));
  }
  if (in.rest.empty()) in.fail("needs the name of a filter, or attribute=");
  const std::string name = in.rest.front().text("map");
  const Filter* filter = find_filter(name);
  if (filter == nullptr) throw unknown_filter(name);
  const Operands arguments(in.rest.begin() + 1, in.rest.end());
  for (const Operand& item : each(in.value, "map"))
    out.push_back(apply_filter(*filter, item, arguments, in.named, *in.hooks));
  return Operand::sequence(std::move(out));
}

enum class Keep : std::uint8_t { passing, failing };

/// `first` is where the name of the test stands: after the attribute, if there is one.
Operand choose(Bound& in, std::size_t first, Keep keep) {
  if (in.rest.size() < first) in.fail("needs the name of an attribute");
  const Test* test = nullptr;
  Operands arguments;
  if (in.rest.size() > first) {
    const std::string name = in.rest[first].text(in.who);
    test = find_test(name);
    if (test == nullptr) throw unknown_test(name);
    arguments.assign(in.rest.begin() + static_cast<std::ptrdiff_t>(first) + 1, in.rest.end());
  }
  Operands out;
  bool secret = false;
  for (const Operand& item : each(in.value, in.who)) {
    const Operand looked_at = first == 0 ? item : path_in(item, in.rest.front());
    const Operand verdict = test == nullptr ? Operand::boolean(truth(looked_at)).with_secret(looked_at.tainted())
                                            : apply_test(*test, looked_at, arguments, in.named, *in.hooks);
    secret = secret || verdict.secret();
    if (truth(verdict) == (keep == Keep::passing)) out.push_back(item);
  }
  return Operand::sequence(std::move(out)).with_secret(secret);
}

Operand apply_default(Bound& in) {
  const bool empty = in.value.is_undefined() || (in.flag(1, false) && !truth(in.value));
  if (!empty) return in.value;
  return in.has(0) ? in.at(0) : Operand::string("");
}

Operand apply_ternary(Bound& in) {
  if (in.value.is_none() && in.has(2) && !in.at(2).is_none()) return in.at(2);
  return truth(in.value) ? in.at(0) : in.at(1);
}

Operand apply_mandatory(Bound& in) {
  if (in.value.is_undefined() && in.has(0) && !in.at(0).is_none()) {
    if (in.at(0).tainted()) throw Failure("a mandatory value is missing");
    throw Failure(python_text(in.at(0)));
  }
  return in.value.defined();
}

constexpr auto parts = Secrecy::parts;
constexpr auto accepted = UndefinedInput::accepted;
constexpr Filter table[] = {
    {"map", "*filter **arguments", apply_map, "Each item through a filter, or an attribute of each.", parts},
    {"select", "*test **arguments", [](Bound& in) { return choose(in, 0, Keep::passing); },
     "The items that pass a test.", parts},
    {"reject", "*test **arguments", [](Bound& in) { return choose(in, 0, Keep::failing); },
     "The items that fail a test.", parts},
    {"selectattr", "*test **arguments", [](Bound& in) { return choose(in, 1, Keep::passing); },
     "The items of which an attribute passes a test.", parts},
    {"rejectattr", "*test **arguments", [](Bound& in) { return choose(in, 1, Keep::failing); },
     "The items of which an attribute fails a test.", parts},
    {"default", "default_value? boolean?", apply_default,
     "Another value for one that is undefined, or with true for one that is empty.", parts, accepted},
    {"d", "default_value? boolean?", apply_default, "The same as default.", parts, accepted},
    {"ternary", "true_val false_val none_val?", apply_ternary, "One value if it holds, another if not."},
    {"mandatory", "msg?", apply_mandatory, "The value; an error with a message if it is undefined.", parts, accepted},
};

}  // namespace

std::span<const Filter> selection_filters() { return table; }

}  // namespace converge::templates
