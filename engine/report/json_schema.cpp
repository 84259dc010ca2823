// SPDX-License-Identifier: MIT
#include "engine/report/json_schema.h"

#include <initializer_list>
#include <utility>

#include "engine/core/json.h"
#include "engine/core/meta_schema.h"

namespace converge {

namespace {

constexpr std::string_view id_pattern = "^[a-z][a-z0-9_]*\\[.+\\]$";

Value text(std::string_view text) { return Value::string(std::string(text)); }

Value object(std::initializer_list<std::pair<std::string_view, Value>> entries) {
  Value map = Value::map();
  for (const auto& [key, value] : entries) map.set(key, value);
  return map;
}

template <typename Texts>
Value texts(const Texts& words) {
  List list;
  for (const auto& word : words) list.push_back(text(word));
  return Value::list(std::move(list));
}

Value list(std::initializer_list<Value> items) { return Value::list(List(items)); }
Value type(std::string_view name) { return object({{"type", text(name)}}); }
Value pattern(std::string_view expression) { return object({{"type", text("string")}, {"pattern", text(expression)}}); }
Value reference(std::string_view name) { return object({{"$ref", text("#/$defs/" + std::string(name))}}); }
Value one_of(std::initializer_list<Value> choices) { return object({{"oneOf", list(choices)}}); }

constexpr std::string_view template_pattern = "\\{[{%]";

/// A pattern, or a template that will give what fits it.
Value pattern_or_template(std::string_view expression) { return pattern(std::string(expression) + "|" + std::string(template_pattern)); }
Value or_template(Value shape) { return object({{"anyOf", list({std::move(shape), pattern(template_pattern)})}}); }

/// A string field keeps the text of a plain number or word, as the compiler does.
Value any_scalar() {
  const std::initializer_list<std::string_view> types = {"string", "number", "boolean"};
  return object({{"type", texts(types)}});
}

Value list_of(Value items) {
  return object({{"type", text("array")}, {"items", std::move(items)}, {"minItems", Value::integer(1)}});
}
Value one_or_list(const Value& item) { return one_of({item, list_of(item)}); }

/// What may be written for a field. Where this and normalise_field() in
/// engine/core/schema.cpp differ, this one is the more lenient: an editor must
/// not mark what the compiler takes.
Value shape_of(const Field& field) {
  switch (field.type) {
    case FieldType::text: return any_scalar();
    case FieldType::path: return pattern_or_template("^/");
    case FieldType::boolean: return or_template(type("boolean"));
    case FieldType::integer: return or_template(type("integer"));
    case FieldType::duration:
      return one_of(
          {pattern_or_template("^([0-9]+[smhd])+$"), object({{"type", text("integer")}, {"minimum", Value::integer(0)}})});
    case FieldType::mode: return pattern_or_template("^([0-7]{3,4}|[ugoa]*[-+=][rwxXstugo]*(,[ugoa]*[-+=][rwxXstugo]*)*)$");
    case FieldType::choice: return or_template(object({{"enum", texts(field.choices)}}));
    case FieldType::text_list:
      return one_of({any_scalar(), object({{"type", text("array")}, {"items", any_scalar()}})});
    case FieldType::command: return one_of({type("string"), list_of(any_scalar())});
    case FieldType::arguments: return or_template(list_of(any_scalar()));
    case FieldType::source:
    case FieldType::template_file: return type("string");
    case FieldType::url: return pattern_or_template("^https?://");
    case FieldType::content:
    case FieldType::any: return Value::map();
  }
  return Value::map();
}

/// The shape with what an editor shows when the cursor rests on it.
Value described(Value shape, const Field& field) {
  std::string words(field.doc);
  if (field.secrets == Secrets::allowed) words += " May be secret.";
  if (!field.fallback.empty()) words += " Default: " + std::string(field.fallback) + ".";
  shape.set("description", text(words));
  return shape;
}

/// "kind[title]", a list, or a map from reload or restart to either.
Value notify_shape() {
  const Value targets = one_or_list(reference("resource_id"));
  const Value map = object({{"type", text("object")},
                            {"properties", object({{"reload", targets}, {"restart", targets}})},
                            {"additionalProperties", Value::boolean(false)},
                            {"minProperties", Value::integer(1)}});
  return one_of({reference("resource_id"), list_of(one_of({reference("resource_id"), map})), map});
}

/// An expression, a boolean, or a list of them.
Value condition_shape() {
  const std::initializer_list<std::string_view> types = {"string", "boolean"};
  const Value one = object({{"type", texts(types)}});
  return one_of({one, list_of(one)});
}

/// A list, a template that gives one, or a map around either.
Value loop_shape() {
  const Value over = one_of({type("array"), pattern(template_pattern)});
  const std::initializer_list<std::string_view> required = {"over"};
  const Value map = object({{"type", text("object")},
                            {"required", texts(required)},
                            {"properties", object({{"over", over}, {"as", type("string")}, {"index", type("string")}, {"label", any_scalar()}})},
                            {"additionalProperties", Value::boolean(false)}});
  return one_of({type("array"), pattern(template_pattern), map});
}

/// `include: FILE` in the place of a resource.
Value include_shape() {
  const std::initializer_list<std::string_view> required = {"include"};
  return object({{"type", text("object")},
                 {"description", text("The resources of another file.")},
                 {"required", texts(required)},
                 {"properties", object({{"include", type("string")},
                                        {"name", any_scalar()},
                                        {"when", condition_shape()},
                                        {"loop", loop_shape()},
                                        {"vars", type("object")},
                                        {"tags", one_or_list(any_scalar())}})},
                 {"additionalProperties", Value::boolean(false)}});
}

Value meta_shape(const Field& field) {
  if (is_reserved_meta(field.name)) return object({{"not", Value::map()}});
  if (field.name == "notify") return notify_shape();
  if (field.name == "when") return condition_shape();
  if (field.name == "loop") return loop_shape();
  if (field.name == "requires" || field.name == "before") return one_or_list(reference("resource_id"));
  return shape_of(field);
}

Value title_shape(const Schema& schema) {
  const bool many = schema.titles == Titles::many;
  Value shape = many ? one_of({any_scalar(), list_of(any_scalar())}) : any_scalar();
  shape.set("description", text(std::string(schema.summary) + (many ? " A list of titles is several resources." : "")));
  return shape;
}

/// One resource: its kind with the title, its attributes, the meta attributes.
/// That nothing else may be there makes the kinds exclude each other, so that
/// an attribute may bear the name of another kind (`group: root` of a file).
Value kind_shape(const Schema& schema) {
  Value properties = object({{schema.kind, title_shape(schema)}});
  List guards;
  for (const std::string_view name : schema.one_of) guards.push_back(object({{"required", list({text(name)})}}));
  List required = {text(schema.kind)};
  for (const Field& field : schema.fields) {
    properties.set(field.name, described(shape_of(field), field));
    if (field.presence == Presence::required && field.name != schema.main) required.push_back(text(field.name));
  }
  for (const Field& field : meta_schema().fields)
    if (properties.find(field.name) == nullptr) properties.set(field.name, described(meta_shape(field), field));
  Value shape = object({{"type", text("object")},
                        {"description", text(schema.summary)},
                        {"required", Value::list(std::move(required))},
                        {"properties", std::move(properties)},
                        {"additionalProperties", Value::boolean(false)}});
  if (!guards.empty()) shape.set("anyOf", Value::list(std::move(guards)));
  return shape;
}

/// "docker" or {role: docker}, with parameters beside it; a role is a folder's name.
Value role_shape() {
  const Value name = object({{"type", text("string")}, {"pattern", text("^[^./][^/]*$")}});
  const std::initializer_list<std::string_view> required = {"role"};
  const Value map = object({{"type", text("object")},
                            {"required", texts(required)},
                            {"properties", object({{"role", name}, {"when", condition_shape()}, {"tags", one_or_list(any_scalar())}})}});
  return one_of({name, map});
}

Value play_shape() {
  const std::initializer_list<std::string_view> hosts = {"hosts"};
  const std::initializer_list<std::string_view> roles = {"roles"};
  const std::initializer_list<std::string_view> resources = {"resources"};
  const Field& disruption = *meta_schema().find("disruption");
  Value properties = object({
      {"name", described(any_scalar(), {.name = "name", .doc = "What the play is for, in words."})},
      {"hosts", described(object({{"type", text("string")}, {"minLength", Value::integer(1)}}),
                          {.name = "hosts", .doc = "A host pattern: all, a group, gpu:!maintenance."})},
      {"roles", object({{"type", text("array")}, {"items", role_shape()}})},
      {"resources", reference("resources")},
      {"vars", described(type("object"), {.name = "vars", .doc = "Variables of the play."})},
      {"tags", described(one_or_list(any_scalar()), {.name = "tags", .doc = "Labels of all its resources."})},
      {"disruption", described(shape_of(disruption), disruption)},
  });
  return object({{"type", text("object")},
                 {"required", texts(hosts)},
                 {"anyOf", list({object({{"required", texts(roles)}}), object({{"required", texts(resources)}})})},
                 {"properties", std::move(properties)},
                 {"additionalProperties", Value::boolean(false)}});
}

}  // namespace

std::string playbook_json_schema(const std::vector<const Schema*>& schemas) {
  Value definitions = object({{"play", play_shape()}, {"resource_id", pattern(id_pattern)}});
  List kinds;
  for (const Schema* schema : schemas) {
    const std::string name = "kind_" + std::string(schema->kind);
    definitions.set(name, kind_shape(*schema));
    kinds.push_back(reference(name));
  }
  definitions.set("include", include_shape());
  kinds.push_back(reference("include"));
  definitions.set("resource", object({{"oneOf", Value::list(std::move(kinds))}}));
  definitions.set("resources", object({{"type", text("array")}, {"items", reference("resource")}}));
  return to_pretty_json(object({{"$schema", text("https://json-schema.org/draft/2020-12/schema")},
                                {"title", text("A playbook of converge")},
                                {"type", text("array")},
                                {"minItems", Value::integer(1)},
                                {"items", reference("play")},
                                {"$defs", std::move(definitions)}}));
}

}  // namespace converge
