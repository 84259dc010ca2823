// SPDX-License-Identifier: MIT
// filters_number.cpp: filters that make and change numbers, and `bool`.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

#include "engine/template/arithmetic.h"
#include "engine/template/characters.h"
#include "engine/template/registry.h"
#include "engine/template/scan.h"

namespace converge::templates {

std::optional<std::int64_t> scan_integer(std::string_view text, int base) {
  text = strip(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const char second = text.size() > 1 && text[0] == '0' ? static_cast<char>(text[1] | 0x20) : '\0';
  const int prefix = second == 'x' ? 16 : second == 'o' ? 8 : second == 'b' ? 2 : 0;
  if (prefix != 0 && (base == prefix || base == 0)) {
    text.remove_prefix(2);
    base = prefix;
    if (text.starts_with('_')) text.remove_prefix(1);
  }
  if (base == 0) base = 10;
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool between = text[i] == '_' && i > 0 && i + 1 < text.size() && text[i - 1] != '_';
    if (!between) digits += text[i];
  }
  if (digits.empty() || digits[0] == '-' || digits[0] == '+') return std::nullopt;
  std::uint64_t magnitude = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), magnitude, base);
  if (stop != digits.data() + digits.size() || error == std::errc::invalid_argument) return std::nullopt;
  constexpr auto top = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (error != std::errc{} || magnitude > top) throw Failure("the number needs more than 64 bits");
  return negative ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
}

std::optional<double> scan_real(std::string_view text) {
  text = strip(text);
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool between =
        text[i] == '_' && i > 0 && i + 1 < text.size() && is_digit(text[i - 1]) && is_digit(text[i + 1]);
    if (!between) digits += text[i];
  }
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.erase(0, 1);
  const std::string word = lower(digits);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (word == "inf" || word == "infinity") return negative ? -infinity : infinity;
  if (word == "nan") return std::nan("");
  if (digits.empty() || (!is_digit(digits[0]) && digits[0] != '.')) return std::nullopt;
  double number = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (stop != digits.data() + digits.size() || error == std::errc::invalid_argument) return std::nullopt;
  if (error == std::errc::result_out_of_range) number = word.find("e-") == std::string::npos ? infinity : 0;
  return negative ? -number : number;
}

namespace {

Operand apply_int(Bound& in) {
  const Operand fallback = in.has(0) ? in.at(0) : Operand::integer(0);
  if (in.value.is_integral()) return Operand::integer(in.value.number(""));
  std::optional<double> real;
  if (in.value.is_string()) {
    const std::int64_t base = in.number(1, 10);
    if (base != 0 && (base < 2 || base > 36)) in.fail("takes a base from 2 to 36");
    if (const auto number = scan_integer(in.text(), static_cast<int>(base))) return Operand::integer(*number);
    real = scan_real(in.text());
  } else if (in.value.is_number()) {
    real = in.value.real_number("");
  }
  if (!real || std::isnan(*real)) return fallback;
  return Operand::integer(truncated(*real));
}

Operand apply_float(Bound& in) {
  if (in.value.is_number()) return Operand::real(in.value.real_number(""));
  const auto real = in.value.is_string() ? scan_real(in.text()) : std::nullopt;
  return real ? Operand::real(*real) : in.has(0) ? in.at(0) : Operand::real(0);
}

/// As Ansible: what is not one of the words for true is false.
Operand apply_bool(Bound& in) {
  if (in.value.is_none() || in.value.is_boolean()) return in.value;
  if (in.value.is_number()) return Operand::boolean(in.value.real_number("") == 1);
  if (!in.value.is_string()) in.fail("needs a scalar, not " + std::string(in.value.phrase()));
  const std::string word = lower(in.text());
  return Operand::boolean(word == "yes" || word == "on" || word == "1" || word == "true");
}

/// Python's round(): to the nearest even in the last place, of the exact binary value.
double round_to(double number, std::int64_t places) {
  if (!std::isfinite(number) || places > 300) return number;
  if (places < 0) {
    const double unit = std::pow(10.0, static_cast<double>(std::min<std::int64_t>(-places, 308)));
    return std::nearbyint(number / unit) * unit;
  }
  char buffer[700];
  std::snprintf(buffer, sizeof buffer, "%.*f", static_cast<int>(places), number);
  double out = 0;
  std::from_chars(buffer, buffer + std::char_traits<char>::length(buffer), out);
  return out;
}

Operand apply_round(Bound& in) {
  const std::string method = in.text(1, "common");
  const std::int64_t places = in.number(0, 0);
  if (method != "common" && method != "ceil" && method != "floor") in.fail("takes the methods common, ceil and floor");
  const double number = in.value.real_number("round");
  if (method == "common") {
    if (!in.value.is_integral()) return Operand::real(round_to(number, places));
    return places >= 0 ? Operand::integer(in.value.number("")) : Operand::integer(truncated(round_to(number, places)));
  }
  const double unit = std::pow(10.0, static_cast<double>(places));
  if (!std::isfinite(number) || !std::isfinite(number * unit)) in.fail("cannot round that number");
  return Operand::real((method == "ceil" ? std::ceil(number * unit) : std::floor(number * unit)) / unit);
}

Operand apply_abs(Bound& in) {
  if (!in.value.is_integral()) return Operand::real(std::fabs(in.value.real_number("abs")));
  return in.value.number("") < 0 ? negate(in.value) : Operand::integer(in.value.number(""));
}

struct Unit {
  char letter;
  double size;
};
constexpr Unit units[] = {{'Y', 0x1p80}, {'Z', 0x1p70}, {'E', 0x1p60}, {'P', 0x1p50}, {'T', 0x1p40},
                          {'G', 0x1p30}, {'M', 0x1p20}, {'K', 0x1p10}, {'B', 1}};

Operand apply_human_readable(Bound& in) {
  const double size = in.value.real_number("human_readable");
  const bool bits = in.flag(0, false);
  const std::string unit = in.has(1) && !in.at(1).is_none() ? upper(in.text(1, "")) : "";
  const auto* found = std::find_if(std::begin(units), std::end(units), [&](const Unit& u) {
    return unit.empty() ? size >= u.size : unit == std::string(1, u.letter);
  });
  if (found == std::end(units)) found = std::end(units) - 1;
  const std::string name =
      found->letter == 'B' ? (bits ? "bits" : "Bytes") : std::string(1, found->letter) + (bits ? "b" : "B");
  char buffer[400];
  std::snprintf(buffer, sizeof buffer, "%.2f ", size / found->size);
  return Operand::string(buffer + name);
}

Operand apply_human_to_bytes(Bound& in) {
  const std::string text = python_text(in.value);
  const std::string_view rest = strip(text);
  const std::size_t end = std::min(rest.find_first_not_of("0123456789."), rest.size());
  const auto number = scan_real(rest.substr(0, end));
  if (!number) in.fail("needs a number and a unit, such as 10G");
  std::string_view unit = strip(rest.substr(end));
  unit = unit.substr(0, std::min(static_cast<std::size_t>(std::find_if_not(unit.begin(), unit.end(),
                                                                           [](char c) {
                                                                             return is_letter({&c, 1});
                                                                           }) -
                                                          unit.begin()),
                                 unit.size()));
  const std::string given = unit.empty() && in.has(0) && !in.at(0).is_none() ? in.text(0, "") : std::string(unit);
  if (given.empty()) return Operand::integer(truncated(std::nearbyint(*number)));
  const std::string letter = upper(given.substr(0, 1));
  const auto* found =
      std::find_if(std::begin(units), std::end(units), [&](const Unit& u) { return letter[0] == u.letter; });
  const bool bits = in.flag(1, false);
  const bool word = lower(given).find(bits ? "bit" : "byte") != std::string::npos;
  if (found == std::end(units) || (given.size() > 1 && !word && given[1] != (bits ? 'b' : 'B')))
    in.fail("does not know that unit", bits ? "use Kb, Mb, Gb, Tb" : "use KB, MB, GB, TB");
  return Operand::integer(truncated(std::nearbyint(*number * found->size)));
}

Operand real_result(const Bound& in, double number, bool finite_input) {  // NOLINT: what was computed from
  if (std::isnan(number) || (std::isinf(number) && finite_input)) in.fail("has no result for that number");
  return Operand::real(number);
}

Operand apply_log(Bound& in) {
  const double number = in.value.real_number("log");
  const double base = in.has(0) ? in.at(0).real_number("log") : std::exp(1.0);
  if (number <= 0 || base <= 0 || base == 1) in.fail("has no result for that number");
  return Operand::real(base == 10 ? std::log10(number) : std::log(number) / std::log(base));
}

Operand apply_pow(Bound& in) {
  const double base = in.value.real_number("pow");
  const double exponent = in.at(0).real_number("pow");
  return real_result(in, std::pow(base, exponent), std::isfinite(base) && std::isfinite(exponent));
}

Operand apply_root(Bound& in) {
  const double number = in.value.real_number("root");
  const double base = in.has(0) ? in.at(0).real_number("root") : 2;
  if (base == 0) in.fail("cannot take the root of that degree");
  return real_result(in, base == 2 ? std::sqrt(number) : std::pow(number, 1.0 / base), std::isfinite(number));
}

constexpr Filter table[] = {
    {"int", "default? base?", apply_int, "An integer; `default` where there is none in the text."},
    {"float", "default?", apply_float, "A number with a fraction; `default` where there is none in the text."},
    {"bool", "", apply_bool, "True for yes, on, true and 1; false for all else."},
    {"round", "precision? method?", apply_round, "Rounded to so many places; method common, ceil or floor."},
    {"abs", "", apply_abs, "Without its sign."},
    {"human_readable", "isbits? unit?", apply_human_readable, "Bytes as 1.50 GB."},
    {"human_to_bytes", "default_unit? isbits?", apply_human_to_bytes, "1.5GB as a number of bytes."},
    {"log", "base?", apply_log, "The logarithm, natural if no base is given."},
    {"pow", "y", apply_pow, "A power."},
    {"root", "base?", apply_root, "The square root, or that of another degree."},
};

}  // namespace

std::span<const Filter> number_filters() { return table; }

}  // namespace converge::templates
