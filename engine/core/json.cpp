// SPDX-License-Identifier: MIT
#include "engine/core/json.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "engine/core/utf8.h"

namespace converge {

namespace {

/// The two-character escape of a byte, or '\0' if it has none.
char short_escape(char byte) {
  switch (byte) {
    case '"': return '"';
    case '\\': return '\\';
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return '\0';
  }
}

/// Whether a byte is copied as it is. Bytes from 0x7F on take the slow path, which
/// knows UTF-8.
bool stands_for_itself(char byte) { return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\'; }

/// A control character, quote or backslash.
void append_escape(std::string& out, char byte) {
  constexpr std::string_view hex = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(byte);
  out += '\\';
  if (const char letter = short_escape(byte)) {
    out += letter;
  } else {
    out += "u00";
    out += hex[code >> 4U];
    out += hex[code & 0xFU];
  }
}

void append_integer(std::string& out, std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

/// The shortest text that reads back as the same double, and as a real.
void append_real(std::string& out, double number) {
  assert(std::isfinite(number));  // JSON has no such number: who builds values keeps them out
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append_scalar(std::string& out, const Value& value) {
  switch (value.type()) {
    case Type::boolean: out += value.as_boolean() ? "true" : "false"; break;
    case Type::integer: append_integer(out, value.as_integer()); break;
    case Type::real: append_real(out, value.as_real()); break;
    case Type::string: append_json_string(out, value.text()); break;
    default: out += "null"; break;
  }
}

void append_entry(std::string& out, const Entry& entry, KeyOrder keys) {
  append_json_string(out, entry.key);
  out += ':';
  append_json(out, entry.value, keys);
}

/// Most maps come from canonical JSON and are sorted already; only others pay for an order.
void append_map(std::string& out, const Map& map, KeyOrder keys) {
  const auto by_key = [](const auto& a, const auto& b) { return a.key < b.key; };
  char separator = '{';
  const auto append = [&](const Entry& entry) {
    out += separator;
    append_entry(out, entry, keys);
    separator = ',';
  };
  if (keys == KeyOrder::written || std::is_sorted(map.begin(), map.end(), by_key)) {
    for (const Entry& entry : map) append(entry);
  } else {
    std::vector<const Entry*> order;
    order.reserve(map.size());
    for (const Entry& entry : map) order.push_back(&entry);
    std::sort(order.begin(), order.end(), [&](const Entry* a, const Entry* b) { return by_key(*a, *b); });
    for (const Entry* entry : order) append(*entry);
  }
  out += map.empty() ? "{}" : "}";
}

void append_list(std::string& out, const List& list, KeyOrder keys) {
  char separator = '[';
  for (const Value& item : list) {
    out += separator;
    append_json(out, item, keys);
    separator = ',';
  }
  out += list.empty() ? "[]" : "]";
}

/// `depth` counts the containers around the value.
void append_pretty(std::string& out, const Value& value, std::size_t depth);

/// Starts the next line of a list or map: separator, line break, indentation.
void append_break(std::string& out, char separator, std::size_t depth) {
  out += separator;
  out += '\n';
  out.append(2 * depth, ' ');
}

void append_pretty_list(std::string& out, const List& list, std::size_t depth) {
  char separator = '[';
  for (const Value& item : list) {
    append_break(out, separator, depth + 1);
    append_pretty(out, item, depth + 1);
    separator = ',';
  }
  out += '\n' + std::string(2 * depth, ' ') + ']';
}

void append_pretty_map(std::string& out, const Map& map, std::size_t depth) {
  char separator = '{';
  for (const Entry& entry : map) {
    append_break(out, separator, depth + 1);
    append_json_string(out, entry.key);
    out += ": ";
    append_pretty(out, entry.value, depth + 1);
    separator = ',';
  }
  out += '\n' + std::string(2 * depth, ' ') + '}';
}

void append_pretty(std::string& out, const Value& value, std::size_t depth) {
  if (value.is_list() && !value.items().empty()) {
    append_pretty_list(out, value.items(), depth);
  } else if (value.is_map() && !value.entries().empty()) {
    append_pretty_map(out, value.entries(), depth);
  } else {
    append_json(out, value);
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto stop = std::find_if_not(text.begin(), text.end(), stands_for_itself);
    const auto run = static_cast<std::size_t>(stop - text.begin());
    out += text.substr(0, run);
    text.remove_prefix(run);
    if (text.empty()) break;
    // One byte that does not stand for itself, or one character, well-formed or not.
    const std::size_t length = utf8_front(text);
    if (length > 1 || text.front() == '\x7F') {
      out += text.substr(0, length);
    } else if (length == 1) {
      append_escape(out, text.front());
    } else {
      out += "\xEF\xBF\xBD";
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out += '"';
}

void append_json(std::string& out, const Value& value, KeyOrder keys) {
  if (value.is_map()) {
    append_map(out, value.entries(), keys);
  } else if (value.is_list()) {
    append_list(out, value.items(), keys);
  } else {
    append_scalar(out, value);
  }
}

std::string to_json(const Value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

std::string to_pretty_json(const Value& value) {
  std::string out;
  append_pretty(out, value, 0);
  return out;
}

}  // namespace converge
