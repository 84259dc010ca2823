// SPDX-License-Identifier: MIT
#include "inventory/facts/fact_document.h"

#include "engine/core/json.h"

namespace converge {

namespace {

Value error_value(const Error& error) {
  Value value = Value::map();
  value.set("code", Value::string(std::string(error_code_name(error.code))));
  value.set("message", Value::string(error.text()));
  return value;
}

/// A system without a domain name, or a folder without a kernel, is not broken.
bool is_not_there(const Error& error) {
  return error.code == ErrorCode::not_found || error.code == ErrorCode::unsupported;
}

/// JSON Schema's word for a type.
std::string schema_type(Type type) {
  switch (type) {
    case Type::integer: return "integer";
    case Type::boolean: return "boolean";
    case Type::list: return "array";
    case Type::map: return "object";
    default: return "string";
  }
}

/// The start of a schema: what it is, and the sentence that the table has for it.
Value typed(Type type, std::string_view doc) {
  Value schema = Value::map();
  schema.set("type", Value::string(schema_type(type)));
  schema.set("description", Value::string(std::string(doc)));
  return schema;
}

/// The schema of a map with the fact's fields; a fact without fields maps any name to a text.
Value object_schema(const Fact& fact) {
  Value schema = Value::map();
  schema.set("type", Value::string("object"));
  if (fact.fields.empty()) {
    schema.set("additionalProperties", Value::map({{"type", Value::string("string"), {}}}));
    return schema;
  }
  Value properties = Value::map();
  Value required = Value::list();
  for (const FactField& field : fact.fields) {
    properties.set(field.name, typed(field.type, field.doc));
    if (field.presence == FieldPresence::always) required.push_back(Value::string(std::string(field.name)));
  }
  schema.set("properties", std::move(properties));
  schema.set("required", std::move(required));
  return schema;
}

/// A list is one of maps, whose keys the table names; nothing forbids further keys later on.
Value fact_schema(const Fact& fact) {
  Value schema = fact.type == Type::map ? object_schema(fact) : typed(fact.type, fact.doc);
  schema.set("description", Value::string(std::string(fact.doc)));
  if (fact.type == Type::list) schema.set("items", object_schema(fact));
  return schema;
}

Value error_schema() {
  Value properties = Value::map();
  properties.set("code", typed(Type::string, "Why: not_found, unsupported, denied, timed_out, invalid, io."));
  properties.set("message", typed(Type::string, "The reason, for people."));
  Value schema = typed(Type::map, "Why a fact could not be had.");
  schema.set("properties", std::move(properties));
  Value errors = typed(Type::map, "The facts that could not be had.");
  errors.set("additionalProperties", std::move(schema));
  return errors;
}

/// The section of a fact that has keys.
std::string fields_table(const Fact& fact) {
  std::string page =
      "\n## `" + std::string(fact.name) + "`\n\n" + std::string(fact.doc) + "\n\n| key | type | |\n|---|---|---|\n";
  for (const FactField& field : fact.fields) {
    page += "| `" + std::string(field.name) + "` | " + std::string(type_phrase(field.type)) +
            (field.presence == FieldPresence::sometimes ? ", may be missing" : "") + " | " + std::string(field.doc) +
            " |\n";
  }
  return page;
}

}  // namespace

FactDocument read_facts(FactReader& reader, const std::vector<std::string>& names) {
  std::vector<std::string> wanted = names;
  if (wanted.empty())
    for (const std::string_view name : reader.names()) wanted.emplace_back(name);
  FactDocument document;
  Value facts = Value::map();
  Value errors = Value::map();
  for (const std::string& name : wanted) {
    Result<Value> value = reader.read(name);
    if (value) {
      facts.set(name, std::move(*value));
      continue;
    }
    errors.set(name, error_value(value.error()));
    (is_not_there(value.error()) ? document.not_there : document.errors).push_back(std::move(value.error()));
  }
  document.falls_short = !document.errors.empty() || (!names.empty() && !document.not_there.empty());
  document.value = Value::map();
  document.value.set("facts_version", Value::integer(facts_version));
  document.value.set("facts", std::move(facts));
  document.value.set("errors", std::move(errors));
  return document;
}

std::string facts_reference_page(const std::vector<Fact>& table) {
  std::string page =
      "<!-- Generated from the table of facts; a test compares. -->\n# Facts\n\n"
      "What a machine tells of itself. A template reads `facts.NAME`; `converge facts` and `converge-agent facts` "
      "print\n"
      "them. Each is read when it is first asked for, once, with a deadline; no program is started, no name server\n"
      "asked and no network file system touched. A fact that cannot be had is an error with its reason, never a "
      "guess.\n"
      "\nWith `--root DIR` the facts that come from files are those of that folder; the others are unavailable.\n\n"
      "| fact | type | in a folder | deadline | |\n|---|---|---|---|---|\n";
  for (const Fact& fact : table) {
    page += "| `" + std::string(fact.name) + "` | " + fact_type_words(fact) + " | " +
            (fact.scope == FactScope::files ? "yes" : "no") + " | " + std::to_string(fact.deadline.count() / 1000) +
            " s | " + std::string(fact.doc) + " |\n";
  }
  for (const Fact& fact : table)
    if (!fact.fields.empty()) page += fields_table(fact);
  return page;
}

std::string facts_json_schema(const std::vector<Fact>& table) {
  Value facts = Value::map();
  for (const Fact& fact : table) facts.set(fact.name, fact_schema(fact));
  Value all = typed(Type::map, "The facts that were asked for.");
  all.set("properties", std::move(facts));
  Value properties = Value::map();
  properties.set("facts_version", Value::map({{"const", Value::integer(facts_version), {}}}));
  properties.set("facts", std::move(all));
  properties.set("errors", error_schema());
  Value schema = Value::map();
  schema.set("$schema", Value::string("https://json-schema.org/draft/2020-12/schema"));
  schema.set("title", Value::string("converge facts"));
  schema.set("type", Value::string("object"));
  schema.set("properties", std::move(properties));
  schema.set("required",
             Value::list({Value::string("facts_version"), Value::string("facts"), Value::string("errors")}));
  return to_pretty_json(schema) + "\n";
}

}  // namespace converge
