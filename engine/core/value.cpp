// SPDX-License-Identifier: MIT
#include "engine/core/value.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace converge {

std::string_view type_phrase(Type type) {
  switch (type) {
    case Type::null: return "null";
    case Type::boolean: return "a boolean";
    case Type::integer: return "an integer";
    case Type::real: return "a number";
    case Type::string: return "a string";
    case Type::list: return "a list";
    case Type::map: return "a map";
  }
  return "nothing";
}

Value Value::null(Span span) {
  Value value;
  value.span_ = span;
  return value;
}

Value Value::boolean(bool boolean, Span span) {
  Value value = null(span);
  value.type_ = Type::boolean;
  value.boolean_ = boolean;
  return value;
}

Value Value::integer(std::int64_t integer, Span span) {
  Value value = null(span);
  value.type_ = Type::integer;
  value.integer_ = integer;
  return value;
}

Value Value::real(double real, Span span) {
  Value value = null(span);
  value.type_ = Type::real;
  value.real_ = real;
  return value;
}

Value Value::string(std::string text, Span span, Style style) {
  Value value = null(span);
  value.type_ = Type::string;
  value.style_ = style;
  value.text_ = std::move(text);
  return value;
}

Value Value::list(List items, Span span) {
  Value value = null(span);
  value.type_ = Type::list;
  value.items_ = std::make_unique<List>(std::move(items));
  return value;
}

Value Value::map() { return map(Map{}); }

Value Value::map(Map entries, Span span) {
  Value value = null(span);
  value.type_ = Type::map;
  value.entries_ = std::make_unique<Map>(std::move(entries));
  return value;
}

namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

enum class Fit : std::uint8_t { no_integer, fits, oversized };

/// Reads an integer of the core schema; the number is only good if it fits.
Fit read_integer(std::string_view text, std::int64_t& number) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int base = 10;
  if (text.starts_with("0o") || text.starts_with("0x")) {
    base = text[1] == 'o' ? 8 : 16;
    text.remove_prefix(2);
  }
  if (text.empty() || text.front() == '-' || text.front() == '+') return Fit::no_integer;
  std::uint64_t magnitude = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), magnitude, base);
  if (error == std::errc::invalid_argument || stop != text.data() + text.size()) return Fit::no_integer;
  constexpr auto top = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (error != std::errc{} || magnitude > top + (negative ? 1U : 0U)) return Fit::oversized;
  number = static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
  return Fit::fits;
}

std::optional<double> read_real(std::string_view text) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (is_one_of(text, {".inf", ".Inf", ".INF", "+.inf"})) return infinity;
  if (is_one_of(text, {"-.inf", "-.Inf", "-.INF"})) return -infinity;
  if (is_one_of(text, {".nan", ".NaN", ".NAN"})) return std::nan("");
  if (text.starts_with("+-")) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  const bool numeric = !text.empty() && text.find_first_not_of("0123456789.eE+-") == std::string_view::npos &&
                       text.find_first_of("0123456789") != std::string_view::npos;
  if (!numeric) return std::nullopt;
  double number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Value Value::plain(std::string text, Span span) {
  Value value = null(span);
  value.style_ = Style::plain;
  const char first = text.empty() ? '~' : text.front();
  const bool may_be_number = (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
  if (text.empty() || is_one_of(text, {"~", "null", "Null", "NULL"})) {
    value.type_ = Type::null;
  } else if (is_one_of(text, {"true", "True", "TRUE"})) {
    value.type_ = Type::boolean;
    value.boolean_ = true;
  } else if (is_one_of(text, {"false", "False", "FALSE"})) {
    value.type_ = Type::boolean;
    value.boolean_ = false;
  } else if (may_be_number && read_integer(text, value.integer_) == Fit::fits) {
    value.type_ = Type::integer;
  } else if (const auto real = may_be_number ? read_real(text) : std::nullopt) {
    value.type_ = Type::real;
    value.real_ = *real;
  } else {
    value.type_ = Type::string;
  }
  value.text_ = std::move(text);
  return value;
}

Value::Value(const Value& other)
    : span_(other.span_),
      type_(other.type_),
      style_(other.style_),
      sensitivity_(other.sensitivity_),
      integer_(other.integer_),
      text_(other.text_),
      items_(other.items_ ? std::make_unique<List>(*other.items_) : nullptr),
      entries_(other.entries_ ? std::make_unique<Map>(*other.entries_) : nullptr) {}

Value& Value::operator=(const Value& other) {
  if (this != &other) *this = Value(other);
  return *this;
}

bool Value::as_boolean() const {
  assert(type_ == Type::boolean);
  return boolean_;
}

std::int64_t Value::as_integer() const {
  assert(type_ == Type::integer);
  return integer_;
}

double Value::as_real() const {
  assert(type_ == Type::real);
  return real_;
}

const List& Value::items() const {
  assert(is_list());
  return *items_;
}

List& Value::items() {
  assert(is_list());
  return *items_;
}

const Map& Value::entries() const {
  assert(is_map());
  return *entries_;
}

Map& Value::entries() {
  assert(is_map());
  return *entries_;
}

const Value* Value::find(std::string_view key) const {
  if (!is_map()) return nullptr;
  for (const Entry& entry : *entries_)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

Value* Value::find(std::string_view key) { return const_cast<Value*>(std::as_const(*this).find(key)); }

void Value::set(std::string_view key, Value value) {
  if (Value* present = find(key)) {
    *present = std::move(value);
  } else {
    entries().push_back(Entry{std::string(key), std::move(value), {}});
  }
}

void Value::push_back(Value value) { items().push_back(std::move(value)); }

void Value::forget_spelling() {
  style_ = Style::computed;
  if (type_ != Type::string) text_.clear();
}

namespace {

bool equal_maps(const Map& a, const Value& b) {
  if (a.size() != b.entries().size()) return false;
  return std::all_of(a.begin(), a.end(), [&](const Entry& entry) {
    const Value* other = b.find(entry.key);
    return other != nullptr && entry.value == *other;
  });
}

}  // namespace

bool is_oversized(const Value& value) {
  std::int64_t unused = 0;
  return value.style() == Style::plain && read_integer(value.text(), unused) == Fit::oversized;
}

bool operator==(const Value& a, const Value& b) {
  if (a.type_ != b.type_) return false;
  switch (a.type_) {
    case Type::null: return true;
    case Type::boolean: return a.boolean_ == b.boolean_;
    case Type::integer: return a.integer_ == b.integer_;
    case Type::real: return a.real_ == b.real_;
    case Type::string: return a.text_ == b.text_;
    case Type::list: return *a.items_ == *b.items_;
    case Type::map: return equal_maps(*a.entries_, b);
  }
  return false;
}

}  // namespace converge
