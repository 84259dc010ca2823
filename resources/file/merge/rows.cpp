// SPDX-License-Identifier: MIT
#include "resources/file/merge/rows.h"

#include <algorithm>

#include "engine/core/json.h"
#include "resources/file/merge/far_integer.h"

namespace converge {

namespace {

constexpr std::size_t widest = 80;
constexpr std::string_view gap = " ... ";

/// Whether a byte is inside a UTF-8 character, where a text must not be cut.
bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Presence and absence may be told, the text may not.
std::string hide(const std::string& text) { return text == absent_word ? text : std::string(hidden_word); }

}  // namespace

std::string shorten(std::string_view text) {
  if (text.size() <= widest) return std::string(text);
  std::size_t head = (widest - gap.size()) / 2;
  std::size_t tail = text.size() - (widest - gap.size() - head);
  while (head > 0 && continues_character(text[head])) --head;
  while (tail < text.size() && continues_character(text[tail])) ++tail;
  return std::string(text.substr(0, head)) + std::string(gap) + std::string(text.substr(tail));
}

std::string words(const Value& value) { return shorten(document_json(value)); }

std::string quoted(std::string_view text) { return words(Value::string(std::string(text))); }

std::string scalar_text(const Value& value) {
  if (value.is_string() || value.style() == Style::plain) return value.text();
  return value.is_null() || !value.is_scalar() ? "" : to_json(value);
}

Sensitivity sensitivity_of(const Value& value) {
  const auto secret = [](const Value& inner) { return sensitivity_of(inner) == Sensitivity::secret; };
  if (value.sensitivity() == Sensitivity::secret) return Sensitivity::secret;
  if (value.is_list() && std::any_of(value.items().begin(), value.items().end(), secret)) return Sensitivity::secret;
  if (value.is_map() && std::any_of(value.entries().begin(), value.entries().end(),
                                    [&](const Entry& entry) { return secret(entry.value); }))
    return Sensitivity::secret;
  return Sensitivity::open;
}

Delta row(std::string attribute, std::string before, std::string after, Sensitivity sensitivity) {
  if (sensitivity == Sensitivity::secret) {
    before = hide(before);
    after = hide(after);
  }
  return Delta{std::move(attribute), std::move(before), std::move(after), sensitivity};
}

}  // namespace converge
