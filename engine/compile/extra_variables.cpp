// SPDX-License-Identifier: MIT
#include "engine/compile/extra_variables.h"

#include <optional>

#include "engine/core/yaml/opened_file.h"

namespace converge {

namespace {

constexpr std::string_view spaces = " \t\n";

Span command_line() { return Span{intern_file("-e"), 0, 0, 0}; }

/// "{{ a }}" at the beginning of a text, as it stands; "" where there is none.
std::string_view braces_at(std::string_view text) {
  const std::size_t end = text.starts_with("{{") ? text.find("}}") : std::string_view::npos;
  return end == std::string_view::npos ? "" : text.substr(0, end + 2);
}

/// The next word of a text, its quotes taken off; nothing if a quote is not closed.
std::optional<std::string> next_word(std::string_view& text) {
  std::string word;
  char quote = '\0';
  while (!text.empty() && (quote != '\0' || spaces.find(text.front()) == std::string_view::npos)) {
    if (const std::string_view expression = braces_at(text); !expression.empty()) {
      word += expression;
      text.remove_prefix(expression.size());
      continue;
    }
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '\\' && quote != '\'' && !text.empty()) {
      word += text.front();
      text.remove_prefix(1);
    } else if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = '\0';
    } else {
      word += c;
    }
  }
  if (quote != '\0') return std::nullopt;
  return word;
}

bool is_name(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return false;
  for (const char c : name)
    if (!fits(c)) return false;
  return true;
}

void take_pairs(std::string_view text, Value& out, Diagnostics& diagnostics) {
  while (true) {
    while (!text.empty() && spaces.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
    if (text.empty()) return;
    const std::optional<std::string> word = next_word(text);
    if (!word) {
      diagnostics.error(command_line(), "-e: a quote is not closed", "close it, or write \\ before it");
      return;
    }
    const std::size_t equals = word->find('=');
    const std::string name = word->substr(0, equals);
    if (equals == std::string::npos || !is_name(name)) {
      // What was given may be a secret: the message does not repeat it.
      diagnostics.error(command_line(), "-e: expected NAME=VALUE, @FILE or a map", "write -e NAME=VALUE; a value with spaces goes into quotes");
      return;
    }
    out.set(name, Value::string(word->substr(equals + 1), command_line(), Style::quoted));
  }
}

void take_map(std::string_view text, const std::string& name, SecretDoor* secrets, Value& out, Diagnostics& diagnostics) {
  const std::optional<Value> map = parse_yaml_file(text, name, secrets, diagnostics);
  if (!map || map->is_null()) return;
  if (!map->is_map()) {
    diagnostics.error(map->span(), "variables are a map, found " + std::string(type_phrase(map->type())), "write each as `NAME: VALUE`");
    return;
  }
  for (const Entry& entry : map->entries()) out.set(entry.key, entry.value);
}

}  // namespace

Value read_extra_variables(const std::vector<std::string>& words, const ReadFile& read, Diagnostics& diagnostics, SecretDoor* secrets) {
  Value out = Value::map();
  for (const std::string& word : words) {
    if (word.starts_with('@')) {
      const Result<std::string> text = read(word.substr(1));
      if (text) take_map(*text, word.substr(1), secrets, out, diagnostics);
      else diagnostics.error(command_line(), "-e " + word + ": " + text.error().text(), "name a file that can be read");
    } else if (word.starts_with('{') || word.starts_with('[')) {
      take_map(word, "-e", secrets, out, diagnostics);
    } else {
      take_pairs(word, out, diagnostics);
    }
  }
  return out;
}

}  // namespace converge
