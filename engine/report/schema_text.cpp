// SPDX-License-Identifier: MIT
#include "engine/report/schema_text.h"

#include <algorithm>

#include "engine/core/meta_schema.h"
#include "engine/report/columns.h"
#include "engine/report/words.h"

namespace converge {

namespace {

/// Lines up kinds and attributes: docs start in one column, wrapped to the width.
class Manual {
 public:
  explicit Manual(const TextStyle& style) : style_(style) {}

  void heading(std::string_view text) { out_ += "\n" + paint(style_.colour, Ink::bold, text) + "\n"; }
  void paragraph(std::string_view text, std::size_t indent) {
    const std::size_t room = style_.width > indent + 20 ? style_.width - indent : 20;
    for (const std::string& line : wrap(text, room)) out_ += std::string(indent, ' ') + line + "\n";
  }
  void field(const Field& field, std::string_view main) {
    std::string head = "  " + paint(style_.colour, Ink::bold, field.name) + "  " + type_words(field);
    if (field.presence == Presence::required)
      head += "; required";
    else if (!field.fallback.empty())
      head += "; default: " + std::string(field.fallback);
    else if (field.name == main)
      head += "; default: the title";
    if (field.secrets == Secrets::allowed) head += "; may be secret";
    out_ += head + "\n";
    paragraph(field.doc, 6);
  }
  void fields(const Schema& schema) {
    for (const Field& each : schema.fields) field(each, schema.main);
  }
  void example(const Example& example) {
    out_ += "  # " + std::string(example.title) + "\n";
    for (const std::string_view line : lines_of(example.yaml)) out_ += "  " + std::string(line) + "\n";
  }
  void line(const std::string& text) { out_ += text + "\n"; }
  std::string take() { return std::move(out_); }

 private:
  TextStyle style_;
  std::string out_;
};

/// A text within a cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char character : text) {
    if (character == '|') out += '\\';
    if (character == '<')
      out += "&lt;";
    else
      out += character == '\n' ? ' ' : character;
  }
  return out;
}

/// What holds where an attribute is not written.
std::string fallback_words(const Schema& schema, const Field& field) {
  if (field.presence == Presence::required) return "required";
  if (!field.fallback.empty()) return cell(field.fallback);
  return !schema.main.empty() && field.name == schema.main ? "the title" : "";
}

std::string field_table(const Schema& schema) {
  std::string out = "| attribute | takes | default | |\n|---|---|---|---|\n";
  for (const Field& field : schema.fields)
    out += "| `" + std::string(field.name) + "` | " + cell(type_words(field)) + " | " + fallback_words(schema, field) +
           " | " + cell(field.doc) + (field.secrets == Secrets::allowed ? " May be secret." : "") + " |\n";
  return out;
}

}  // namespace

std::string type_words(const Field& field) {
  switch (field.type) {
    case FieldType::text: return "text";
    case FieldType::path: return "absolute path";
    case FieldType::boolean: return "true or false";
    case FieldType::integer: return "whole number";
    case FieldType::duration: return "duration (90s, 5m, 1h30m)";
    case FieldType::mode: return "mode (\"0644\" or u=rw,go=r)";
    case FieldType::choice: return "one of " + join(field.choices, ", ");
    case FieldType::text_list: return "text or list of texts";
    case FieldType::command: return "list of arguments, or one line for the shell";
    case FieldType::content: return "text, map or list";
    case FieldType::source: return "path in the repository";
    case FieldType::template_file: return "path of a template";
    case FieldType::url: return "http or https address";
    case FieldType::any: return "any value";
    case FieldType::arguments: return "list of arguments";
  }
  return "";
}

std::string explain_kinds(const std::vector<const Schema*>& schemas, const TextStyle& style) {
  Manual manual(style);
  std::size_t widest = 0;
  for (const Schema* schema : schemas) widest = std::max(widest, schema->kind.size());
  for (const Schema* schema : schemas) {
    const std::string gap(widest - schema->kind.size() + 2, ' ');
    manual.line(paint(style.colour, Ink::bold, schema->kind) + gap + std::string(schema->summary));
  }
  return manual.take();
}

std::string explain_kind(const Schema& schema, const TextStyle& style) {
  Manual manual(style);
  manual.line(paint(style.colour, Ink::bold, schema.kind));
  manual.paragraph(schema.summary, 2);
  manual.heading("Attributes");
  manual.fields(schema);
  manual.heading("Attributes of every kind");
  manual.fields(meta_schema());
  if (!schema.examples.empty()) manual.heading("Examples");
  for (const Example& example : schema.examples) manual.example(example);
  return manual.take();
}

std::string reference_page(const Schema& schema) {
  const bool of_a_kind = !schema.kind.empty();
  std::string out = "<!-- Generated from the schema; a test compares. -->\n# ";
  out += (of_a_kind ? "`" + std::string(schema.kind) + "`" : std::string("Meta attributes")) + "\n\n";
  out += std::string(schema.summary) + "\n\n";
  if (of_a_kind)
    out += "The title is the default of `" + std::string(schema.main) +
           "`. Beside these, every kind takes the [meta attributes](meta-attributes.md).\n\n";
  out += field_table(schema);
  if (!schema.examples.empty()) out += "\n## Examples\n";
  for (const Example& example : schema.examples) {
    out += "\n" + std::string(example.title) + ":\n\n```yaml\n" + std::string(example.yaml);
    out += example.yaml.ends_with('\n') ? "```\n" : "\n```\n";
  }
  return out;
}

}  // namespace converge
