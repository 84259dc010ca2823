// SPDX-License-Identifier: MIT
// engine/template/writers.h: JSON as Python's json writes it, YAML as PyYAML does.
#pragma once

#include <optional>
#include <string>

#include "engine/template/operand.h"

namespace converge::templates {

/// What json.dumps() can be told. `indent` is the text of one level; without it all is one line.
struct JsonStyle {
  std::optional<std::string> indent;
  std::string item_separator = ", ";
  std::string key_separator = ": ";
  bool sort_keys = false;
  bool ascii = true;  ///< other characters as \uXXXX
};
/// Throws a Failure for what is undefined or no value, and for nan and infinity.
std::string write_json(const Operand& operand, const JsonStyle& style);

/// Which lists and maps are written in [] and {}: none, those that hold scalars alone, or all.
enum class YamlFlow : std::uint8_t { none, leaves, all };
/// What yaml.dump() can be told; the defaults are those of the filter to_yaml.
struct YamlStyle {
  std::size_t indent = 2;
  std::size_t width = 80;
  bool sort_keys = true;
  bool explicit_start = false;
  YamlFlow flow = YamlFlow::leaves;
};
/// One document, line breaks and quotes as PyYAML with libyaml sets them.
std::string write_yaml(const Operand& operand, const YamlStyle& style);

}  // namespace converge::templates
