// SPDX-License-Identifier: MIT
// resources/file/merge/ini_document.h: the sections, keys and comments of an
// INI-like file, by line: systemd, git, pip, .desktop and their relatives.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "resources/file/merge/text_lines.h"

namespace converge {

/// A key with its value. Lines [first, last) are its own: a value goes on after
/// a backslash, and on lines that are indented deeper than the key and do not
/// look like "word = value" themselves.
struct IniKey {
  std::size_t section = 0;  ///< index into IniDocument::sections
  std::string_view name;
  std::size_t first = 0;
  std::size_t last = 0;
  std::string_view lead;             ///< the first line up to where the value starts
  std::optional<std::string> value;  ///< trimmed, line by line; nothing for a key without "="
};

/// A section: its header and what follows up to the next one.
struct IniSection {
  std::string_view name;   ///< without brackets; "" for what is before the first header
  std::size_t header = 0;  ///< line of the header; 0 for what is before the first one
  std::size_t body = 0;    ///< first line after the header
  std::size_t end = 0;     ///< the next header, or the end of the file
};

/// A parsed file. The text must outlive it.
struct IniDocument {
  std::vector<TextLine> lines;
  std::vector<IniSection> sections;  ///< in order; a name may occur more than once
  std::vector<IniKey> keys;          ///< in order; a name may occur more than once
};

/// Reads a file; `invalid` with its place for a header that does not end.
Result<IniDocument> parse_ini(std::string_view text);

/// How a file writes "key = value".
struct IniStyle {
  std::string indent;
  std::string delimiter = "=";
};

/// The style for a new key of a section: as its last key, else as the last key
/// of the file, else as the last key that is commented out.
IniStyle style_of(const IniDocument& document, std::string_view section);

/// The key that a comment line would set if it were none ("#Storage=auto"), or "".
std::string_view commented_key(std::string_view line);

/// Whether a line is a comment.
bool is_ini_comment(std::string_view line);

/// Whether a line is of the form "word = value", which is never a continuation.
bool looks_like_key(std::string_view line);

/// A value by meaning: each of its lines trimmed, empty ones left out.
std::string normal_ini_value(std::string_view value);

}  // namespace converge
