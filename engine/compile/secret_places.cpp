// SPDX-License-Identifier: MIT
#include "engine/compile/secret_places.h"

#include <algorithm>
#include <string>

#include "engine/compile/declaration.h"
#include "engine/compile/item.h"
#include "engine/compile/secret_origins.h"
#include "engine/core/meta_schema.h"
#include "engine/core/secret_value.h"

namespace converge {

namespace {

/// "file[/etc/motd]", or "file" where the title cannot be shown.
std::string id_of(const Entry& kind) {
  const bool plain = kind.value.is_scalar() && !holds_secret(kind.value) && !kind.value.text().empty();
  return plain ? kind.key + "[" + kind.value.text() + "]" : kind.key;
}

/// Where an attribute was written; the label of a loop is the name of each of its turns.
const Value* written_as(const Value& item, const std::string& key) {
  const Value* loop = item.find("loop");
  const Value* label = key == "name" && loop != nullptr && loop->is_map() ? loop->find("label") : nullptr;
  const Value* own = item.find(key);
  return own != nullptr ? own : label;
}

/// The variable of a turn has its secrets from what is looped over.
std::vector<Note> notes_for(const Value* attribute, const RenderedItem& item) {
  if (attribute == nullptr) return {};
  std::vector<Note> notes = secret_notes(*attribute, item.variables);
  const Value* loop = item.written.find("loop");
  if (loop == nullptr) return notes;
  const auto known = [&](const Note& note) {
    return std::ranges::any_of(notes, [&](const Note& other) { return other.span == note.span && other.message == note.message; });
  };
  for (Note& note : secret_notes(*loop, item.variables))
    if (!known(note)) notes.push_back(std::move(note));
  return notes;
}

}  // namespace

bool refuse_secrets(const RenderedItem& item, const Registry& registry, Diagnostics& diagnostics) {
  if (!holds_secret(item.rendered)) return false;
  const Entry* kind = kind_entry(item.rendered, registry);
  if (kind == nullptr) return false;
  const Schema& schema = registry.find(kind->key)->schema();
  const Field title{.name = "title", .doc = ""};
  bool refused = false;
  for (const Entry& entry : item.rendered.entries()) {
    const Field* own = &entry == kind ? &title : schema.find(entry.key);
    const Field* field = own != nullptr ? own : meta_schema().find(entry.key);
    const std::string label = &entry == kind ? kind->key + ", its title" : id_of(*kind) + "." + entry.key;
    Diagnostic* finding = refuse_secret(field != nullptr ? *field : title, entry.value, label, diagnostics);
    if (finding == nullptr) continue;
    refused = true;
    finding->notes = notes_for(written_as(item.written, entry.key), item);
  }
  return refused;
}

bool refuse_secret_word(std::string_view label, const RenderedItem& word, Diagnostics& diagnostics) {
  Diagnostic* finding = refuse_secret({.name = label, .doc = ""}, word.rendered, label, diagnostics);
  if (finding != nullptr) finding->notes = secret_notes(word.written, word.variables);
  return finding != nullptr;
}

}  // namespace converge
