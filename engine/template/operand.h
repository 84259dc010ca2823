// SPDX-License-Identifier: MIT
// engine/template/operand.h: what an expression computes with: Python's everyday types, cheap to copy.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "engine/core/value.h"

namespace converge::templates {

class Operand;
struct Macro;
using Operands = std::vector<Operand>;

/// Whether a sequence was written with [] or (); they print differently.
enum class Shape : std::uint8_t { list, tuple };

struct None {};

/// How large a value is: bounds keep a loop from building what could not be walked.
struct Extent {
  std::uint32_t depth = 0;
  std::uint64_t weight = 1;  ///< scalars within, shared parts counted each time
};
/// The most characters a text, and the most items a list may have.
inline constexpr std::size_t longest_text = std::size_t{16} << 20U;
inline constexpr std::size_t longest_list = 1'000'000;
/// Throws where a text or list would become longer than that.
void check_text(std::uint64_t size);
void check_list(std::uint64_t size);

struct Sequence;
class Mapping;
struct Undefined;
struct Namespace;
struct LoopState;

/// A value within an expression. Payloads are shared and immutable (but for a
/// namespace), so a copy costs a counter. `secret` covers the whole of it;
/// `holds_secret` says that something within is secret.
class Operand {
 public:
  using Payload =
      std::variant<std::shared_ptr<const Undefined>, None, bool, std::int64_t, double,
                   std::shared_ptr<const std::string>, std::shared_ptr<const Sequence>, std::shared_ptr<const Mapping>,
                   std::shared_ptr<const Macro>, std::shared_ptr<Namespace>, std::shared_ptr<LoopState>>;
  enum class Kind : std::uint8_t {
    undefined,
    none,
    boolean,
    integer,
    real,
    string,
    sequence,
    mapping,
    macro,
    space,
    loop
  };

  Operand() : payload_(None{}) {}
  explicit Operand(Payload payload) : payload_(std::move(payload)) {}
  static Operand undefined(std::string reason);
  static Operand undefined_name(std::string name);
  /// A key that a map does not have.
  static Operand undefined_key(std::string key, const Operand& map);
  /// What prints as nothing.
  static Operand silent(std::string reason);
  static Operand boolean(bool value) { return Operand(Payload(value)); }
  static Operand integer(std::int64_t value) { return Operand(Payload(value)); }
  static Operand real(double value) { return Operand(Payload(value)); }
  static Operand string(std::string text);
  /// A sequence takes over the secrets of its items: holds_secret is set from them.
  static Operand sequence(Operands items, Shape shape = Shape::list);
  static Operand tuple(Operands items) { return sequence(std::move(items), Shape::tuple); }
  static Operand mapping(Mapping entries);

  [[nodiscard]] Kind kind() const { return static_cast<Kind>(payload_.index()); }
  [[nodiscard]] bool is_undefined() const { return kind() == Kind::undefined; }
  [[nodiscard]] bool is_none() const { return kind() == Kind::none; }
  [[nodiscard]] bool is_boolean() const { return kind() == Kind::boolean; }
  /// As in Python, a boolean counts as an integer.
  [[nodiscard]] bool is_integral() const { return kind() == Kind::integer || kind() == Kind::boolean; }
  [[nodiscard]] bool is_number() const { return is_integral() || kind() == Kind::real; }
  [[nodiscard]] bool is_string() const { return kind() == Kind::string; }
  [[nodiscard]] bool is_sequence() const { return kind() == Kind::sequence; }
  [[nodiscard]] bool is_tuple() const;
  [[nodiscard]] bool is_mapping() const { return kind() == Kind::mapping; }

  // Each throws a Failure for an undefined operand and for one of another type;
  // `who` begins the message: "upper needs a string, not a list".
  [[nodiscard]] bool flag(std::string_view who) const;
  [[nodiscard]] std::int64_t number(std::string_view who) const;  ///< integers and booleans
  [[nodiscard]] double real_number(std::string_view who) const;   ///< any number
  [[nodiscard]] const std::string& text(std::string_view who) const;
  [[nodiscard]] const Operands& items(std::string_view who) const;
  [[nodiscard]] const Mapping& entries(std::string_view who) const;
  [[nodiscard]] const Payload& payload() const { return payload_; }

  [[nodiscard]] bool secret() const { return secret_; }
  /// Whether any of it is secret: what a text made of it has to be. A lazy map makes all of its values to tell.
  [[nodiscard]] bool tainted() const { return secret_ || holds_secret_ || (is_mapping() && lazily_tainted()); }
  /// The same operand, secret if `also` holds or it was secret before.
  [[nodiscard]] Operand with_secret(bool also) const;  // NOLINT: a property that is joined, not a switch
  void mark_secret() { secret_ = true; }
  void mark_holding() { holds_secret_ = true; }

  [[nodiscard]] Extent extent() const;

  /// Throws if the operand is undefined, with the reason why.
  const Operand& defined() const;
  /// "a string", "a list"; for messages.
  [[nodiscard]] std::string_view phrase() const;

 private:
  [[nodiscard]] bool lazily_tainted() const;

  Payload payload_;
  bool secret_ = false;
  bool holds_secret_ = false;
};

/// Nothing, with the reason why; an error as soon as it is used. What `x if c` leaves
/// without an `else` is nothing too, but prints as an empty text, as in Jinja2.
enum class Absence : std::uint8_t { error, silent };
struct Undefined {
  std::string reason;
  std::string name;                       ///< of the variable or key that is missing, for "did you mean"; may be empty
  std::shared_ptr<const Mapping> within;  ///< where the key is missing; null for a variable
  Absence absence = Absence::error;
  std::string variable = {};  ///< that it is a part of, for advice; may be empty
};

struct Sequence {
  Operands items;
  Shape shape = Shape::list;
  Extent extent = {};
};

/// Where a lazy map has its entries from; each is made once and kept.
class EntrySource {
 public:
  using Entry = std::pair<std::string, Operand>;
  EntrySource() = default;
  EntrySource(const EntrySource&) = delete;
  EntrySource& operator=(const EntrySource&) = delete;
  virtual ~EntrySource() = default;
  [[nodiscard]] virtual const std::vector<std::string>& keys() = 0;
  [[nodiscard]] virtual bool has(std::string_view key) const = 0;
  virtual const Operand* find(std::string_view key) = 0;
  virtual const std::vector<Entry>& all() = 0;
  /// Why there is nothing under another key.
  [[nodiscard]] virtual std::string lack() const = 0;
  [[nodiscard]] virtual std::string advice() const = 0;
};

/// Keys in the order in which they were set. Lookup is constant for large ones. Of a
/// lazy map, values are made as they are asked for; a copy that is changed has them all.
class Mapping {
 public:
  using Entry = EntrySource::Entry;
  Mapping() = default;
  explicit Mapping(std::shared_ptr<EntrySource> source) : source_(std::move(source)) {}
  [[nodiscard]] const Operand* find(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const;
  void set(std::string_view key, Operand value);
  void erase(std::string_view key);
  [[nodiscard]] const std::vector<Entry>& all() const { return source_ ? source_->all() : entries_; }
  [[nodiscard]] std::vector<std::string> keys() const;
  [[nodiscard]] std::size_t size() const { return source_ ? source_->keys().size() : entries_.size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] const std::shared_ptr<EntrySource>& source() const { return source_; }
  [[nodiscard]] Extent extent() const { return extent_; }
  void measure();  ///< computes the extent; once all keys are set

 private:
  [[nodiscard]] std::size_t position(std::string_view key) const;
  void settle();
  std::shared_ptr<EntrySource> source_;  ///< null but for a lazy map
  std::vector<Entry> entries_;
  Extent extent_;
  std::unordered_map<std::string, std::size_t> index_;  ///< kept only for large maps
};

/// The one mutable thing of a template: `{% set ns.x = 1 %}`.
struct Namespace {
  Mapping values;
};

/// What `loop` answers inside a `for`.
struct LoopState {
  std::shared_ptr<const Sequence> items;
  std::size_t index = 0;
  std::shared_ptr<std::optional<Operands>> before;  ///< what loop.changed() was asked last
};

/// The value with its secret bits, those of its parts as well; places are lost.
Operand from_value(const Value& value);
/// Back to a plain value; undefined, macros and the like are failures.
Value to_value(const Operand& operand, Span span = {});

/// Throws for what is no value or has no value in it: undefined, macros and the like.
void check_value(const Operand& operand);

/// What Python's str() and repr() print.
std::string python_text(const Operand& operand);
/// The same for what is printed: nothing for what is silently undefined.
std::string printed(const Operand& operand);
std::string python_repr(const Operand& operand);
std::string python_real(double number);
/// Whether Python takes it for true.
bool truth(const Operand& operand);

/// Equal as Python's ==: 1 == 1.0 == true, unlike types are different.
bool equal(const Operand& a, const Operand& b);
/// Less, equal or greater. Unlike types are a failure.
std::partial_ordering order(const Operand& a, const Operand& b);
/// item in container: an item of a list, a key of a map, a part of a string.
bool contains(const Operand& container, const Operand& item);

/// An item or attribute of a container, undefined if there is none.
Operand item_of(const Operand& container, const Operand& key);
Operand attribute_of(const Operand& container, std::string_view name);
/// The items of anything that can be iterated: of a string its characters, of a map its keys.
Operands iterate(const Operand& operand, std::string_view who);

}  // namespace converge::templates
