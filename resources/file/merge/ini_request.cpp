// SPDX-License-Identifier: MIT
#include "resources/file/merge/ini_request.h"

#include <algorithm>
#include <optional>
#include <set>

#include "resources/file/merge/formats.h"
#include "resources/file/merge/ini_document.h"
#include "resources/file/merge/rows.h"
#include "resources/file/merge/text_lines.h"

namespace converge {

namespace {

auto refuse(std::string why) { return fail(ErrorCode::invalid, std::move(why)); }

bool breaks_line(std::string_view text) { return text.find_first_of("\r\n") != std::string_view::npos; }

/// What keeps a section's name from being read back as it is; "" if nothing.
std::string section_fault(std::string_view name) {
  if (trim(name) != name || breaks_line(name)) return "has white space around it or a line break in it";
  const std::string header = "[" + std::string(name) + "]";
  const auto document = parse_ini(header);
  return document && document->sections.back().name == name ? "" : "cannot stand between brackets";
}

/// What keeps a key from being read back as it is; "" if nothing. The parser
/// itself is asked, so that it and this check cannot disagree.
std::string key_fault(std::string_view key) {
  if (key.empty()) return "is empty";
  if (trim(key) != key || breaks_line(key)) return "has white space around it or a line break in it";
  if (key.find('=') != std::string_view::npos) return "holds a \"=\"";
  if (key.front() == '[' || is_ini_comment(key)) return "starts as a header or a comment does";
  // "word: x" would be read as the key "word".
  const std::string line = std::string(key) + "=";
  const auto document = parse_ini(line);
  return document && document->keys.size() == 1 && document->keys[0].name == key ? "" : "would be read as another key";
}

/// What keeps a value from being read back as it is; "" if nothing.
std::string value_fault(const std::string& value) {
  const std::string normal = normal_ini_value(value);
  const std::vector<TextLine> lines = split_lines(normal);
  for (const TextLine& line : lines) {
    if (line.text.ends_with('\\')) return "ends with a backslash, which would take in the next line";
    // A single line stands behind the "=", where anything goes.
    if (lines.size() == 1 && !value.starts_with('\n')) continue;
    if (is_ini_comment(line.text)) return "has a line that would be read as a comment";
    if (looks_like_key(line.text)) return "has a line that would be read as another key";
  }
  return "";
}

/// Reads content and absent names; of several problems it tells the first.
class Checker {
 public:
  explicit Checker(const MergeRequest& request) : request_(request) {}

  Result<IniRequest> run() {
    read_content();
    for (const std::string& name : request_.absent) read_absent(name);
    read_way_back();
    for (const IniAbsent& gone : out_.absent) check_conflict(gone);
    if (!problem_.empty()) return refuse(problem_);
    return std::move(out_);
  }

 private:
  void complain(std::string why) {
    if (problem_.empty()) problem_ = std::move(why);
  }

  void read_content() {
    if (request_.content.is_null()) return;
    if (!request_.content.is_map())
      return complain("the content of an ini merge is " + std::string(type_phrase(request_.content.type())) +
                      "; write a map of sections");
    for (const Entry& entry : request_.content.entries()) {
      if (entry.value.is_map()) {
        read_section(entry.key, entry.value);
      } else {
        read_key("", entry.key, entry.value);
      }
    }
  }

  void read_section(const std::string& section, const Value& keys) {
    if (const std::string fault = section_fault(section); !section.empty() && !fault.empty())
      return complain("the section name " + quoted(section) + " " + fault + "; write another one");
    if (keys.entries().empty() && !section.empty()) out_.sections.push_back(section);
    for (const Entry& entry : keys.entries()) read_key(section, entry.key, entry.value);
  }

  void read_key(const std::string& section, const std::string& key, const Value& value) {
    const std::string name = ini_key_name(section, key);
    if (const std::string fault = key_fault(key); !fault.empty())
      return complain("the key " + quoted(key) + " " + fault + "; write another one");
    const auto same = [&](const IniWant& want) { return want.section == section && want.key == key; };
    if (std::any_of(out_.wants.begin(), out_.wants.end(), same))
      return complain(name + " is wanted twice, beside the sections and in the section \"\"; keep one of them");
    IniWant want{section, key, {}, value.is_list() ? IniArity::many : IniArity::one, sensitivity_of(value)};
    if (value.is_list()) {
      for (const Value& item : value.items()) read_value(want, name, item);
    } else {
      read_value(want, name, value);
    }
    out_.wants.push_back(std::move(want));
  }

  void read_value(IniWant& want, const std::string& name, const Value& value) {
    if (value.is_null())
      return complain(name + " has no value; write \"\" for an empty one, or name the key in absent");
    if (!value.is_scalar())
      return complain(name + " is " + std::string(type_phrase(value.type())) + "; write a scalar or a list of scalars");
    want.values.push_back(scalar_text(value));
    if (const std::string fault = value_fault(want.values.back()); !fault.empty())
      complain("the value of " + name + " " + fault + "; write it differently");
  }

  void read_absent(const std::string& name) {
    const auto parsed = parse_ini_name(name);
    if (!parsed)
      return complain("absent: " + quoted(name) + " names no key; write section.key, .key, section, or [section].key");
    out_.absent.push_back(*parsed);
  }

  void read_way_back() {
    for (const std::string& name : request_.emptied)
      if (const auto section = parse_ini_name(name); section && section->key.empty())
        out_.emptied.push_back(section->section);
    if (!request_.taken.is_map()) return;
    for (const Entry& entry : request_.taken.entries()) {
      const auto key = parse_ini_name(entry.key);
      if (!key || key->key.empty() || !entry.value.is_list()) continue;
      IniTaken& taken = out_.taken.emplace_back(IniTaken{*key, {}});
      for (const Value& value : entry.value.items()) taken.values.push_back(scalar_text(value));
    }
  }

  /// A key that is wanted and removed in one request would come and go in turns.
  void check_conflict(const IniAbsent& gone) {
    for (const IniWant& want : out_.wants)
      if (want.section == gone.section && (gone.key.empty() || want.key == gone.key))
        complain(ini_key_name(want.section, want.key) + " is both wanted and absent; keep one of them");
    const bool header = std::find(out_.sections.begin(), out_.sections.end(), gone.section) != out_.sections.end();
    if (gone.key.empty() && header)
      complain("the section " + gone.section + " is both wanted and absent; keep one of them");
  }

  const MergeRequest& request_;
  IniRequest out_;
  std::string problem_;
};

/// Who adds to a list shares the key with others who do; each element has one owner.
bool is_united(const IniWant& want, const MergeRequest& request) {
  return request.lists == MergeRequest::Lists::unite && want.arity == IniArity::many;
}

}  // namespace

std::optional<IniAbsent> parse_ini_name(const std::string& name) {
  IniAbsent gone;
  if (name.starts_with('[')) {
    const std::size_t close = name.find(']');
    if (close == std::string::npos) return std::nullopt;
    gone.section = name.substr(1, close - 1);
    const std::string rest = name.substr(close + 1);
    if (rest.empty()) return gone.section.empty() ? std::nullopt : std::optional(gone);
    if (rest.front() != '.') return std::nullopt;
    gone.key = rest.substr(1);
  } else if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) {
    gone.section = name.substr(0, dot);
    gone.key = name.substr(dot + 1);
  } else {
    gone.section = name;
    return name.empty() ? std::nullopt : std::optional(gone);
  }
  return gone.key.empty() ? std::nullopt : std::optional(gone);
}

std::string ini_key_name(std::string_view section, std::string_view key) {
  const bool dots = section.find('.') != std::string_view::npos || key.find('.') != std::string_view::npos;
  return (dots ? "[" + std::string(section) + "]" : std::string(section)) + "." + std::string(key);
}

std::string ini_section_name(std::string_view section) {
  const bool dots = section.find('.') != std::string_view::npos;
  return dots ? "[" + std::string(section) + "]" : std::string(section);
}

Result<IniRequest> check_ini(const MergeRequest& request) { return Checker(request).run(); }

std::vector<std::string> ini_keys(const MergeRequest& request) {
  std::vector<std::string> keys;
  const auto checked = check_ini(request);
  if (!checked) return keys;
  for (const IniWant& want : checked->wants) {
    const std::string name = ini_key_name(want.section, want.key);
    if (!is_united(want, request)) {
      keys.push_back(name);
      continue;
    }
    for (const std::string& value : want.values) keys.push_back(name + "=" + normal_ini_value(value));
  }
  for (const IniAbsent& gone : checked->absent)
    keys.push_back(gone.key.empty() ? "[" + gone.section + "]" : ini_key_name(gone.section, gone.key));
  return keys;
}

std::vector<SharedKey> ini_shared_keys(const MergeRequest& request) {
  std::set<SharedKey> shared;
  const auto checked = check_ini(request);
  if (!checked) return {};
  const auto share_section = [&](const std::string& section) {
    if (!section.empty()) shared.insert({"[" + section + "]", ""});
  };
  for (const IniWant& want : checked->wants) {
    share_section(want.section);
    if (is_united(want, request)) shared.insert({ini_key_name(want.section, want.key), ""});
  }
  for (const std::string& section : checked->sections) share_section(section);
  for (const IniAbsent& gone : checked->absent)
    if (!gone.key.empty()) share_section(gone.section);
  return {shared.begin(), shared.end()};
}

}  // namespace converge
