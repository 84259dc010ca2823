// SPDX-License-Identifier: MIT
#include "inventory/ini_literal.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "inventory/python_text.h"

namespace converge {

namespace {

constexpr std::size_t deepest = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

/// Recursive descent over Python's literals. No value means "not a literal";
/// what is one but cannot be kept goes into refusal_, and reading goes on, since
/// only a literal that is whole is refused.
class Literal {
 public:
  Literal(std::string_view text, Span span) : text_(text), span_(span) {}

  std::optional<Value> whole() {
    std::optional<Value> value = sequence('\0');
    skip_space();
    const bool over = at_ == text_.size() || text_[at_] == '#';
    return over ? std::move(value) : std::nullopt;
  }
  [[nodiscard]] const std::string& refusal() const { return refusal_; }

 private:
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\f')) ++at_;
  }
  [[nodiscard]] char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void refuse(const std::string& why) {
    if (refusal_.empty()) refusal_ = why;
  }

  /// Values with commas between them, up to `close`, which is taken; without a
  /// comma and outside brackets it is one value.
  std::optional<Value> sequence(char close) {
    List items;
    bool commas = false;
    while (true) {
      skip_space();
      const bool end = close != '\0' ? take(close) : at_ == text_.size() || next() == '#';
      if (end) break;
      std::optional<Value> item = value();
      if (!item) return std::nullopt;
      items.push_back(std::move(*item));
      if (take(',')) {
        commas = true;
        continue;
      }
      if (close != '\0' && !take(close)) return std::nullopt;
      break;
    }
    const bool tuple = close == ')' || close == '\0';
    if (tuple && !commas) {
      if (!items.empty()) return std::move(items.front());
      return close == ')' ? std::optional(Value::list({}, span_)) : std::nullopt;
    }
    return Value::list(std::move(items), span_);
  }

  std::optional<Value> value() {
    skip_space();
    if (++depth_ > deepest) refuse("it is nested too deeply");
    std::optional<Value> read = depth_ > deepest ? std::nullopt : dispatch();
    --depth_;
    return read;
  }

  /// The first character decides; whatever fits nothing is no literal.
  std::optional<Value> dispatch() {
    const char c = next();
    if (c == '[') return ++at_, sequence(']');
    if (c == '(') return ++at_, sequence(')');
    if (c == '{') return ++at_, braces();
    if (c == '+' || c == '-') return signed_number();
    if (is_digit(c) || c == '.') return number(false);
    if (at_string()) return strings();
    return word();
  }

  std::optional<Value> word() {
    const std::size_t start = at_;
    while (is_name(next())) ++at_;
    const std::string_view name = text_.substr(start, at_ - start);
    if (name == "True" || name == "False") return Value::boolean(name == "True", span_);
    return name == "None" ? std::optional(Value::null(span_)) : std::nullopt;
  }

  /// One sign at most: Python computes `--5`, but does not call it a literal.
  std::optional<Value> signed_number() {
    const bool negative = text_[at_++] == '-';
    skip_space();
    return is_digit(next()) || next() == '.' ? number(negative) : std::nullopt;
  }

  /// Takes all that could belong to a number, so that `1.2.3` and `5x` fail as a whole.
  std::optional<Value> number(bool negative) {
    const std::size_t start = at_;
    const bool prefixed = text_.size() > at_ + 1 && text_[at_] == '0' && std::string_view("xXoObB").find(text_[at_ + 1]) != std::string_view::npos;
    while (at_ < text_.size() && (is_name(next()) || next() == '.' || (!prefixed && is_exponent_sign(start)))) ++at_;
    std::string digits(text_.substr(start, at_ - start));
    if (!sound_underscores(digits)) return std::nullopt;
    std::erase(digits, '_');
    if (prefixed) return integer(digits.substr(2), std::tolower(digits[1]) == 'x' ? 16 : std::tolower(digits[1]) == 'o' ? 8 : 2, negative);
    if (std::ranges::all_of(digits, is_digit)) {
      if (digits[0] == '0' && digits.find_first_not_of('0') != std::string::npos) return std::nullopt;  // Python refuses 010
      return integer(digits, 10, negative);
    }
    return real(digits, negative);
  }

  [[nodiscard]] bool is_exponent_sign(std::size_t start) const {
    return (next() == '+' || next() == '-') && at_ > start && (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E');
  }

  /// Between two digits only, or behind the prefix.
  static bool sound_underscores(std::string_view digits) {
    for (std::size_t i = 0; i < digits.size(); ++i) {
      if (digits[i] != '_') continue;
      if (i == 0 || i + 1 == digits.size() || !std::isxdigit(static_cast<unsigned char>(digits[i + 1]))) return false;
      if (!std::isalnum(static_cast<unsigned char>(digits[i - 1]))) return false;
    }
    return true;
  }

  std::optional<Value> integer(const std::string& digits, int base, bool negative) {
    std::int64_t number = 0;
    const std::string signed_digits = (negative ? "-" : "") + digits;
    const auto [stop, error] = std::from_chars(signed_digits.data(), signed_digits.data() + signed_digits.size(), number, base);
    if (digits.empty() || stop != signed_digits.data() + signed_digits.size()) return std::nullopt;
    if (error != std::errc{}) refuse("the integer does not fit into 64 bits");
    return Value::integer(number, span_);
  }

  /// With a point or an exponent; `1j` and names end here as well.
  std::optional<Value> real(const std::string& digits, bool negative) {
    if (digits.find_first_not_of("0123456789.eE+-") != std::string::npos || digits.find_first_of("0123456789") == std::string::npos) return std::nullopt;
    double number = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (stop != digits.data() + digits.size()) return std::nullopt;
    if (error != std::errc{}) refuse("the number is beyond what a real number can be");
    return Value::real(negative ? -number : number, span_);
  }

  [[nodiscard]] bool at_string() const { return string_start(text_.substr(at_)).has_value(); }

  /// Adjacent strings are one.
  std::optional<Value> strings() {
    std::string all;
    while (const std::optional<StringStart> start = string_start(text_.substr(at_))) {
      if (start->formatted) return std::nullopt;
      const std::optional<PythonString> read = read_python_string(text_.substr(at_), *start);
      if (!read) return std::nullopt;
      all += read->text;
      at_ += read->length;
      skip_space();
    }
    return Value::string(std::move(all), span_, Style::quoted);
  }

  /// A dictionary, or a set. Both are read to their end before a set is refused.
  std::optional<Value> braces() {
    Map entries;
    bool is_set = false;
    while (!take('}')) {
      std::optional<Value> key = value();
      if (!key) return std::nullopt;
      if (take(':')) {
        std::optional<Value> held = value();
        if (!held) return std::nullopt;
        add(entries, *key, std::move(*held));
      } else {
        is_set = true;
      }
      if (take(',')) continue;
      if (!take('}')) return std::nullopt;
      break;
    }
    if (is_set && !entries.empty()) return std::nullopt;
    if (is_set) refuse("it is a set of Python's; write a list in [ ]");
    return Value::map(std::move(entries), span_);
  }

  /// JSON has text for keys, and each once; Python would take the last.
  void add(Map& entries, const Value& key, Value held) {
    if (!key.is_string()) return refuse("the key of a dictionary is " + std::string(type_phrase(key.type())) + "; quote it");
    if (std::ranges::find(entries, key.text(), &Entry::key) != entries.end()) return refuse("the key '" + key.text() + "' is there twice");
    entries.push_back(Entry{key.text(), std::move(held), span_});
  }

  std::string_view text_;
  Span span_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::string refusal_;
};

}  // namespace

Result<Value> read_ini_value(std::string_view text, Span span) {
  if (!text.starts_with("{{") && !text.starts_with("{%")) {
    const std::size_t start = text.find_first_not_of(" \t");
    Literal literal(text.substr(std::min(start, text.size())), span);
    std::optional<Value> value = literal.whole();
    if (value && !literal.refusal().empty()) return fail(ErrorCode::invalid, literal.refusal());
    if (value) return std::move(*value);
  }
  return Value::string(std::string(text), span, Style::quoted);
}

}  // namespace converge
