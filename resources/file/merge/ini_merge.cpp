// SPDX-License-Identifier: MIT
// resources/file/merge/ini_merge.cpp: sets and removes keys of an INI-like
// file; a new key goes where an administrator would write it.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "resources/file/merge/formats.h"
#include "resources/file/merge/ini_document.h"
#include "resources/file/merge/ini_doubt.h"
#include "resources/file/merge/ini_request.h"
#include "resources/file/merge/rows.h"

namespace converge {

namespace {

using Keys = std::vector<const IniKey*>;

/// The file while it is edited. All edits refer to lines of the parsed document,
/// so that their order does not matter; finish() puts them together.
class IniEditor {
 public:
  IniEditor(std::string_view current, const IniDocument& document, MergeRequest::Lists lists)
      : document_(document), ending_(ending_of(current)), lists_(lists) {
    for (const TextLine& line : document.lines) lines_.push_back(std::string(line.text) + std::string(line.ending));
  }

  void want(const IniWant& want);
  void want_section(const std::string& section);
  void remove(const IniAbsent& gone);
  void take(const IniTaken& taken);
  [[nodiscard]] Merged finish(std::string_view current);

 private:
  [[nodiscard]] Keys find(std::string_view section, std::string_view name) const;
  [[nodiscard]] bool has_section(std::string_view name) const;
  [[nodiscard]] std::size_t place_for(const IniWant& want) const;
  [[nodiscard]] std::optional<std::size_t> place_behind_comment(const IniWant& want) const;
  [[nodiscard]] std::size_t top_place() const;
  [[nodiscard]] std::string written(const std::string& lead, const std::string& value) const;
  [[nodiscard]] std::string new_line(const IniWant& want, const std::string& value) const;
  void insert(const IniWant& want, const Keys& present, const std::string& value);
  void set_all(const IniWant& want, const Keys& present);
  void replace(const IniKey& key, const std::string& value);
  void erase(std::size_t first, std::size_t last);
  void remove_section(const IniSection& section);

  const IniDocument& document_;
  std::string_view ending_;
  MergeRequest::Lists lists_;
  std::vector<std::string> lines_;               ///< as they will be; "" for those removed
  std::map<std::size_t, std::string> inserted_;  ///< text that goes before a line
  std::vector<std::string> new_sections_;        ///< in order of first need
  std::map<std::string, std::string> new_bodies_;
  std::vector<Delta> deltas_;
};

Keys IniEditor::find(std::string_view section, std::string_view name) const {
  Keys found;
  for (const IniKey& key : document_.keys)
    if (key.name == name && document_.sections[key.section].name == section) found.push_back(&key);
  return found;
}

bool IniEditor::has_section(std::string_view name) const {
  const auto same = [&](const IniSection& section) { return section.name == name; };
  return std::any_of(document_.sections.begin() + 1, document_.sections.end(), same);
}

/// Before the first header, with the comments that lead up to it.
std::size_t IniEditor::top_place() const {
  std::size_t place = document_.sections[0].end;
  if (place == document_.lines.size()) return place;
  while (place > 0 && is_ini_comment(document_.lines[place - 1].text)) --place;
  return place;
}

/// The line before which a new key goes: behind its commented-out default, else
/// behind the section's last key, else right behind its header.
std::size_t IniEditor::place_for(const IniWant& want) const {
  std::size_t place = want.section.empty() ? top_place() : 0;
  for (std::size_t i = want.section.empty() ? 0 : 1; i < document_.sections.size(); ++i) {
    const IniSection& section = document_.sections[i];
    if (section.name != want.section) continue;
    if (i > 0) place = section.body;
    for (const IniKey& key : document_.keys)
      if (key.section == i) place = key.last;
  }
  return place_behind_comment(want).value_or(place);
}

/// Behind the last comment of the section that holds the key as "#Key=value".
std::optional<std::size_t> IniEditor::place_behind_comment(const IniWant& want) const {
  std::optional<std::size_t> place;
  std::size_t section = 0;
  auto key = document_.keys.begin();
  for (std::size_t line = 0; line < document_.lines.size(); ++line) {
    while (section + 1 < document_.sections.size() && document_.sections[section + 1].header <= line) ++section;
    while (key != document_.keys.end() && key->last <= line) ++key;
    const bool in_value = key != document_.keys.end() && key->first <= line;
    if (in_value || document_.sections[section].name != want.section) continue;
    if (commented_key(document_.lines[line].text) != want.key) continue;
    // An indented line behind it would become a continuation of what we write.
    const std::string_view next = line + 1 < document_.lines.size() ? document_.lines[line + 1].text : "";
    if (!next.starts_with(' ') && !next.starts_with('\t')) place = line + 1;
  }
  return place;
}

/// "lead value", on further lines if the value has several.
std::string IniEditor::written(const std::string& lead, const std::string& value) const {
  const std::string normal = normal_ini_value(value);
  const std::string indent = lead.substr(0, std::min(lead.find_first_not_of(" \t"), lead.size())) + "    ";
  const std::vector<TextLine> pieces = split_lines(normal);
  std::string out = lead;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool own_line = i > 0 || value.starts_with('\n');
    if (own_line) out = std::string(trim_end(out)) + std::string(ending_) + indent;
    out += pieces[i].text;
  }
  return (pieces.empty() ? std::string(trim_end(out)) : out) + std::string(ending_);
}

std::string IniEditor::new_line(const IniWant& want, const std::string& value) const {
  const IniStyle style = style_of(document_, want.section);
  return written(style.indent + want.key + style.delimiter, value);
}

/// Adds a line for a key: behind its other lines, in its section, or in a new section.
void IniEditor::insert(const IniWant& want, const Keys& present, const std::string& value) {
  if (!present.empty()) {
    inserted_[present.back()->last] += new_line(want, value);
  } else if (!want.section.empty() && !has_section(want.section)) {
    if (!new_bodies_.contains(want.section)) new_sections_.push_back(want.section);
    new_bodies_[want.section] += new_line(want, value);
  } else {
    inserted_[place_for(want)] += new_line(want, value);
  }
}

/// Takes lines out, endings and all.
void IniEditor::erase(std::size_t first, std::size_t last) {
  std::fill(lines_.begin() + static_cast<std::ptrdiff_t>(first), lines_.begin() + static_cast<std::ptrdiff_t>(last),
            "");
}

/// Gives a key another value; its name, indentation and delimiter stay as written.
void IniEditor::replace(const IniKey& key, const std::string& value) {
  std::string lead(key.lead);
  if (!key.value) lead += style_of(document_, document_.sections[key.section].name).delimiter;
  // Behind "key =" with nothing on its line, the file's style wants a space before the value.
  const bool bare = key.value && trim(document_.lines[key.first].text.substr(lead.size())).empty();
  const bool spaced = lead.ends_with(" =") || lead.ends_with("\t=") || lead.ends_with(':');
  if (bare && spaced) lead += ' ';
  // A file without a final line break stays without one.
  const bool last_line = key.last == lines_.size() && document_.lines.back().ending.empty();
  erase(key.first, key.last);
  lines_[key.first] = written(lead, value);
  if (last_line) lines_[key.first].resize(lines_[key.first].size() - ending_.size());
}

/// Brings the lines of a key to exactly the wanted values, in place as far as there are lines.
void IniEditor::set_all(const IniWant& want, const Keys& present) {
  for (std::size_t i = 0; i < present.size(); ++i) {
    if (i >= want.values.size()) {
      erase(present[i]->first, present[i]->last);
    } else if (present[i]->value != normal_ini_value(want.values[i])) {
      replace(*present[i], want.values[i]);
    }
  }
  for (std::size_t i = present.size(); i < want.values.size(); ++i) insert(want, present, want.values[i]);
}

/// The values of a key for people: one plainly, several as a JSON list.
std::string values_words(const std::vector<std::string>& values) {
  if (values.empty()) return std::string(absent_word);
  if (values.size() == 1) {
    const bool plain = !values[0].empty() && values[0].find('\n') == std::string::npos;
    return plain ? shorten(values[0]) : quoted(values[0]);
  }
  List list;
  for (const std::string& value : values) list.push_back(Value::string(value));
  return words(Value::list(std::move(list)));
}

void IniEditor::want(const IniWant& want) {
  const Keys present = find(want.section, want.key);
  const std::string name = ini_key_name(want.section, want.key);
  std::vector<std::string> have;
  for (const IniKey* key : present) have.push_back(key->value.value_or(""));
  std::vector<std::string> wanted;
  for (const std::string& value : want.values) wanted.push_back(normal_ini_value(value));

  if (lists_ == MergeRequest::Lists::unite && want.arity == IniArity::many) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (std::find(have.begin(), have.end(), wanted[i]) != have.end()) continue;
      have.push_back(wanted[i]);
      insert(want, present, want.values[i]);
      deltas_.push_back(row(name, std::string(absent_word), values_words({wanted[i]}), want.sensitivity));
    }
    return;
  }
  const bool all_assigned =
      std::all_of(present.begin(), present.end(), [](const IniKey* key) { return key->value.has_value(); });
  if (have == wanted && all_assigned) return;
  set_all(want, present);
  const bool flag = present.size() == 1 && !all_assigned;
  deltas_.push_back(row(name, flag ? "(no value)" : values_words(have), values_words(wanted), want.sensitivity));
}

void IniEditor::want_section(const std::string& section) {
  if (has_section(section) || new_bodies_.contains(section)) return;
  new_sections_.push_back(section);
  new_bodies_[section];
  deltas_.push_back(row(ini_section_name(section), std::string(absent_word), "[" + section + "]"));
}

/// Removes a section, but not the comments right above the next header: those are the next one's.
void IniEditor::remove_section(const IniSection& section) {
  std::size_t first = section.header;
  std::size_t end = section.end;
  if (end < document_.lines.size()) {
    while (end > section.body && is_ini_comment(document_.lines[end - 1].text)) --end;
  } else if (first > 0 && trim(document_.lines[first - 1].text).empty()) {
    --first;  // the blank line that sets the last section apart
  }
  erase(first, end);
}

void IniEditor::remove(const IniAbsent& gone) {
  if (!gone.key.empty()) {
    const Keys present = find(gone.section, gone.key);
    std::vector<std::string> have;
    for (const IniKey* key : present) {
      have.push_back(key->value.value_or(""));
      erase(key->first, key->last);
    }
    if (!present.empty())
      deltas_.push_back(row(ini_key_name(gone.section, gone.key), values_words(have), std::string(absent_word)));
  } else if (has_section(gone.section)) {
    for (std::size_t i = 1; i < document_.sections.size(); ++i)
      if (document_.sections[i].name == gone.section) remove_section(document_.sections[i]);
    deltas_.push_back(row(ini_section_name(gone.section), "[" + gone.section + "]", std::string(absent_word)));
  }
}

/// Removes the lines of a key that hold one of some values.
void IniEditor::take(const IniTaken& taken) {
  for (const IniKey* key : find(taken.key.section, taken.key.key)) {
    const std::string have = key->value.value_or("");
    if (std::find(taken.values.begin(), taken.values.end(), have) == taken.values.end()) continue;
    erase(key->first, key->last);
    const std::string name = ini_key_name(taken.key.section, taken.key.key);
    deltas_.push_back(row(name, values_words({have}), std::string(absent_word)));
  }
}

Merged IniEditor::finish(std::string_view current) {
  if (deltas_.empty()) return {std::string(current), {}};
  std::string text;
  for (std::size_t i = 0; i <= lines_.size(); ++i) {
    if (const auto added = inserted_.find(i); added != inserted_.end()) {
      end_last_line(text, ending_);
      text += added->second;
      // Keys that now stand before the first header are set apart from it.
      const bool touches_header = i < lines_.size() && i <= document_.sections[0].end && i == top_place() &&
                                  document_.sections.size() > 1 && !lines_[i].empty();
      if (touches_header && !trim(lines_[i]).empty()) text += ending_;
    }
    if (i < lines_.size()) text += lines_[i];
  }
  for (const std::string& section : new_sections_) {
    end_last_line(text, ending_);
    const bool apart = text.empty() || text == ending_ || text.ends_with("\n\n") || text.ends_with("\n\r\n");
    if (!apart) text += ending_;
    text += "[" + section + "]" + std::string(ending_) + new_bodies_[section];
  }
  return {std::move(text), std::move(deltas_)};
}

Result<Merged> merge_once(std::string_view current, const MergeRequest& request, const IniRequest& wanted) {
  const auto document = parse_ini(current);
  if (!document) return fail(document.error());
  if (auto fine = refuse_doubt(*document, wanted); !fine) return fail(std::move(fine.error()));
  IniEditor editor(current, *document, request.lists);
  for (const IniWant& want : wanted.wants) editor.want(want);
  for (const std::string& section : wanted.sections) editor.want_section(section);
  for (const IniAbsent& gone : wanted.absent) editor.remove(gone);
  for (const IniTaken& taken : wanted.taken) editor.take(taken);
  return editor.finish(current);
}

/// Whether a section is there and has neither keys nor comments.
Result<bool> is_empty_section(std::string_view text, std::string_view name) {
  const auto document = parse_ini(text);
  if (!document) return fail(document.error());
  bool found = false;
  for (std::size_t i = 1; i < document->sections.size(); ++i) {
    const IniSection& section = document->sections[i];
    if (section.name != name) continue;
    found = true;
    for (std::size_t line = section.body; line < section.end; ++line)
      if (!trim(document->lines[line].text).empty()) return false;
  }
  return found;
}

/// Removes a section that a merge has left with nothing in it.
Result<Merged> drop_if_empty(Merged merged, const MergeRequest& request, const std::string& section) {
  const auto empty = is_empty_section(merged.text, section);
  if (!empty) return fail(empty.error());
  if (!*empty) return merged;
  IniRequest removal;
  removal.absent.push_back({section, ""});
  auto next = merge_once(merged.text, request, removal);
  if (!next) return next;
  merged.text = std::move(next->text);
  std::move(next->deltas.begin(), next->deltas.end(), std::back_inserter(merged.deltas));
  return merged;
}

}  // namespace

Result<Merged> merge_ini(std::string_view current, const MergeRequest& request) {
  const auto checked = check_ini(request);
  if (!checked) return fail(checked.error());
  auto merged = merge_once(current, request, *checked);
  for (const std::string& section : checked->emptied)
    if (merged) merged = drop_if_empty(std::move(*merged), request, section);
  return merged;
}

}  // namespace converge
