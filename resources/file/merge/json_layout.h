// SPDX-License-Identifier: MIT
// resources/file/merge/json_layout.h: where the values of a JSON text stand, and how it is laid out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/value.h"

namespace converge {

/// A value's bytes [begin, end) in the text; the children of a list or map in
/// written order, as in the Value that parse_json() made of the same text.
struct JsonNode {
  std::size_t key = 0;  ///< where the key's opening quote stands; outside of maps the same as begin
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<JsonNode> children;
};

/// The nodes of a text that parse_json() has accepted; anything else is a bug.
JsonNode locate_json(std::string_view text);

/// Whether the members of a list or map stand on lines of their own.
enum class JsonLayout : std::uint8_t { one_line, many_lines };

/// How a document writes what we add to it.
struct JsonStyle {
  std::string newline = "\n";
  std::string unit = "    ";  ///< one level of indentation
  std::string colon = ": ";   ///< between a key and its value
  std::string comma = ", ";   ///< between members of one line
  JsonLayout layout = JsonLayout::many_lines;
  JsonLayout scalar_lists = JsonLayout::one_line;  ///< lists that hold neither lists nor maps
};

/// The style of a document; docker's four spaces where the text does not tell.
JsonStyle detect_style(std::string_view text, const JsonNode& root);

/// How the members of a node stand; `fallback` for one without members.
JsonLayout layout_of(std::string_view text, const JsonNode& node, JsonLayout fallback);

/// What stands between the key and the value of a member of a map.
std::string_view colon_of(std::string_view text, const JsonNode& member);

/// The white space at the start of the line on which `offset` stands.
std::string_view indentation_at(std::string_view text, std::size_t offset);

/// Writes a value in a style; its further lines are indented by `indent` and more.
void append_styled(std::string& out, const Value& value, const JsonStyle& style, const std::string& indent);

}  // namespace converge
