// SPDX-License-Identifier: MIT
// engine/core/yaml/yaml11.cpp: plain scalars that YAML 1.1 and 1.2 read differently.
#include <algorithm>
#include <array>
#include <charconv>

#include "engine/core/yaml/document.h"

namespace converge {
namespace {

/// Whether a text has characters, and only these.
bool all_of(std::string_view text, std::string_view set) {
  return !text.empty() && text.find_first_not_of(set) == std::string_view::npos;
}

template <std::size_t size>
bool is_one_of(std::string_view text, const std::array<std::string_view, size>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// "true", "false", or "" for a text that YAML 1.1 takes for no boolean.
std::string_view old_boolean(std::string_view text) {
  constexpr std::array<std::string_view, 8> yes{"y", "Y", "yes", "Yes", "YES", "on", "On", "ON"};
  constexpr std::array<std::string_view, 8> no{"n", "N", "no", "No", "NO", "off", "Off", "OFF"};
  return is_one_of(text, yes) ? "true" : is_one_of(text, no) ? "false" : "";
}

/// Numbers may have a sign in both versions.
std::string_view without_sign(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text;
}

/// "0644", "0o17", "0b101", "1_000", "1e3": numbers in one version only, or different ones.
std::string old_number(std::string_view text) {
  const std::string_view digits = without_sign(text);
  if (digits.size() > 1 && digits[0] == '0' && all_of(digits, "01234567_")) {
    std::string bare(digits);
    bare.erase(std::remove(bare.begin(), bare.end(), '_'), bare.end());
    std::uint64_t number = 0;
    const auto [stop, error] = std::from_chars(bare.data(), bare.data() + bare.size(), number, 8);
    const std::string sign = text[0] == '-' ? "-" : "";
    return error == std::errc{} ? "as the octal number " + sign + std::to_string(number) : "as an octal number";
  }
  if (digits.starts_with("0b") && all_of(digits.substr(2), "01_")) return "as a binary number";
  if (digits.starts_with("0x") && all_of(digits.substr(2), "0123456789abcdefABCDEF_"))
    return digits.find('_') == std::string_view::npos ? "" : "as a hexadecimal number";
  if (digits.starts_with("0o") && all_of(digits.substr(2), "01234567")) return "as a string";
  if (digits.size() > 1 && digits[0] == '0' && all_of(digits, "0123456789")) return "as a string";
  const bool decimal = !digits.empty() && digits[0] >= '0' && digits[0] <= '9' && all_of(digits, "0123456789_.");
  if (decimal && digits.find('_') != std::string_view::npos && std::count(digits.begin(), digits.end(), '.') <= 1)
    return "as the number without its underscores";
  return "";
}

/// "1e3" and "1.5e3": YAML 1.1 wants a point and a signed exponent.
std::string old_exponent(const Value& plain) {
  const std::string_view text = plain.text();
  const std::size_t mark = text.find_first_of("eE");
  if (plain.type() != Type::real || mark == std::string_view::npos) return "";
  const bool point = text.substr(0, mark).find('.') != std::string_view::npos;
  const bool sign = text.substr(mark + 1).starts_with('+') || text.substr(mark + 1).starts_with('-');
  return point && sign ? "" : "as a string";
}

/// "12:30:45" counts in sixties.
std::string old_sexagesimal(std::string_view text) {
  std::string_view rest = without_sign(text);
  if (rest.find(':') == std::string_view::npos) return "";
  std::uint64_t total = 0;
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t colon = rest.find(':');
    const std::string_view part = rest.substr(0, colon);
    std::uint64_t number = 0;
    const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool fits = error == std::errc{} && stop == part.data() + part.size() &&
                      (first ? part[0] != '0' && number < 100'000'000 : part.size() <= 2 && number < 60);
    if (!fits || total > 1'000'000'000'000) return "";
    total = total * 60 + number;
    if (colon == std::string_view::npos) break;
    rest.remove_prefix(colon + 1);
    if (rest.empty()) return "";
  }
  return "as the number " + std::string(text[0] == '-' ? "-" : "") + std::to_string(total);
}

/// "2024-01-31", and what may follow it.
std::string old_date(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  const bool date = text.size() >= 10 && all_of(text.substr(0, 4), digits) && text[4] == '-' &&
                    all_of(text.substr(5, 2), digits) && text[7] == '-' && all_of(text.substr(8, 2), digits) &&
                    (text.size() == 10 || text[10] == 'T' || text[10] == 't' || text[10] == ' ');
  return date ? "as a date" : "";
}

}  // namespace

/// The first of the old readings that differs. The order matters: "0b1" is no
/// sexagesimal number, and no date is a number.
std::string yaml11_trap(const Value& plain) {
  if (plain.style() != Style::plain) return "";
  const std::string& text = plain.text();
  if (text.empty()) return "";
  std::string old;
  if (const std::string_view word = old_boolean(text); !word.empty()) old = "as " + std::string(word);
  if (old.empty()) old = old_number(text);
  if (old.empty()) old = old_exponent(plain);
  if (old.empty()) old = old_sexagesimal(text);
  if (old.empty()) old = old_date(text);
  if (old.empty()) return "";
  const std::string now = plain.type() == Type::integer ? "the number " + std::to_string(plain.as_integer())
                                                        : std::string(type_phrase(plain.type()));
  return "YAML 1.1 reads \"" + text + "\" " + old + ", YAML 1.2 as " + now;
}

std::string_view yaml11_boolean(const Value& plain) {
  return plain.style() == Style::plain ? old_boolean(plain.text()) : std::string_view();
}

namespace {

/// What Ansible reads as something else. The letters y and n are booleans by the
/// words of YAML 1.1, but not for the parser that Ansible uses.
std::string trap_of(const Value& plain) {
  const bool one_letter = plain.text().size() == 1 && std::string_view("yYnN").find(plain.text()[0]) != std::string_view::npos;
  return one_letter ? "" : yaml11_trap(plain);
}

}  // namespace

void check_yaml11(const Value& value, Diagnostics& diagnostics) {
  if (value.is_list())
    for (const Value& item : value.items()) check_yaml11(item, diagnostics);
  if (value.is_map()) {
    for (const Entry& entry : value.entries()) {
      check_yaml11_key(entry, diagnostics);
      check_yaml11(entry.value, diagnostics);
    }
  }
  const std::string trap = trap_of(value);
  if (trap.empty()) return;
  if (value.sensitivity() == Sensitivity::secret) {
    diagnostics.error(value.span(), "ambiguous: YAML 1.1 reads this secret as something else than YAML 1.2 does", "quote it");
    return;
  }
  const std::string_view word = yaml11_boolean(value);
  diagnostics.error(value.span(), "ambiguous: " + trap,
                    word.empty() ? "quote it for the text, or write the number in plain digits" : "write " + std::string(word) + " for the boolean, or quote it for the text");
}

void check_yaml11_key(const Entry& entry, Diagnostics& diagnostics) {
  if (entry.key_span.length != entry.key.size()) return;  // quoted
  const std::string trap = trap_of(Value::plain(entry.key, entry.key_span));
  if (!trap.empty()) diagnostics.error(entry.key_span, "ambiguous key: " + trap, "quote it");
}

}  // namespace converge
