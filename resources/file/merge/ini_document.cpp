// SPDX-License-Identifier: MIT
#include "resources/file/merge/ini_document.h"

#include <algorithm>

namespace converge {

namespace {

constexpr std::string_view blanks = " \t";

std::size_t indent_width(std::string_view line) { return std::min(line.find_first_not_of(blanks), line.size()); }

/// The length of the plain word at the front of `text`.
std::size_t word_length(std::string_view text) {
  constexpr std::string_view word = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  return std::min(text.find_first_not_of(word), text.size());
}

/// Where "=" stands, or the ":" of "word: value"; npos if the line has neither.
std::size_t find_delimiter(std::string_view line) {
  const std::size_t equals = line.find('=');
  const std::size_t word = indent_width(line) + word_length(line.substr(indent_width(line)));
  const std::size_t colon = std::min(line.find_first_not_of(blanks, word), line.size());
  // "a: b=c" and "a : b=c" are split at the colon, "http://x?a=b" and "Exec=a: b" are not.
  const bool yaml_like = colon < line.size() && line[colon] == ':' && colon < equals &&
                         (colon + 1 == line.size() || blanks.find(line[colon + 1]) != std::string_view::npos);
  return yaml_like ? colon : equals;
}

/// The text between the brackets of a header; nothing if it does not end.
std::optional<std::string_view> header_name(std::string_view line) {
  line.remove_prefix(1);
  std::size_t close = line.find(']');
  // git: [remote "a]b"]
  if (const std::size_t quote = line.find('"'); quote < close) close = line.find(']', line.find('"', quote + 1));
  if (close == std::string_view::npos) return std::nullopt;
  return trim(line.substr(0, close));
}

/// Reads a file line by line into a document.
class Reader {
 public:
  explicit Reader(std::string_view text) {
    document_.lines = split_lines(text);
    document_.sections.push_back({"", 0, 0, document_.lines.size()});
  }

  Result<IniDocument> run() {
    for (std::size_t i = 0; i < document_.lines.size();) {
      const std::string_view line = trim(document_.lines[i].text);
      if (line.empty() || is_ini_comment(line)) {
        ++i;
      } else if (line.front() == '[') {
        const auto name = header_name(line);
        if (!name)
          return fail(ErrorCode::invalid, std::to_string(i + 1) + ":1: the section header has no \"]\"; write [name]");
        document_.sections.back().end = i;
        document_.sections.push_back({*name, i, i + 1, document_.lines.size()});
        ++i;
      } else {
        i = read_key(i);
      }
    }
    return std::move(document_);
  }

 private:
  /// Takes the key that starts at a line; answers the line behind it.
  std::size_t read_key(std::size_t first) {
    const std::string_view line = document_.lines[first].text;
    const std::size_t delimiter = find_delimiter(line);
    IniKey key;
    key.section = document_.sections.size() - 1;
    key.first = first;
    key.name = trim(line.substr(0, delimiter));
    if (delimiter == std::string_view::npos) {
      key.lead = line;
      key.last = continued_by_indent(first, nullptr);
    } else {
      std::string value(trim(line.substr(delimiter + 1)));
      const std::size_t start = line.find_first_not_of(blanks, delimiter + 1);
      key.lead = value.empty() ? line.substr(0, delimiter + 1) : line.substr(0, start);
      key.last = value.ends_with('\\') ? continued_by_backslash(first, value) : continued_by_indent(first, &value);
      key.value = normal_ini_value(value);
    }
    document_.keys.push_back(std::move(key));
    return document_.keys.back().last;
  }

  /// Joins lines as systemd does: the backslash becomes a space, comments within are skipped.
  std::size_t continued_by_backslash(std::size_t first, std::string& value) const {
    std::size_t next = first + 1;
    while (value.ends_with('\\') && next < document_.lines.size()) {
      const std::string_view line = trim(document_.lines[next++].text);
      if (is_ini_comment(line)) continue;
      value.pop_back();
      value = std::string(trim_end(value)) + " " + std::string(line);
    }
    if (value.ends_with('\\')) value.pop_back();
    return next;
  }

  /// Takes deeper indented lines; comments between them, but not behind the last one.
  std::size_t continued_by_indent(std::size_t first, std::string* value) const {
    const std::size_t indent = indent_width(document_.lines[first].text);
    std::size_t last = first + 1;
    for (std::size_t i = last; i < document_.lines.size(); ++i) {
      const std::string_view line = document_.lines[i].text;
      if (trim(line).empty() || indent_width(line) <= indent || looks_like_key(line)) break;
      if (is_ini_comment(line)) continue;
      if (value != nullptr) *value += "\n" + std::string(trim(line));
      last = i + 1;
    }
    return last;
  }

  IniDocument document_;
};

/// "key = value" of a line that holds such a key: its indentation and delimiter,
/// without the padding that aligns columns.
IniStyle style_of_line(std::string_view line) {
  const std::size_t at = find_delimiter(line);
  if (at == std::string_view::npos) return {};
  const bool before = at > 0 && blanks.find(line[at - 1]) != std::string_view::npos;
  const bool after =
      at + 1 < line.size() ? blanks.find(line[at + 1]) != std::string_view::npos : before || line[at] == ':';
  return {std::string(line.substr(0, indent_width(line))),
          std::string(before ? " " : "") + line[at] + (after ? " " : "")};
}

}  // namespace

Result<IniDocument> parse_ini(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    return fail(ErrorCode::invalid, "1:1: the file starts with a byte order mark, which most programs take for a part of the first line; remove it");
  }
  return Reader(text).run();
}

bool is_ini_comment(std::string_view line) {
  const std::string_view text = trim(line);
  return text.starts_with('#') || text.starts_with(';');
}

bool looks_like_key(std::string_view line) {
  const std::string_view text = trim(line);
  const std::size_t word = word_length(text);
  const std::string_view rest = trim(text.substr(word));
  return word > 0 && rest.starts_with('=') && !rest.starts_with("==");
}

std::string_view commented_key(std::string_view line) {
  std::string_view text = trim(line);
  if (!is_ini_comment(text)) return "";
  text = trim(text.substr(std::min(text.find_first_not_of("#;"), text.size())));
  return looks_like_key(text) ? text.substr(0, word_length(text)) : "";
}

IniStyle style_of(const IniDocument& document, std::string_view section) {
  // The last key of the section wins over any of another one.
  const IniKey* model = nullptr;
  for (const IniKey& key : document.keys) {
    const bool here = document.sections[key.section].name == section;
    const bool model_here = model != nullptr && document.sections[model->section].name == section;
    if (key.value && (here || !model_here)) model = &key;
  }
  if (model != nullptr) return style_of_line(document.lines[model->first].text);
  IniStyle style;
  for (const TextLine& line : document.lines)
    if (!commented_key(line.text).empty()) style.delimiter = style_of_line(line.text).delimiter;
  return style;
}

std::string normal_ini_value(std::string_view value) {
  std::string out;
  for (const TextLine& line : split_lines(value)) {
    const std::string_view text = trim(line.text);
    if (text.empty()) continue;
    if (!out.empty()) out += '\n';
    out += text;
  }
  return out;
}

}  // namespace converge
