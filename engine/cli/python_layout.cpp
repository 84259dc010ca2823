// SPDX-License-Identifier: MIT
#include "engine/cli/python_layout.h"

#include "engine/core/json.h"
#include "engine/core/yaml/document.h"

namespace converge {

namespace {

bool is_empty(const Value& value) { return (value.is_map() && value.entries().empty()) || (value.is_list() && value.items().empty()); }

void append_indented(std::string& out, const Value& value, std::size_t indent) {
  if (value.is_scalar() || is_empty(value)) return append_json(out, value, KeyOrder::written);
  const std::string inner = "\n" + std::string(indent + 4, ' ');
  bool first = true;
  const auto begin_item = [&] {
    out += (first ? "" : ",") + inner;
    first = false;
  };
  out += value.is_map() ? '{' : '[';
  if (value.is_list()) {
    for (const Value& item : value.items()) {
      begin_item();
      append_indented(out, item, indent + 4);
    }
  } else {
    for (const Entry& entry : value.entries()) {
      begin_item();
      append_json_string(out, entry.key);
      out += ": ";
      append_indented(out, entry.value, indent + 4);
    }
  }
  out += "\n" + std::string(indent, ' ') + (value.is_map() ? '}' : ']');
}

/// Letters, digits and a few marks inside, and no word that is something else.
bool is_safe_plain(const std::string& text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view others = "0123456789_-./ ";
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  for (const char c : text)
    if (letters.find(c) == std::string_view::npos && others.find(c) == std::string_view::npos) return false;
  const bool starts_well = letters.find(text.front()) != std::string_view::npos || (text.front() >= '0' && text.front() <= '9') || text.front() == '_' || text.front() == '/';
  const Value plain = Value::plain(text, {});
  return starts_well && plain.is_string() && yaml11_trap(plain).empty();
}

std::string yaml_scalar(const std::string& text) {
  if (is_safe_plain(text)) return text;
  std::string out;
  append_json_string(out, text);  // JSON's strings are YAML's, double quoted
  return out;
}

void append_block(std::string& out, const Value& value, std::size_t indent);

/// Behind "key:" or "-": on the same line, or in a block below.
void append_held(std::string& out, const Value& value, std::size_t indent) {
  if (value.is_scalar() || is_empty(value)) {
    out += ' ';
    if (value.is_string()) out += yaml_scalar(value.text());
    else append_json(out, value);
    out += '\n';
  } else {
    out += '\n';
    append_block(out, value, indent);
  }
}

void append_block(std::string& out, const Value& value, std::size_t indent) {
  const std::string margin(indent, ' ');
  if (value.is_list()) {
    for (const Value& item : value.items()) {
      out += margin + "-";
      append_held(out, item, indent + 2);
    }
  } else {
    for (const Entry& entry : value.entries()) {
      out += margin + yaml_scalar(entry.key) + ":";
      append_held(out, entry.value, indent + 2);
    }
  }
}

}  // namespace

std::string indented_json(const Value& value) {
  std::string out;
  append_indented(out, value, 0);
  return out;
}

std::string block_yaml(const Value& value) {
  if (value.is_scalar() || is_empty(value)) return to_json(value) + "\n";
  std::string out;
  append_block(out, value, 0);
  return out;
}

}  // namespace converge
