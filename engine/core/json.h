// SPDX-License-Identifier: MIT
// engine/core/json.h: JSON in, and canonical JSON out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace converge {

/// Canonical JSON: keys in byte order, no white space, shortest numbers, UTF-8
/// as it is. Equal values give equal bytes.
std::string to_json(const Value& value);

/// Whether the keys of a map are sorted, or stay as they were written.
enum class KeyOrder : std::uint8_t { sorted, written };
/// Appends compact JSON; the way to build long lines without copies.
void append_json(std::string& out, const Value& value, KeyOrder keys = KeyOrder::sorted);
/// Appends a quoted, escaped JSON string. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);
/// JSON for people: two spaces of indentation, keys in written order.
std::string to_pretty_json(const Value& value);

/// Strict JSON (RFC 8259): duplicate keys, trailing content and nesting over
/// 128 levels are refused, with line and column in the message.
Result<Value> parse_json(std::string_view text);

}  // namespace converge
