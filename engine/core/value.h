// SPDX-License-Identifier: MIT
// engine/core/value.h: a YAML or JSON value that knows where it was written.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/span.h"

namespace converge {

class Value;
struct Entry;
/// Items in written order.
using List = std::vector<Value>;
using Map = std::vector<Entry>;  ///< in written order; keys are unique

/// What a value is.
enum class Type : std::uint8_t { null, boolean, integer, real, string, list, map };

/// How a scalar was written. A plain scalar keeps its text, so that a field
/// that wants a string gets "22.04" or "no" just as it stands in the file. A sealed
/// one is encrypted: its text is what stands in the file, and must be opened before use.
enum class Style : std::uint8_t { computed, plain, quoted, block, sealed };

/// Whether a value may be shown. Secret values appear in no output and no store.
enum class Sensitivity : std::uint8_t { open, secret };

/// The word for a type in messages: "a list", "an integer".
std::string_view type_phrase(Type type);

/// A tree of plain values. Copies are deep; moves are cheap.
class Value {
 public:
  Value() = default;
  /// The value of a key without one.
  static Value null(Span span = {});
  /// true or false.
  static Value boolean(bool value, Span span = {});
  /// A whole number of 64 bits.
  static Value integer(std::int64_t value, Span span = {});
  /// A number with a fraction, or an infinity.
  static Value real(double value, Span span = {});
  /// Text; `style` says how it was written, which decides what a typed field makes of it.
  static Value string(std::string text, Span span = {}, Style style = Style::computed);
  /// Items in order.
  static Value list(List items = {}, Span span = {});
  static Value map();  // not a default argument: Entry is not complete here
  /// Keys with values; the caller has seen to it that no key is there twice.
  static Value map(Map entries, Span span = {});
  /// A plain YAML scalar: typed by YAML 1.2's core schema, with its text kept.
  static Value plain(std::string text, Span span);

  Value(const Value& other);
  Value& operator=(const Value& other);
  Value(Value&&) noexcept = default;
  Value& operator=(Value&&) noexcept = default;
  ~Value() = default;

  [[nodiscard]] Type type() const { return type_; }
  [[nodiscard]] Style style() const { return style_; }
  [[nodiscard]] const Span& span() const { return span_; }
  [[nodiscard]] Sensitivity sensitivity() const { return sensitivity_; }
  /// Moves a value to where its reader shall look.
  void set_span(Span span) { span_ = span; }
  /// Marks this value alone, not what is in it.
  void set_sensitivity(Sensitivity sensitivity) { sensitivity_ = sensitivity; }

  [[nodiscard]] bool is_null() const { return type_ == Type::null; }
  [[nodiscard]] bool is_string() const { return type_ == Type::string; }
  [[nodiscard]] bool is_list() const { return type_ == Type::list; }
  [[nodiscard]] bool is_map() const { return type_ == Type::map; }
  [[nodiscard]] bool is_scalar() const { return !is_list() && !is_map(); }

  // Each asks for the type it names; asking for another is a bug and aborts.
  [[nodiscard]] bool as_boolean() const;
  [[nodiscard]] std::int64_t as_integer() const;
  [[nodiscard]] double as_real() const;
  [[nodiscard]] const List& items() const;
  [[nodiscard]] List& items();
  [[nodiscard]] const Map& entries() const;
  [[nodiscard]] Map& entries();

  /// The text of a string, or of any plain scalar just as it was written;
  /// "" for lists, maps and computed numbers.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// Turns a scalar into a computed one: numbers and the like lose their text.
  void forget_spelling();
  [[nodiscard]] std::string take_text() { return std::move(text_); }

  /// The value of a key of a map, or nullptr. A linear search: maps here are small.
  [[nodiscard]] const Value* find(std::string_view key) const;
  [[nodiscard]] Value* find(std::string_view key);
  /// Sets a key of a map, replacing an earlier value.
  void set(std::string_view key, Value value);
  /// Appends an item to a list.
  void push_back(Value value);

  /// Equal by meaning: type and content, not span, style or key order.
  friend bool operator==(const Value& a, const Value& b);

 private:
  Span span_;
  Type type_ = Type::null;
  Style style_ = Style::computed;
  Sensitivity sensitivity_ = Sensitivity::open;
  union {
    bool boolean_;
    std::int64_t integer_ = 0;
    double real_;
  };
  std::string text_;
  std::unique_ptr<List> items_;
  std::unique_ptr<Map> entries_;
};

/// Whether a plain scalar is an integer that 64 bits cannot hold. Its type then says
/// something else, and only its text is exact.
bool is_oversized(const Value& value);

/// One key of a map with its value.
struct Entry {
  std::string key;
  Value value;
  Span key_span;
};

}  // namespace converge
