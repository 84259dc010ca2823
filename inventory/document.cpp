// SPDX-License-Identifier: MIT
#include "inventory/document.h"

#include <algorithm>

#include "engine/core/host_knowledge.h"
#include "engine/core/json.h"
#include "engine/core/secret_value.h"
#include "engine/core/yaml/document.h"
#include "engine/core/yaml/opened_file.h"

namespace converge {

namespace {

/// JSON proper begins so; YAML in flow style does, too, and is then no JSON.
bool looks_like_json(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && (text[start] == '{' || text[start] == '[');
}

}  // namespace

void place_everywhere(Value& value, Span span) {
  value.set_span(span);
  if (value.is_list())
    for (Value& item : value.items()) place_everywhere(item, span);
  if (value.is_map()) {
    for (Entry& entry : value.entries()) {
      entry.key_span = span;
      place_everywhere(entry.value, span);
    }
  }
}

namespace {

std::optional<Document> parse_document(const OpenedFile& opened, std::string_view file, Diagnostics& findings) {
  Result<Value> json = looks_like_json(opened.text()) ? parse_json(opened.text()) : fail(ErrorCode::invalid, "");
  Value root = opened.parse(file, findings);
  if (!findings.has_errors()) return Document{std::move(root), json ? Syntax::json : Syntax::yaml};
  if (!json) return std::nullopt;
  findings = {};
  place_everywhere(*json, Span{intern_file(file), 0, 0, 0});
  if (opened.is_secret()) mark_scalars_secret(*json);
  return Document{std::move(*json), Syntax::json};
}

void check_variable_file(const Document& document, Diagnostics& diagnostics) {
  const Value& root = document.root;
  if (!root.is_map()) {
    diagnostics.error(root.span(), "a file of variables is a map, found " + std::string(type_phrase(root.type())), "write each variable as `NAME: VALUE`");
    return;
  }
  check_variables(root, document.syntax, diagnostics);
  if (const Value* priority = root.find("ansible_group_priority"))
    diagnostics.warning(priority->span(), "ansible_group_priority counts in an inventory only, not in group_vars", "write it under `vars:` of the group");
}

}  // namespace

std::optional<Document> read_document(std::string_view text, std::string_view file, SecretDoor* secrets, Diagnostics& diagnostics) {
  const std::optional<OpenedFile> opened = OpenedFile::open(text, file, secrets, diagnostics);
  if (!opened) return std::nullopt;
  Diagnostics findings;
  std::optional<Document> document = parse_document(*opened, file, findings);
  opened->report(findings, diagnostics);
  return document;
}

std::optional<Value> read_variable_file(std::string_view text, std::string_view file, SecretDoor* secrets, Diagnostics& diagnostics) {
  const std::optional<OpenedFile> opened = OpenedFile::open(text, file, secrets, diagnostics);
  if (!opened) return std::nullopt;
  Diagnostics findings;
  std::optional<Document> document = parse_document(*opened, file, findings);
  const bool empty = !document || document->root.is_null();
  if (!empty) check_variable_file(*document, findings);
  opened->report(findings, diagnostics);
  if (empty || !document->root.is_map()) return std::nullopt;
  return std::move(document->root);
}

void check_variables(const Value& variables, Syntax syntax, Diagnostics& diagnostics) {
  for (const Entry& entry : variables.entries())
    if (std::ranges::find(known_names, entry.key) != known_names.end())
      diagnostics.error(entry.key_span, entry.key + " is set by converge itself", "give your variable another name");
  if (syntax == Syntax::yaml) check_yaml11(variables, diagnostics);
}

}  // namespace converge
