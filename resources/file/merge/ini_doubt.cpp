// SPDX-License-Identifier: MIT
#include "resources/file/merge/ini_doubt.h"

#include <algorithm>
#include <map>
#include <set>

namespace converge {

namespace {

/// A key of a request.
struct Named {
  std::string section;
  std::string key;
  const IniWant* want = nullptr;  ///< null: it is to be absent
};

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
  return key.name.starts_with(name) && trim(key.name.substr(name.size())).starts_with(':');
}

/// "name = x" or "name: x".
bool sets(std::string_view line, std::string_view name) {
  const std::string_view text = trim(line);
  if (!text.starts_with(name)) return false;
  const std::string_view rest = trim(text.substr(name.size()));
  return (rest.starts_with('=') && !rest.starts_with("==")) || rest.starts_with(':');
}

/// "two words = x".
bool looks_like_key_of_words(std::string_view line) {
  const std::string_view text = trim(line);
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || text.substr(equals).starts_with("==")) return false;
  const auto in_name = [](char each) { return each == ' ' || each == '\t' || looks_like_key(std::string{each, '='}); };
  return std::ranges::all_of(text.substr(0, equals), in_name);
}

/// The line that is indented deeper than the key above it, and may be a key all the
/// same: that name, or, within the value of that name, any that the wanted values do not hold.
std::optional<std::size_t> indented_key(const IniDocument& document, const IniKey& key, const Named& named) {
  if (trim(document.lines[key.first].text).ends_with('\\')) return std::nullopt;  // see doubtful_line()
  for (std::size_t line = key.first + 1; line < key.last; ++line) {
    const std::string_view text = document.lines[line].text;
    if (is_ini_comment(text)) continue;
    const bool foreseen = named.want != nullptr && std::ranges::any_of(named.want->values, [&](const std::string& value) {
      return value.find(trim(text)) != std::string::npos;
    });
    const bool goes = key.name == named.key && looks_like_key_of_words(text) && !foreseen;
    if (goes || (key.name != named.key && sets(text, named.key))) return line;
  }
  return std::nullopt;
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

Result<void> refuse_key(const IniDocument& document, const Named& named) {
  const std::string& name = named.key;
  for (const IniKey& key : document.keys) {
    if (document.sections[key.section].name != named.section) continue;
    if (may_set(key, name)) {
      return doubt(key.first, "this may or may not set '" + name + "'", "write it as '" + name + " = ...' or '" + name + ": ...'");
    }
    const auto line = doubtful_line(document, key);
    if (line && (key.name == name || trim(document.lines[*line].text).starts_with(name))) {
      return doubt(*line, "this may be a key, or belong to the value of '" + std::string(key.name) + "' above it, which ends in a backslash",
                   "indent it if it belongs there, or take the backslash away");
    }
    if (const auto indented = indented_key(document, key, named)) {
      return doubt(*indented, "this may be a key, or belong to the value of '" + std::string(key.name) + "' above it, as it is indented deeper",
                   "indent it like that one if it is a key");
    }
  }
  return {};
}

}  // namespace

Result<void> refuse_doubt(const IniDocument& document, const IniRequest& request) {
  std::set<std::string> sections(request.sections.begin(), request.sections.end());
  std::vector<Named> keys;
  for (const IniWant& want : request.wants) keys.push_back({want.section, want.key, &want});
  for (const IniAbsent& gone : request.absent) keys.push_back({gone.section, gone.key});
  for (const Named& named : keys) {
    sections.insert(named.section);
    if (auto fine = named.key.empty() ? Result<void>{} : refuse_key(document, named); !fine) return fine;
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
