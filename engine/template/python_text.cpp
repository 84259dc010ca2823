// SPDX-License-Identifier: MIT
// python_text.cpp: what Python's str() and repr() print; templates that people bring count on it.
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "engine/template/characters.h"
#include "engine/template/failure.h"
#include "engine/template/operand.h"

namespace converge::templates {

std::string python_real(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
  std::array<char, 40> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific).ptr;
  const std::string_view shortest(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t e = shortest.find('e');
  const int exponent = std::stoi(std::string(shortest.substr(e + 1)));
  if (exponent < -4 || exponent >= 16) return std::string(shortest);
  const auto fixed = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed).ptr;
  std::string out(buffer.data(), static_cast<std::size_t>(fixed - buffer.data()));
  if (out.find('.') == std::string::npos) out += ".0";
  return out;
}

namespace {

bool is_printable(char32_t point) {
  if (point < 0x20 || (point >= 0x7F && point <= 0xA0) || point == 0xAD) return false;
  if ((point >= 0x2000 && point <= 0x200F) || (point >= 0x2028 && point <= 0x202F)) return false;
  if ((point >= 0x205F && point <= 0x206F) || point == 0x3000 || point == 0xFEFF) return false;
  return !(point >= 0xE000 && point <= 0xF8FF) && !(point >= 0xFFF9 && point <= 0xFFFB);
}

void append_code(std::string& out, char32_t point) {
  constexpr std::string_view hex = "0123456789abcdef";
  const int digits = point < 0x100 ? 2 : point < 0x10000 ? 4 : 8;
  out += '\\';
  out += digits == 2 ? 'x' : digits == 4 ? 'u' : 'U';
  for (int i = digits - 1; i >= 0; --i) out += hex[(point >> static_cast<unsigned>(4 * i)) & 0xFU];
}

std::string repr_of_text(std::string_view text) {
  const bool doubled = text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
  const char quote = doubled ? '"' : '\'';
  std::string out(1, quote);
  for (const std::string_view one : Characters(text)) {
    const char32_t point = code_point(one);
    if (one == "\n")
      out += "\\n";
    else if (one == "\r")
      out += "\\r";
    else if (one == "\t")
      out += "\\t";
    else if (one == "\\" || one.front() == quote)
      (out += '\\') += one;
    else if (is_printable(point))
      out += one;
    else
      append_code(out, point);
  }
  return out += quote;
}

void append_repr(std::string& out, const Operand& operand);

void append_sequence(std::string& out, const Operand& operand) {
  const Operands& items = operand.items("");
  out += operand.is_tuple() ? '(' : '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) out += ", ";
    append_repr(out, items[i]);
    check_text(out.size());
  }
  if (operand.is_tuple() && items.size() == 1) out += ',';
  out += operand.is_tuple() ? ')' : ']';
}

void append_mapping(std::string& out, const Operand& operand) {
  std::string_view separator = "{";
  for (const auto& [key, value] : operand.entries("").all()) {
    out += separator;
    out += repr_of_text(key);
    out += ": ";
    append_repr(out, value);
    check_text(out.size());
    separator = ", ";
  }
  out += operand.entries("").empty() ? "{}" : "}";
}

void append_repr(std::string& out, const Operand& operand) {
  using Kind = Operand::Kind;
  switch (operand.kind()) {
    case Kind::none: out += "None"; return;
    case Kind::boolean: out += operand.flag("") ? "True" : "False"; return;
    case Kind::integer: out += std::to_string(operand.number("")); return;
    case Kind::real: out += python_real(operand.real_number("")); return;
    case Kind::string: out += repr_of_text(operand.text("")); return;
    case Kind::sequence: append_sequence(out, operand); return;
    case Kind::mapping: append_mapping(out, operand); return;
    default: break;
  }
  operand.defined();
  throw Failure(std::string(operand.phrase()) + " cannot be printed");
}

}  // namespace

std::string python_repr(const Operand& operand) {
  std::string out;
  append_repr(out, operand);
  return out;
}

std::string printed(const Operand& operand) {
  const auto* nothing = std::get_if<std::shared_ptr<const Undefined>>(&operand.payload());
  return nothing != nullptr && (*nothing)->absence == Absence::silent ? "" : python_text(operand.defined());
}

std::string python_text(const Operand& operand) {
  return operand.is_string() ? operand.text("") : python_repr(operand);
}

}  // namespace converge::templates
