// SPDX-License-Identifier: MIT
// engine/template/registry.h: which filters and tests there are, what they take, and how they are called.
#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/secret_door.h"
#include "engine/template/failure.h"
#include "engine/template/operand.h"

namespace converge::templates {

/// The texts of the user's YAML files, for exact places within their scalars.
class Sources {
 public:
  Sources() = default;
  Sources(const Sources&) = delete;
  Sources& operator=(const Sources&) = delete;
  virtual ~Sources() = default;
  /// The whole text of a file; empty if it cannot be had. Lives until the next call.
  [[nodiscard]] virtual std::string_view text(const std::string& file) const = 0;
};

/// What rendering needs from outside of this library; each may be left out.
struct Hooks {
  std::function<Result<Value>(std::string_view)> parse_yaml;  ///< for from_yaml
  const Sources* sources = nullptr;                           ///< lives as long as the Renderer
  SecretDoor* secrets = nullptr;                              ///< opens sealed values; lives as long as the Renderer
  std::stop_token stop = {};                                  ///< ends whatever is being computed, with a finding
};

/// The arguments of one call, by the place of their parameter.
struct Bound {
  std::string_view who;               ///< the filter or test, for messages
  Operand value;                      ///< what stands before the | or `is`
  std::vector<const Operand*> given;  ///< by parameter; nullptr if it was left out
  Operands rest;                      ///< what `*name` took
  Mapping named;                      ///< what `**name` took
  const Hooks* hooks = nullptr;

  /// Whether an argument was given; asking `at` for another is a bug.
  [[nodiscard]] bool has(std::size_t at) const { return given[at] != nullptr; }
  [[nodiscard]] const Operand& at(std::size_t index) const { return *given[index]; }
  /// The value as a string, a failure for other types.
  [[nodiscard]] const std::string& text() const { return value.text(who); }
  /// An argument, or the fallback if it was left out; a failure for other types.
  [[nodiscard]] std::string text(std::size_t at, std::string_view fallback) const;
  [[nodiscard]] std::int64_t number(std::size_t at, std::int64_t fallback) const;
  /// Any value can be a flag, as in Python.
  [[nodiscard]] bool flag(std::size_t at, bool fallback) const;  // NOLINT: a default, not a switch
  /// Why this call makes no sense.
  [[noreturn]] void fail(const std::string& why, std::string fix = "") const;
};

/// Whether a result is secret as soon as any part of an input is, or carries the
/// secrets of its parts along.
enum class Secrecy : std::uint8_t { whole, parts };
/// Whether what stands before the | may be undefined. Arguments never may.
enum class UndefinedInput : std::uint8_t { refused, accepted };

/// `parameters` are words: "width", "width?" if it may be left out, "*rest", "**named".
struct Filter {
  std::string_view name;
  std::string_view parameters;
  Operand (*apply)(Bound&);
  std::string_view doc;
  Secrecy secrecy = Secrecy::whole;
  UndefinedInput undefined = UndefinedInput::refused;
};

/// As a filter, with an answer of yes or no. It is secret if any input is, unless the
/// test takes undefined values: whether something is there is open.
struct Test {
  std::string_view name;
  std::string_view parameters;
  bool (*holds)(Bound&);
  std::string_view doc;
  UndefinedInput undefined = UndefinedInput::refused;
};

/// The tables, one a file.
// Each lives as long as the program; names are unique over all tables.
std::span<const Filter> text_filters();
std::span<const Filter> list_filters();
std::span<const Filter> selection_filters();
std::span<const Filter> set_filters();
std::span<const Filter> map_filters();
std::span<const Filter> number_filters();
std::span<const Filter> data_filters();
std::span<const Filter> digest_filters();
std::span<const Filter> regex_filters();
std::span<const Filter> path_filters();
std::span<const Filter> address_filters();
std::span<const Test> value_tests();
std::span<const Test> match_tests();

/// All of them, by name.
std::vector<const Filter*> known_filters();
std::vector<const Test*> known_tests();
/// The methods of strings, lists and maps: "string.upper"; sorted.
std::vector<std::string> known_methods();
/// nullptr for a name that is none.
const Filter* find_filter(std::string_view name);
/// nullptr for a name that is none.
const Test* find_test(std::string_view name);
/// What to say about a name that is none: the nearest, or why Ansible's has no place here.
Failure unknown_filter(std::string_view name);
Failure unknown_test(std::string_view name);

/// Calls with arguments already computed; the secret bit of the result is set here.
Operand apply_filter(const Filter& filter, const Operand& value, const Operands& plain, const Mapping& named,
                     const Hooks& hooks);
Operand apply_test(const Test& test, const Operand& value, const Operands& plain, const Mapping& named,
                   const Hooks& hooks);

}  // namespace converge::templates
