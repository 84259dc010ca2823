// SPDX-License-Identifier: MIT
#include "engine/template/arithmetic.h"

#include <cmath>
#include <limits>

#include "engine/template/characters.h"
#include "engine/template/failure.h"

namespace converge::templates {

namespace {

[[noreturn]] void overflow() { throw Failure("the result needs more than 64 bits"); }

std::string_view verb(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::add: return "add";
    case BinaryOperator::subtract: return "subtract";
    case BinaryOperator::multiply: return "multiply";
    case BinaryOperator::power: return "raise to a power";
    default: return "divide";
  }
}

std::int64_t integer_power(std::int64_t base, std::int64_t exponent) {
  std::int64_t out = 1;
  while (exponent > 0) {
    if ((exponent & 1) != 0 && __builtin_mul_overflow(out, base, &out)) overflow();
    exponent >>= 1;
    if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) overflow();
  }
  return out;
}

Operand divide_integers(BinaryOperator op, std::int64_t a, std::int64_t b) {
  if (b == 0) throw Failure("division by zero");
  if (op == BinaryOperator::divide) return Operand::real(static_cast<double>(a) / static_cast<double>(b));
  if (b == -1) {  // the one quotient that does not fit: -2**63 // -1
    if (op == BinaryOperator::modulo) return Operand::integer(0);
    if (a == std::numeric_limits<std::int64_t>::min()) overflow();
    return Operand::integer(-a);
  }
  // Python rounds down, C towards zero.
  const bool down = a % b != 0 && (a % b < 0) != (b < 0);
  return Operand::integer(op == BinaryOperator::modulo ? a % b + (down ? b : 0) : a / b - (down ? 1 : 0));
}

Operand calculate_integers(BinaryOperator op, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  switch (op) {
    case BinaryOperator::add:
      if (__builtin_add_overflow(a, b, &out)) overflow();
      return Operand::integer(out);
    case BinaryOperator::subtract:
      if (__builtin_sub_overflow(a, b, &out)) overflow();
      return Operand::integer(out);
    case BinaryOperator::multiply:
      if (__builtin_mul_overflow(a, b, &out)) overflow();
      return Operand::integer(out);
    case BinaryOperator::power:
      if (b >= 0) return Operand::integer(integer_power(a, b));
      if (a == 0) throw Failure("zero cannot be raised to a negative power");
      return Operand::real(std::pow(static_cast<double>(a), static_cast<double>(b)));
    default: return divide_integers(op, a, b);
  }
}

double modulo(double a, double b) {
  const double rest = std::fmod(a, b);
  if (rest == 0) return std::copysign(0.0, b);
  return (rest < 0) != (b < 0) ? rest + b : rest;
}

double power(double a, double b) {
  if (a == 0 && b < 0) throw Failure("zero cannot be raised to a negative power");
  if (a < 0 && b != std::floor(b)) throw Failure("a negative number has no such power");
  const double out = std::pow(a, b);
  if (std::isinf(out) && std::isfinite(a) && std::isfinite(b)) throw Failure("the result is too large");
  return out;
}

Operand calculate_reals(BinaryOperator op, double a, double b) {
  const bool divides =
      op == BinaryOperator::divide || op == BinaryOperator::floor_divide || op == BinaryOperator::modulo;
  if (divides && b == 0) throw Failure("division by zero");
  switch (op) {
    case BinaryOperator::add: return Operand::real(a + b);
    case BinaryOperator::subtract: return Operand::real(a - b);
    case BinaryOperator::multiply: return Operand::real(a * b);
    case BinaryOperator::divide: return Operand::real(a / b);
    case BinaryOperator::floor_divide: return Operand::real(std::round((a - modulo(a, b)) / b));
    case BinaryOperator::modulo: return Operand::real(modulo(a, b));
    case BinaryOperator::power: return Operand::real(power(a, b));
  }
  return {};
}

Operand repeat(const Operand& what, std::int64_t times) {
  const auto count = static_cast<std::uint64_t>(std::max<std::int64_t>(times, 0));
  if (what.is_string()) {
    const std::string& text = what.text("");
    if (text.empty() || count == 0) return Operand::string("");
    check_text(count > longest_text ? count : count * text.size());
    std::string out;
    out.reserve(count * text.size());
    for (std::uint64_t i = 0; i < count; ++i) out += text;
    return Operand::string(std::move(out));
  }
  const Operands& items = what.items("");
  if (!items.empty()) check_list(count > longest_list ? count : count * items.size());
  Operands out;
  for (std::uint64_t i = 0; i < (items.empty() ? 0 : count); ++i) out.insert(out.end(), items.begin(), items.end());
  return Operand::sequence(std::move(out), what.is_tuple() ? Shape::tuple : Shape::list);
}

Operand join(const Operand& left, const Operand& right) {
  if (left.is_string()) {
    check_text(left.text("").size() + right.text("").size());
    return Operand::string(left.text("") + right.text(""));
  }
  Operands out = left.items("");
  check_list(out.size() + right.items("").size());
  out.insert(out.end(), right.items("").begin(), right.items("").end());
  return Operand::sequence(std::move(out), left.is_tuple() ? Shape::tuple : Shape::list);
}

bool repeatable(const Operand& operand) { return operand.is_string() || operand.is_sequence(); }

}  // namespace

Operand calculate(BinaryOperator op, const Operand& left, const Operand& right) {
  left.defined();
  if (op == BinaryOperator::modulo && left.is_string()) return Operand::string(format_percent(left.text(""), right));
  right.defined();
  if (left.is_integral() && right.is_integral()) return calculate_integers(op, left.number(""), right.number(""));
  if (left.is_number() && right.is_number()) return calculate_reals(op, left.real_number(""), right.real_number(""));
  if (op == BinaryOperator::multiply && repeatable(left) && right.is_integral()) return repeat(left, right.number(""));
  if (op == BinaryOperator::multiply && repeatable(right) && left.is_integral()) return repeat(right, left.number(""));
  const bool alike = left.kind() == right.kind() && left.is_tuple() == right.is_tuple();
  if (op == BinaryOperator::add && repeatable(left) && alike) return join(left, right);
  const bool text = left.is_string() || right.is_string();
  throw Failure(
      "cannot " + std::string(verb(op)) + " " + std::string(left.phrase()) + " and " + std::string(right.phrase()),
      text && op == BinaryOperator::add ? "use ~ to join texts, or |int to make a number" : "");
}

Operand negate(const Operand& operand) {
  if (operand.kind() == Operand::Kind::real) return Operand::real(-operand.real_number(""));
  const std::int64_t number = operand.number("a sign");
  if (number == std::numeric_limits<std::int64_t>::min()) overflow();
  return Operand::integer(-number);
}

std::int64_t truncated(double number) {
  if (std::isnan(number)) throw Failure("a number that is not one (nan) has no integer");
  if (!(number > -9223372036854775808.0 && number < 9223372036854775808.0)) overflow();
  return static_cast<std::int64_t>(number);
}

namespace {

/// The places that a slice picks, in order.
std::vector<std::size_t> picked(std::int64_t size, const std::optional<std::int64_t>& from,
                                const std::optional<std::int64_t>& to, std::int64_t step) {
  const std::int64_t low = step < 0 ? -1 : 0;
  const std::int64_t high = step < 0 ? size - 1 : size;
  const auto clamp = [&](const std::optional<std::int64_t>& bound, std::int64_t fallback) {
    if (!bound) return fallback;
    if (*bound < -size) return low;
    const std::int64_t at = *bound < 0 ? *bound + size : *bound;
    return std::min(at, high);
  };
  std::vector<std::size_t> out;
  const std::int64_t begin = clamp(from, step < 0 ? high : low);
  const std::int64_t end = clamp(to, step < 0 ? low : high);
  for (std::int64_t at = begin; step < 0 ? at > end : at < end;) {
    out.push_back(static_cast<std::size_t>(at));
    if (__builtin_add_overflow(at, step, &at)) break;
  }
  return out;
}

}  // namespace

Operand slice(const Operand& of, const std::optional<std::int64_t>& from, const std::optional<std::int64_t>& to,
              const std::optional<std::int64_t>& step) {
  of.defined();
  if (step && *step == 0) throw Failure("the step of a slice cannot be zero");
  if (of.is_string()) {
    const Characters all(of.text(""));
    std::string out;
    for (const std::size_t at : picked(static_cast<std::int64_t>(all.size()), from, to, step.value_or(1)))
      out += all[at];
    return Operand::string(std::move(out));
  }
  const Operands& items = of.items("a slice");
  Operands out;
  for (const std::size_t at : picked(static_cast<std::int64_t>(items.size()), from, to, step.value_or(1)))
    out.push_back(items[at]);
  return Operand::sequence(std::move(out), of.is_tuple() ? Shape::tuple : Shape::list);
}

}  // namespace converge::templates
