// SPDX-License-Identifier: MIT
// inventory/document.h: files of YAML or JSON. The one way by which variables come
// from files, so that what can be encrypted is decrypted in one place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/diagnostic.h"
#include "engine/core/secret_door.h"
#include "engine/core/value.h"

namespace converge {

/// Whether YAML 1.1 and 1.2 could disagree about it: JSON has one reading.
enum class Syntax : std::uint8_t { yaml, json };

/// A file, parsed.
struct Document {
  Value root;
  Syntax syntax = Syntax::yaml;
};

/// Parses a file as JSON where it is JSON, else as YAML; what is wrong is
/// reported, and nothing is answered then. JSON that YAML cannot read has spans
/// without lines. A file may be encrypted as a whole: `secrets` opens it, and all scalars in it are secret.
std::optional<Document> read_document(std::string_view text, std::string_view file, SecretDoor* secrets, Diagnostics& diagnostics);

/// Parses a file of group_vars or host_vars: a map of variables, checked, or
/// nothing for an empty file and for one with errors.
std::optional<Value> read_variable_file(std::string_view text, std::string_view file, SecretDoor* secrets, Diagnostics& diagnostics);

/// Reports what must not be in a map of variables: words that YAML 1.1, and so
/// Ansible, reads as something else, and names that the inventory itself sets.
void check_variables(const Value& variables, Syntax syntax, Diagnostics& diagnostics);

/// Gives a value and all that is in it one place: what came from a program has no lines.
void place_everywhere(Value& value, Span span);

}  // namespace converge
