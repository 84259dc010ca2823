// SPDX-License-Identifier: MIT
#include "inventory/python_text.h"

#include <charconv>

#include "engine/core/json.h"

namespace converge {

namespace {

/// Appends a code point; false for one that no text can hold.
bool append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&out](std::uint32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0U | (code >> 6U));
    byte(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    byte(0xE0U | (code >> 12U));
    byte(0x80U | ((code >> 6U) & 0x3FU));
    byte(0x80U | (code & 0x3FU));
  } else {
    byte(0xF0U | (code >> 18U));
    byte(0x80U | ((code >> 12U) & 0x3FU));
    byte(0x80U | ((code >> 6U) & 0x3FU));
    byte(0x80U | (code & 0x3FU));
  }
  return true;
}

/// Reads `count` digits of a base at `at`; fewer only where `count` is an upper bound.
std::optional<std::uint32_t> read_code(std::string_view text, std::size_t& at, std::size_t count, int base) {
  std::uint32_t code = 0;
  const std::string_view digits = text.substr(at, count);
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, base);
  const auto length = static_cast<std::size_t>(stop - digits.data());
  if (error != std::errc{} || length == 0 || (base == 16 && length != count)) return std::nullopt;
  at += length;
  return code;
}

/// What follows a backslash; `at` is behind it. False where Python refuses it.
bool read_escape(std::string_view text, std::size_t& at, std::string& out) {
  constexpr std::string_view letters = "\\'\"abfnrtv";
  constexpr std::string_view meaning = "\\'\"\a\b\f\n\r\t\v";
  const char c = text[at];
  if (const std::size_t known = letters.find(c); known != std::string_view::npos) {
    out += meaning[known];
    ++at;
    return true;
  }
  std::optional<std::uint32_t> code;
  if (c >= '0' && c <= '7') {
    code = read_code(text, at, 3, 8);
  } else if (c == 'x' || c == 'u' || c == 'U') {
    code = read_code(text, ++at, c == 'x' ? 2 : c == 'u' ? 4 : 8, 16);
  } else {
    if (c == 'N') return false;  // names of characters are not known here
    out += '\\';  // an escape that Python does not know stays as it is
    return true;
  }
  return code && append_utf8(out, *code);
}

bool is_prefix(std::string_view prefix) {
  for (const std::string_view known : {"", "r", "u", "b", "f", "br", "rb", "fr", "rf"})
    if (prefix == known) return true;
  return false;
}

}  // namespace

std::optional<StringStart> string_start(std::string_view text) {
  const std::size_t quote = text.substr(0, 3).find_first_of("'\"");
  if (quote == std::string_view::npos) return std::nullopt;
  std::string prefix(text.substr(0, quote));
  for (char& c : prefix)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  if (!is_prefix(prefix)) return std::nullopt;
  StringStart start;
  const std::string_view rest = text.substr(quote);
  const bool triple = rest.size() >= 3 && rest[1] == rest[0] && rest[2] == rest[0];
  start.quotes = rest.substr(0, triple ? 3 : 1);
  start.length = quote + start.quotes.size();
  start.raw = prefix.find('r') != std::string::npos;
  start.formatted = prefix.find('f') != std::string::npos;
  return start;
}

std::optional<PythonString> read_python_string(std::string_view text, const StringStart& start) {
  PythonString out;
  std::size_t at = start.length;
  while (at < text.size()) {
    if (text.substr(at).starts_with(start.quotes)) {
      out.length = at + start.quotes.size();
      return out;
    }
    const char c = text[at++];
    if (c != '\\') {
      out.text += c;
    } else if (at == text.size()) {
      return std::nullopt;
    } else if (start.raw) {
      out.text += c;
      out.text += text[at++];
    } else if (!read_escape(text, at, out.text)) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

namespace {

/// Single quotes, unless only double ones save escapes.
std::string python_quoted(const std::string& text) {
  const char quote = text.find('\'') != std::string::npos && text.find('"') == std::string::npos ? '"' : '\'';
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\') out += '\\';
    if (c == '\n') out += "\\n";
    else if (c == '\t') out += "\\t";
    else if (c == '\r') out += "\\r";
    else out += c;
  }
  return out + quote;
}

std::string python_repr(const Value& value);

template <typename Items, typename Write>
std::string joined(char open, const Items& items, char close, const Write& write) {
  std::string out(1, open);
  for (const auto& item : items) out += (out.size() == 1 ? "" : ", ") + write(item);
  return out + close;
}

std::string python_repr(const Value& value) {
  switch (value.type()) {
    case Type::null: return "None";
    case Type::boolean: return value.as_boolean() ? "True" : "False";
    case Type::string: return python_quoted(value.text());
    case Type::list: return joined('[', value.items(), ']', python_repr);
    case Type::map:
      return joined('{', value.entries(), '}', [](const Entry& entry) { return python_quoted(entry.key) + ": " + python_repr(entry.value); });
    case Type::integer:
    case Type::real: break;
  }
  std::string number;
  append_json(number, value);
  return number;
}

}  // namespace

std::string python_text(const Value& value) { return value.is_string() ? value.text() : python_repr(value); }

}  // namespace converge
