// SPDX-License-Identifier: MIT
// tests_value.cpp: tests of what a value is and how it compares.
#include <algorithm>
#include <cmath>

#include "engine/template/address.h"
#include "engine/template/arithmetic.h"
#include "engine/template/characters.h"
#include "engine/template/keys.h"
#include "engine/template/registry.h"

namespace converge::templates {

namespace {

bool is_number(Bound& in) { return in.value.is_number(); }
bool is_iterable(Bound& in) { return in.value.is_string() || in.value.is_sequence() || in.value.is_mapping(); }
bool equals(Bound& in) { return equal(in.value, in.at(0)); }
bool is_less(Bound& in) { return order(in.value, in.at(0)) < 0; }
bool is_greater(Bound& in) { return order(in.value, in.at(0)) > 0; }

std::int64_t remainder(Bound& in, std::int64_t by) {
  const Operand rest =
      calculate(BinaryOperator::modulo, Operand::integer(in.value.number(in.who)), Operand::integer(by));
  return rest.number("");
}

/// Letters there are, and all of them of one case.
template <typename Has>
bool all_of_case(const Bound& in, Has has_other) {
  const std::string text = python_text(in.value);
  const Characters all(text);
  const bool any = std::any_of(all.begin(), all.end(), is_letter);
  return any && std::none_of(all.begin(), all.end(), has_other);
}

bool is_same_as(Bound& in) {
  if (in.value.kind() != in.at(0).kind()) return false;
  if (!in.value.is_none() && !in.value.is_boolean())
    in.fail("compares true, false and none alone", "use == for other values");
  return equal(in.value, in.at(0));
}

/// Python's set(a) <= set(b).
bool all_in(const Operand& some, const Operand& others, std::string_view who) {
  const Operands container = each(others, who);
  const Operands items = each(some, who);
  return std::all_of(items.begin(), items.end(), [&](const Operand& item) { return has_equal(container, item); });
}

/// yes, on, 1, true and their counterparts; empty for other values.
std::optional<bool> word_of(const Operand& value) {
  if (value.is_boolean()) return value.flag("");
  const std::string word = lower(strip(python_text(value)));
  for (const std::string_view yes : {"y", "yes", "on", "1", "true", "t", "1.0"})
    if (word == yes) return true;
  for (const std::string_view no : {"n", "no", "off", "0", "false", "f", "0.0"})
    if (word == no) return false;
  return std::nullopt;
}

bool is_truthy(Bound& in) {
  const auto word =
      in.flag(0, false) && !in.value.is_sequence() && !in.value.is_mapping() ? word_of(in.value) : std::nullopt;
  return word.value_or(truth(in.value));
}

bool is_address(const Bound& in, unsigned width) {
  const auto address = in.value.is_string() ? parse_address(in.value.text("")) : std::nullopt;
  return address && (width == 0 || address->width == width);
}

bool any_true(Bound& in) {
  const Operands items = each(in.value, "any");
  return std::any_of(items.begin(), items.end(), truth);
}

bool all_true(Bound& in) {
  const Operands items = each(in.value, "all");
  return std::all_of(items.begin(), items.end(), truth);
}

constexpr auto accepted = UndefinedInput::accepted;
constexpr Test table[] = {
    {"defined", "", [](Bound& in) { return !in.value.is_undefined(); }, "There is a value.", accepted},
    {"undefined", "", [](Bound& in) { return in.value.is_undefined(); }, "There is no value.", accepted},
    {"none", "", [](Bound& in) { return in.value.is_none(); }, "The value is none (null)."},
    {"boolean", "", [](Bound& in) { return in.value.is_boolean(); }, "True or false."},
    {"true", "", [](Bound& in) { return in.value.is_boolean() && in.value.flag(""); }, "The value is true itself."},
    {"false", "", [](Bound& in) { return in.value.is_boolean() && !in.value.flag(""); }, "The value is false itself."},
    {"integer", "", [](Bound& in) { return in.value.kind() == Operand::Kind::integer; }, "A whole number."},
    {"float", "", [](Bound& in) { return in.value.kind() == Operand::Kind::real; }, "A number with a fraction."},
    {"number", "", is_number, "A number; as in Python, true and false are numbers too."},
    {"string", "", [](Bound& in) { return in.value.is_string(); }, "A string."},
    {"mapping", "", [](Bound& in) { return in.value.is_mapping(); }, "A map."},
    {"sequence", "", is_iterable, "A list, but also a string or a map, as in Jinja2."},
    {"iterable", "", is_iterable, "A list, a string or a map."},
    {"callable", "", [](Bound& in) { return in.value.kind() == Operand::Kind::macro; }, "A macro."},
    {"sameas", "other", is_same_as, "The same true, false or none."},
    {"odd", "", [](Bound& in) { return remainder(in, 2) == 1; }, "An odd number."},
    {"even", "", [](Bound& in) { return remainder(in, 2) == 0; }, "An even number."},
    {"divisibleby", "num", [](Bound& in) { return remainder(in, in.number(0, 1)) == 0; }, "Divisible without a rest."},
    {"lower", "", [](Bound& in) { return all_of_case(in, is_upper); }, "No letter in upper case."},
    {"upper", "", [](Bound& in) { return all_of_case(in, is_lower); }, "No letter in lower case."},
    {"in", "seq", [](Bound& in) { return contains(in.at(0), in.value); },
     "An item of a list, a key of a map, a part of a string."},
    {"contains", "value", [](Bound& in) { return contains(in.value, in.at(0)); },
     "A list, map or string has it in it."},
    {"==", "other", equals, "Equal."},
    {"eq", "other", equals, "Equal."},
    {"equalto", "other", equals, "Equal."},
    {"!=", "other", [](Bound& in) { return !equals(in); }, "Not equal."},
    {"ne", "other", [](Bound& in) { return !equals(in); }, "Not equal."},
    {"<", "other", is_less, "Less."},
    {"lt", "other", is_less, "Less."},
    {"lessthan", "other", is_less, "Less."},
    {"<=", "other", [](Bound& in) { return order(in.value, in.at(0)) <= 0; }, "Less or equal."},
    {"le", "other", [](Bound& in) { return order(in.value, in.at(0)) <= 0; }, "Less or equal."},
    {">", "other", is_greater, "Greater."},
    {"gt", "other", is_greater, "Greater."},
    {"greaterthan", "other", is_greater, "Greater."},
    {">=", "other", [](Bound& in) { return order(in.value, in.at(0)) >= 0; }, "Greater or equal."},
    {"ge", "other", [](Bound& in) { return order(in.value, in.at(0)) >= 0; }, "Greater or equal."},
    {"subset", "other", [](Bound& in) { return all_in(in.value, in.at(0), "subset"); },
     "Each item is in the other list."},
    {"issubset", "other", [](Bound& in) { return all_in(in.value, in.at(0), "subset"); },
     "Each item is in the other list."},
    {"superset", "other", [](Bound& in) { return all_in(in.at(0), in.value, "superset"); },
     "Each item of the other list is in this one."},
    {"issuperset", "other", [](Bound& in) { return all_in(in.at(0), in.value, "superset"); },
     "Each item of the other list is in this one."},
    {"any", "", any_true, "One item at least is true."},
    {"all", "", all_true, "All items are true."},
    {"truthy", "convert_bool?", is_truthy, "What Python takes for true."},
    {"falsy", "convert_bool?", [](Bound& in) { return !is_truthy(in); }, "What Python takes for false."},
    {"nan", "", [](Bound& in) { return in.value.is_number() && std::isnan(in.value.real_number("")); },
     "Not a number."},
    {"isnan", "", [](Bound& in) { return in.value.is_number() && std::isnan(in.value.real_number("")); },
     "Not a number."},
    {"ip", "", [](Bound& in) { return is_address(in, 0); }, "An IP address or network."},
    {"ipv4", "", [](Bound& in) { return is_address(in, 32); }, "An IPv4 address or network."},
    {"ipv6", "", [](Bound& in) { return is_address(in, 128); }, "An IPv6 address or network."},
};

}  // namespace

std::span<const Test> value_tests() { return table; }

}  // namespace converge::templates
