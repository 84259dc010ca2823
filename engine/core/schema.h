// SPDX-License-Identifier: MIT
// engine/core/schema.h: what may be written about a resource. One table drives
// parsing, "did you mean", `explain`, JSON Schema and the reference pages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/value.h"

namespace converge {

/// What an attribute holds; decides how it is read, explained and completed.
enum class FieldType {
  text,        ///< a string; a plain number or word keeps its text
  path,        ///< an absolute path without "..", normalised (no double or trailing slash)
  boolean,     ///< true or false
  integer,     ///< a whole number
  duration,    ///< "90s", "5m", "1h30m" or a number of seconds; normalised to integer seconds
  mode,        ///< quoted octal ("0644") or symbolic ("u=rw,go=r"); kept as text
  choice,      ///< one of `choices`
  text_list,   ///< a list of strings; a single string is a list of one
  command,     ///< a list of arguments, or one shell string
  content,     ///< a string (becomes a content reference in the catalog), or a map or list
  source,      ///< a path in the repository; becomes a content or tree reference in the catalog
  template_file,  ///< a template below templates/; the compiler puts the text it gives in the place of `content`
  url,         ///< an http or https address; with the attribute `sha256` it becomes a content reference
  any,         ///< any value
  arguments,   ///< a program and its arguments; no shell takes them apart
};

/// Whether a resource must have the attribute.
enum class Presence { optional, required };

/// Whether an attribute may be secret. What is shown in reports, process lists or
/// the journal may not.
enum class Secrets { refused, allowed };

/// One attribute of a kind.
struct Field {
  std::string_view name;
  FieldType type = FieldType::text;
  std::string_view doc;                        ///< one or two sentences
  std::vector<std::string_view> choices = {};  ///< for FieldType::choice
  std::string_view fallback = {};              ///< the default in words, for documentation
  Presence presence = Presence::optional;
  std::string_view inline_with = {};  ///< content stays in the catalog as it is when this attribute is given
  std::string_view typed_when = {};   ///< ... its numbers stay numbers where that attribute is this; else they are text
  Secrets secrets = Secrets::refused;
};

/// A snippet that the documentation shows and a test applies.
struct Example {
  std::string_view title;
  std::string_view yaml;  ///< one list item of `resources:`
};

/// Whether a list as the title is several resources.
enum class Titles { many, one };

/// The attributes of one kind.
struct Schema {
  std::string_view kind;
  std::string_view summary;  ///< one sentence
  std::string_view main;     ///< the attribute whose default is the title
  std::vector<Field> fields;
  std::vector<Example> examples;
  Titles titles = Titles::many;
  std::vector<std::string_view> one_of = {};  ///< attributes of which at least one must be given; empty for none

  [[nodiscard]] const Field* find(std::string_view name) const;
};

/// Whether a value holds a secret that the attribute must not have, or has map keys
/// that are secret themselves; that is reported under `label`, without the value, and
/// who knows where it came from adds notes to the finding. nullptr if all is well.
Diagnostic* refuse_secret(const Field& field, const Value& value, std::string_view label, Diagnostics& diagnostics);

/// Checks attributes against a schema and brings them into canonical form:
/// known keys only, each of its field's type, the main attribute filled in from
/// the title, null values dropped. Reports every error at its own place.
Value normalise(const Schema& schema, const Value& attributes, std::string_view title, Span title_span,
                Diagnostics& diagnostics);

/// One value brought to a field's type; an error is reported under `label`
/// (e.g. "file[/etc/motd].mode") and answers null.
Value normalise_field(const Field& field, const Value& value, std::string_view label, Diagnostics& diagnostics);

}  // namespace converge
