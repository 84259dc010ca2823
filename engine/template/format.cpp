// SPDX-License-Identifier: MIT
// format.cpp: "%5.1f" % x and "{:>5}".format(x).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "engine/template/arithmetic.h"
#include "engine/template/characters.h"
#include "engine/template/failure.h"

namespace converge::templates {

namespace {

/// How one value is to be printed; the common part of both notations.
struct Spec {
  std::string fill = " ";
  char align = '\0';  ///< one of < > ^ =
  char sign = '-';
  bool alternate = false;
  char group = '\0';
  std::size_t width = 0;
  std::optional<int> precision;
  char type = '\0';
};

/// Digits at the front of a text as a number; bounded, so that a width cannot ask for gigabytes.
std::size_t take_number(std::string_view& text) {
  std::size_t number = 0;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    number = number * 10 + static_cast<std::size_t>(text.front() - '0');
    if (number > 100'000) throw Failure("the width of a format is too large");
  }
  return number;
}

std::string real_digits(double number, char type, int precision) {
  if (precision > 1000) throw Failure("the precision of a format is too large");
  if (std::isnan(number)) return type == 'F' || type == 'E' || type == 'G' ? "NAN" : "nan";
  const char pattern[] = {'%', '.', '*', type, '\0'};
  std::array<char, 1400> buffer{};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  const int length = std::snprintf(buffer.data(), buffer.size(), pattern, precision, number);
#pragma GCC diagnostic pop
  return std::string(buffer.data(), static_cast<std::size_t>(std::max(length, 0)));
}

std::string integer_digits(std::uint64_t number, char type) {
  const std::uint64_t base = type == 'x' || type == 'X' ? 16 : type == 'o' ? 8 : type == 'b' ? 2 : 10;
  const std::string_view letters = type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string out;
  do out.insert(out.begin(), letters[number % base]);
  while ((number /= base) != 0);
  return out;
}

std::string grouped(std::string digits, char separator) {
  const std::size_t whole = std::min(digits.find_first_not_of("0123456789"), digits.size());
  for (std::size_t at = whole; at > 3;) digits.insert(at -= 3, 1, separator);
  return digits;
}

std::string padded(const std::string& sign, const std::string& body, const Spec& spec, char fallback) {
  const std::size_t length = character_count(sign) + character_count(body);
  if (length >= spec.width) return sign + body;
  const std::size_t missing = spec.width - length;
  const char align = spec.align == '\0' ? fallback : spec.align;
  const std::size_t before = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
  std::string left;
  std::string right;
  for (std::size_t i = 0; i < missing; ++i) (i < before ? left : right) += spec.fill;
  return align == '=' ? sign + left + body : left + sign + body + right;
}

std::string format_integer(std::int64_t number, const Spec& spec) {
  std::string sign = number < 0 ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign);
  const std::uint64_t magnitude =
      number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  std::string digits = integer_digits(magnitude, spec.type);
  if (spec.precision && digits.size() < static_cast<std::size_t>(*spec.precision))
    digits.insert(0, static_cast<std::size_t>(*spec.precision) - digits.size(), '0');
  if (spec.group != '\0') digits = grouped(std::move(digits), spec.group);
  if (spec.alternate && spec.type != 'd' && spec.type != '\0') sign += std::string("0") + spec.type;
  return padded(sign, digits, spec, '>');
}

std::string format_real(double number, const Spec& spec) {
  const bool negative = std::signbit(number) && !std::isnan(number);
  const double magnitude = std::fabs(number);
  std::string digits;
  if (spec.type == '\0' && !spec.precision) {
    digits = python_real(magnitude);
  } else if (spec.type == '%') {
    digits = real_digits(magnitude * 100, 'f', spec.precision.value_or(6)) + "%";
  } else if (spec.type == '\0') {
    digits = real_digits(magnitude, 'g', std::max(1, *spec.precision));
    if (digits.find_first_of(".enia") == std::string::npos) digits += ".0";
  } else {
    digits = real_digits(magnitude, spec.type == 'n' ? 'g' : spec.type, spec.precision.value_or(6));
  }
  if (spec.group != '\0') digits = grouped(std::move(digits), spec.group);
  return padded(negative ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign), digits, spec, '>');
}

std::string format_text(const std::string& text, const Spec& spec) {
  std::string shown = text;
  if (spec.precision) {
    shown.clear();
    const Characters all(text);
    for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), static_cast<std::size_t>(*spec.precision)); ++i)
      shown += all[i];
  }
  return padded("", shown, spec, '<');
}

bool is_real_type(char type) {
  return type != '\0' && std::string_view("eEfFgG%").find(type) != std::string_view::npos;
}

}  // namespace

namespace {

/// Reads "[fill]align sign # 0 width , .precision type".
Spec parse_spec(std::string_view text) {
  Spec spec;
  constexpr std::string_view aligns = "<>^=";
  const Characters all(text);
  if (all.size() > 1 && all[1].size() == 1 && aligns.find(all[1]) != std::string_view::npos) {
    spec.fill = all[0];
    spec.align = all[1].front();
    text.remove_prefix(all[0].size() + 1);
  } else if (!text.empty() && aligns.find(text.front()) != std::string_view::npos) {
    spec.align = text.front();
    text.remove_prefix(1);
  }
  const auto skip = [&](std::string_view any) {
    if (text.empty() || any.find(text.front()) == std::string_view::npos) return '\0';
    const char found = text.front();
    text.remove_prefix(1);
    return found;
  };
  if (const char sign = skip("+- ")) spec.sign = sign;
  spec.alternate = skip("#") != '\0';
  if (skip("0") != '\0' && spec.align == '\0') (spec.fill = "0"), spec.align = '=';
  spec.width = take_number(text);
  spec.group = skip(",_");
  if (skip(".") != '\0') {
    if (text.empty() || !is_digit(text.front())) throw Failure("a precision is missing in a format");
    spec.precision = static_cast<int>(take_number(text));
  }
  spec.type = skip("bcdeEfFgGnosxX%");
  if (!text.empty()) throw Failure("this is no format of str.format()");
  return spec;
}

std::string format_one(const Operand& operand, std::string_view text) {
  operand.defined();
  if (text.empty()) return python_text(operand);
  const Spec spec = parse_spec(text);
  const auto mismatch = [&] {
    return Failure("the format " + quoted(text) + " does not fit " + std::string(operand.phrase()));
  };
  if (operand.is_string()) {
    if ((spec.type != '\0' && spec.type != 's') || spec.align == '=' || spec.sign != '-') throw mismatch();
    return format_text(operand.text(""), spec);
  }
  if (!operand.is_number() || spec.type == 's') throw mismatch();
  if (is_real_type(spec.type) || operand.kind() == Operand::Kind::real) {
    if (spec.type != '\0' && spec.type != 'n' && !is_real_type(spec.type)) throw mismatch();
    return format_real(operand.real_number(""), spec);
  }
  if (spec.precision) throw mismatch();
  if (spec.type == 'c') {
    std::string character;
    if (operand.number("") < 0 || operand.number("") > 0x10FFFF) throw mismatch();
    append_utf8(character, static_cast<char32_t>(operand.number("")));
    return format_text(character, spec);
  }
  if (spec.group != '\0' && spec.align == '=' && spec.width != 0)
    throw Failure("a format cannot both fill with zeros and group digits");
  return format_integer(operand.number(""), spec);
}

/// Follows ".name" and "[key]" after the first name of a field.
Operand walk(Operand operand, std::string_view path) {
  while (!path.empty()) {
    const bool bracket = path.front() == '[';
    const std::size_t end = bracket ? path.find(']') : std::min(path.find_first_of(".[", 1), path.size());
    if (end == std::string_view::npos || (!bracket && path.front() != '.'))
      throw Failure("this is no format of str.format()");
    const std::string key(path.substr(1, end - 1));
    const bool number = !key.empty() && key.size() < 10 && std::all_of(key.begin(), key.end(), is_digit);
    operand = bracket && number ? item_of(operand, Operand::integer(std::stoll(key)))
                                : item_of(operand, Operand::string(key));
    path.remove_prefix(bracket ? end + 1 : end);
  }
  return operand;
}

/// Fills the fields of one str.format() pattern.
class BraceFormat {
 public:
  BraceFormat(const Operands& plain, const Mapping& named) : plain_(plain), named_(named) {}

  std::string fill(std::string_view pattern) {
    std::string out;
    while (!pattern.empty()) {
      const char c = pattern.front();
      const bool doubled = pattern.size() > 1 && pattern[1] == c;
      if ((c != '{' && c != '}') || doubled) {
        out += c;
        pattern.remove_prefix(doubled && (c == '{' || c == '}') ? 2 : 1);
        continue;
      }
      std::size_t depth = 0;
      std::size_t end = 0;
      for (; end < pattern.size(); ++end)
        if (pattern[end] == '{')
          ++depth;
        else if (pattern[end] == '}' && --depth == 0)
          break;
      if (c == '}' || end == pattern.size())
        throw Failure("a brace of a format is not closed", "write {{ or }} for the character itself");
      out += field(pattern.substr(1, end - 1));
      check_text(out.size());
      pattern.remove_prefix(end + 1);
    }
    return out;
  }

 private:
  std::string field(std::string_view text) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    std::string_view name = text.substr(0, colon);
    std::string spec(text.substr(std::min(colon + 1, text.size())));
    char conversion = '\0';
    if (name.size() >= 2 && name[name.size() - 2] == '!') {
      conversion = name.back();
      name.remove_suffix(2);
    }
    Operand operand = find(name);
    if (spec.find('{') != std::string::npos && ++nesting_ < 3) spec = fill(spec);
    if (conversion == 'r')
      operand = Operand::string(python_repr(operand));
    else if (conversion == 's')
      operand = Operand::string(python_text(operand));
    else if (conversion != '\0')
      throw Failure("a conversion of a format is !s or !r");
    return format_one(operand, spec);
  }

  Operand find(std::string_view name) {
    const std::size_t end = std::min(name.find_first_of(".["), name.size());
    const std::string_view first = name.substr(0, end);
    if (first.empty() || is_digit(first.front())) {
      std::string_view digits = first;
      if ((first.empty() ? numbered_ : next_ != 0))
        throw Failure("the fields of a format are numbered all or not at all");
      numbered_ = numbered_ || !first.empty();
      const std::size_t at = first.empty() ? next_++ : take_number(digits);
      if (at >= plain_.size()) throw Failure("the format has more fields than there are values");
      return walk(plain_[at], name.substr(end));
    }
    const Operand* found = named_.find(first);
    if (found == nullptr) throw Failure("the format names " + quoted(first) + ", which is not given");
    return walk(*found, name.substr(end));
  }

  const Operands& plain_;
  const Mapping& named_;
  std::size_t next_ = 0;
  bool numbered_ = false;  ///< some field has a number
  int nesting_ = 0;
};

/// Fills the fields of one % pattern.
class PercentFormat {
 public:
  explicit PercentFormat(const Operand& values) : values_(values) {}

  std::string fill(std::string_view pattern) {
    std::string out;
    while (!pattern.empty()) {
      const std::size_t percent = std::min(pattern.find('%'), pattern.size());
      out += pattern.substr(0, percent);
      pattern.remove_prefix(percent);
      if (!pattern.empty()) out += field(pattern);
      check_text(out.size());
    }
    // As in Python, only what is no container has to be used.
    const bool all_used = values_.is_mapping() ||
                          (values_.is_tuple() ? next_ == values_.items("").size() : values_.is_sequence() || next_ > 0);
    if (!all_used) throw Failure("the format has fewer fields than there are values");
    return out;
  }

 private:
  std::string field(std::string_view& pattern) {
    pattern.remove_prefix(1);
    std::optional<std::string> key;
    if (pattern.starts_with("(")) {
      const std::size_t end = pattern.find(')');
      if (end == std::string_view::npos) throw Failure("a name of a format is not closed");
      key = pattern.substr(1, end - 1);
      pattern.remove_prefix(end + 1);
    }
    Spec spec = flags(pattern);
    if (pattern.empty()) throw Failure("a % of a format is followed by nothing", "write %% for the character itself");
    spec.type = pattern.front();
    pattern.remove_prefix(1);
    if (spec.type == '%') return "%";
    return print(key ? item_of(values_, Operand::string(*key)) : next(), spec);
  }

  Spec flags(std::string_view& pattern) {
    Spec spec;
    bool left = false;
    for (; !pattern.empty() && std::string_view("-+ #0").find(pattern.front()) != std::string_view::npos;
         pattern.remove_prefix(1)) {
      if (pattern.front() == '-')
        left = true;
      else if (pattern.front() == '+' || (pattern.front() == ' ' && spec.sign != '+'))
        spec.sign = pattern.front();
      else if (pattern.front() == '#')
        spec.alternate = true;
      else if (pattern.front() == '0')
        (spec.fill = "0"), spec.align = '=';
    }
    if (left) (spec.fill = " "), spec.align = '<';
    if (const auto width = number(pattern)) {
      spec.width = static_cast<std::size_t>(std::abs(*width));
      if (*width < 0) (spec.fill = " "), spec.align = '<';
    }
    if (pattern.starts_with(".")) {
      pattern.remove_prefix(1);
      spec.precision = std::max(0, number(pattern).value_or(0));
    }
    return spec;
  }

  /// A width or precision: digits, or * for the next value.
  std::optional<int> number(std::string_view& pattern) {
    if (!pattern.starts_with("*"))
      return pattern.empty() || !is_digit(pattern.front()) ? std::nullopt
                                                           : std::optional(static_cast<int>(take_number(pattern)));
    pattern.remove_prefix(1);
    const std::int64_t asked = next().number("* of a format");
    if (asked < -100'000 || asked > 100'000) throw Failure("the width of a format is too large");
    return static_cast<int>(asked);
  }

  const Operand& next() {
    if (!values_.is_tuple() && next_ == 0) return ++next_, values_;
    if (!values_.is_tuple() || next_ >= values_.items("").size())
      throw Failure("the format has more fields than there are values");
    return values_.items("")[next_++];
  }

  static std::string print(const Operand& operand, Spec spec) {
    operand.defined();
    if (spec.type == 's' || spec.type == 'r' || spec.type == 'a') {
      if (spec.align != '<') (spec.fill = " "), spec.align = '>';
      return format_text(spec.type == 's' ? python_text(operand) : python_repr(operand), spec);
    }
    if (spec.type == 'c' && operand.is_string()) return format_text(operand.text(""), spec);
    if (!operand.is_number())
      throw Failure(std::string("%") + spec.type + " of a format needs a number, not " + std::string(operand.phrase()));
    if (is_real_type(spec.type)) return format_real(operand.real_number(""), spec);
    const bool decimal = spec.type == 'd' || spec.type == 'i' || spec.type == 'u';
    if (!decimal && (std::string_view("xXo").find(spec.type) == std::string_view::npos || !operand.is_integral()))
      throw Failure(std::string("%") + spec.type + " of a format does not fit " + std::string(operand.phrase()));
    if (decimal) spec.type = 'd';
    return format_integer(operand.is_integral() ? operand.number("") : truncated(operand.real_number("")), spec);
  }

  const Operand& values_;
  std::size_t next_ = 0;
};

}  // namespace

std::string format_percent(const std::string& pattern, const Operand& values) {
  values.defined();
  return PercentFormat(values).fill(pattern);
}

std::string format_braces(const std::string& pattern, const Operands& plain, const Mapping& named) {
  return BraceFormat(plain, named).fill(pattern);
}

}  // namespace converge::templates
