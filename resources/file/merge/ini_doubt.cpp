// SPDX-License-Identifier: MIT
#include "resources/file/merge/ini_doubt.h"

#include <algorithm>
#include <map>
#include <set>

namespace converge {

namespace {

tl::unexpected<Error> doubt(std::size_t line, const std::string& what, const std::string& fix) {
  return fail(ErrorCode::invalid, std::to_string(line + 1) + ":1: " + what + "; " + fix);
}

/// The header that starts a second thing of the same kind: a section which has
/// a key that an earlier one of its name has too, as [Peer] of WireGuard does.
std::optional<std::size_t> second_of_its_kind(const IniDocument& document, std::string_view section) {
  std::map<std::string_view, std::size_t> seen;  // key -> index of its section
  for (const IniKey& key : document.keys) {
    if (key.section == 0 || document.sections[key.section].name != section) continue;
    const auto [first, fresh] = seen.try_emplace(key.name, key.section);
    if (!fresh && first->second != key.section) return document.sections[key.section].header;
  }
  return std::nullopt;
}

/// Some programs take "key:value" for the key, others for a word.
bool may_set(const IniKey& key, std::string_view name) {
  return key.name.size() > name.size() && key.name.starts_with(name) && key.name[name.size()] == ':';
}

/// The line behind a final backslash that looks like a key of its own. Real
/// continuations are indented, or do not start with a letter.
std::optional<std::size_t> doubtful_line(const IniDocument& document, const IniKey& key) {
  for (std::size_t line = key.first + 1; line < key.last; ++line) {
    const std::string_view text = document.lines[line].text;
    const bool letter = !text.empty() && ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'));
    if (letter && looks_like_key(text)) return line;
  }
  return std::nullopt;
}

Result<void> refuse_key(const IniDocument& document, const std::string& section, const std::string& name) {
  for (const IniKey& key : document.keys) {
    if (document.sections[key.section].name != section) continue;
    if (may_set(key, name)) {
      return doubt(key.first, "this may or may not set '" + name + "'", "write it as '" + name + " = ...' or '" + name + ": ...'");
    }
    const auto line = doubtful_line(document, key);
    if (line && (key.name == name || trim(document.lines[*line].text).starts_with(name))) {
      return doubt(*line, "this may be a key, or belong to the value of '" + std::string(key.name) + "' above it, which ends in a backslash",
                   "indent it if it belongs there, or take the backslash away");
    }
  }
  return {};
}

}  // namespace

Result<void> refuse_doubt(const IniDocument& document, const IniRequest& request) {
  std::set<std::string> sections(request.sections.begin(), request.sections.end());
  std::vector<std::pair<std::string, std::string>> keys;
  for (const IniWant& want : request.wants) keys.emplace_back(want.section, want.key);
  for (const IniAbsent& gone : request.absent) keys.emplace_back(gone.section, gone.key);
  for (const auto& [section, key] : keys) {
    sections.insert(section);
    if (auto fine = key.empty() ? Result<void>{} : refuse_key(document, section, key); !fine) return fine;
  }
  for (const std::string& section : sections) {
    if (const auto header = second_of_its_kind(document, section)) {
      return doubt(*header, "[" + section + "] stands for several things here, and which is meant cannot be told",
                   "own the whole file with `content`, or its part with `merge: block`");
    }
  }
  return {};
}

}  // namespace converge
