// SPDX-License-Identifier: MIT
// inventory/facts/fact.h: what can be asked of a machine, as one table. The
// table drives reading, `converge facts`, the reference page and its JSON Schema.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace converge {

/// Where a fact comes from, which says whether a folder (`--root`) has it too.
enum class FactScope : std::uint8_t {
  files,    ///< files that a system in a folder has as well
  machine,  ///< the running kernel and its hardware
};

/// Whether a field is always there, or only where the machine tells it.
enum class FieldPresence : std::uint8_t { always, sometimes };

/// A key of a fact that is a map, or a list of maps.
struct FactField {
  std::string_view name;
  Type type = Type::string;
  std::string_view doc;
  FieldPresence presence = FieldPresence::always;
};

/// What a reader is told: the root of the system, "/" for the running one.
struct FactPlace {
  std::string root = "/";
  /// Whether it is the running system that is asked about.
  [[nodiscard]] bool is_running() const { return root == "/"; }
};

/// A reader runs in a thread of its own that may be left behind, so it owns
/// what it uses, and it starts no program.
using FactFunction = Result<Value> (*)(const FactPlace&);

/// One row of the table.
struct Fact {
  std::string_view name;
  Type type = Type::string;
  std::string_view doc;  ///< a sentence
  FactScope scope = FactScope::files;
  std::chrono::milliseconds deadline{5000};  ///< after it the fact is "could not be read"
  FactFunction read = nullptr;
  std::vector<FactField> fields = {};  ///< of the map, or of each map of the list; none: free
};

/// All facts, in the order in which they are shown.
const std::vector<Fact>& builtin_facts();

/// "a list of maps", "a string": the type of a fact in words.
std::string fact_type_words(const Fact& fact);

}  // namespace converge
