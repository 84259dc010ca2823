// SPDX-License-Identifier: MIT
// inventory/facts/fact_document.h: facts as one document, and the table as a page and a JSON Schema.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "inventory/facts/fact_reader.h"

namespace converge {

/// The version of the document; a fact may be added to it without a new one.
inline constexpr int facts_version = 1;

/// Facts that were asked for, and those that could not be had.
struct FactDocument {
  Value value;                   ///< {facts_version, facts: {...}, errors: {NAME: {code, message}}}
  std::vector<Error> errors;     ///< of the facts that could not be read
  std::vector<Error> not_there;  ///< of those that this system does not have or cannot tell (not_found, unsupported)
  /// Whether the answer is less than what was asked for: something could not be
  /// read, or was named and is not to be had. Without names, what is not to be had is no failure.
  bool falls_short = false;
};

/// Reads the named facts, or all of the table if none is named.
FactDocument read_facts(FactReader& reader, const std::vector<std::string>& names);

/// docs/reference/facts.md.
std::string facts_reference_page(const std::vector<Fact>& table);
/// The JSON Schema of the document.
std::string facts_json_schema(const std::vector<Fact>& table);

}  // namespace converge
