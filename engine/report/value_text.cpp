// SPDX-License-Identifier: MIT
#include "engine/report/value_text.h"

#include "engine/core/json.h"

namespace converge {

namespace {

bool is_flat(const Value& value) {
  return value.is_scalar() || value.sensitivity() == Sensitivity::secret ||
         (value.is_map() && value.entries().empty()) || (value.is_list() && value.items().empty());
}

std::string flat(const Value& value) {
  if (value.sensitivity() == Sensitivity::secret) return "(secret)";
  if (value.is_string() && value.text().find_first_of("\n\r\t") == std::string::npos) return value.text();
  return to_json(value);
}

bool is_list_of_words(const Value& value) {
  if (!value.is_list() || value.sensitivity() == Sensitivity::secret) return false;
  for (const Value& item : value.items())
    if (!item.is_scalar()) return false;
  return !value.items().empty();
}

std::string words(const Value& list) {
  std::string out;
  for (const Value& item : list.items()) out += (out.empty() ? "" : ", ") + flat(item);
  return "[" + out + "]";
}

/// Appends lines; the first goes on where the text stands.
void append(std::string& out, const Value& value, std::size_t indent) {
  const std::string margin(indent, ' ');
  const bool is_map = value.is_map();
  bool first = true;
  const auto add = [&](const std::string& head, const Value& inner) {
    out += (first ? "" : margin) + head;
    first = false;
    if (is_flat(inner)) {
      out += (is_map ? " " : "") + flat(inner) + "\n";
    } else if (is_list_of_words(inner)) {
      out += (is_map ? " " : "") + words(inner) + "\n";
    } else {
      if (is_map) out += "\n" + margin + "  ";
      append(out, inner, indent + 2);
    }
  };
  if (is_map) {
    for (const Entry& entry : value.entries()) add(entry.key + ":", entry.value);
  } else {
    for (const Value& item : value.items()) add("- ", item);
  }
}

}  // namespace

std::string value_text(const Value& value) {
  if (is_flat(value)) return flat(value) + "\n";
  std::string out;
  append(out, value, 0);
  return out;
}

}  // namespace converge
