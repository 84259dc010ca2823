// SPDX-License-Identifier: MIT
// engine/core/yaml/document.h: YAML text in, values with their places out.
//
// The dialect is YAML 1.2, strict: one document a file, string keys, unique keys,
// core tags only. Aliases and merge keys (`<<`) work, within a bound.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/core/diagnostic.h"
#include "engine/core/result.h"
#include "engine/core/value.h"

namespace converge {

/// What yaml-cpp gets to read: the skeleton of the text, which is many times
/// faster, or all of it. The value is the same.
enum class Feed : std::uint8_t { skeleton, whole };

/// Parses one YAML document into a value with spans; every problem is reported.
/// Answers null if there are errors, and for an empty document.
Value parse_yaml(std::string_view text, std::string_view file, Diagnostics& diagnostics, Feed feed = Feed::skeleton);

/// Opens the text of a scalar whose tag ("!vault" or "!age") says that it is
/// encrypted; answers the plain text. May be asked for one text more than once.
using SecretReader = std::function<Result<std::string>(std::string_view tag, std::string_view text)>;

/// What becomes of encrypted scalars that nobody opens while reading.
enum class Sealed : std::uint8_t {
  refused,  ///< an error at each
  kept,     ///< secret values of Style::sealed, to be opened when they are used
};

/// What a reading may do beside reading.
struct YamlOptions {
  Feed feed = Feed::skeleton;
  SecretReader open_secret = {};    ///< opens encrypted scalars at once
  Sealed sealed = Sealed::refused;  ///< where there is no open_secret
};

/// The same, with encrypted scalars as values that are typed secret.
Value parse_yaml(std::string_view text, std::string_view file, Diagnostics& diagnostics, const YamlOptions& options);

/// Where YAML 1.1 (Ansible, PyYAML) reads a plain scalar as something else than
/// YAML 1.2 (we) do, a sentence fragment that says so, such as
/// `YAML 1.1 reads "yes" as true, YAML 1.2 as a string`; else "".
std::string yaml11_trap(const Value& plain);

/// "true" or "false" for a plain word that is a boolean in YAML 1.1 only; else "".
std::string_view yaml11_boolean(const Value& plain);

/// Reports each plain scalar within a value that Ansible reads as something else: of
/// variables, where nothing says whether a text or a boolean is meant.
void check_yaml11(const Value& value, Diagnostics& diagnostics);
/// The same for a key of a map.
void check_yaml11_key(const Entry& entry, Diagnostics& diagnostics);

}  // namespace converge
