// SPDX-License-Identifier: MIT
// filters_data.cpp: JSON, YAML and base64.
#include <algorithm>
#include <cmath>

#include "engine/core/json.h"
#include "engine/core/utf8.h"
#include "engine/template/base64.h"
#include "engine/template/characters.h"
#include "engine/template/registry.h"
#include "engine/template/writers.h"

namespace converge::templates {

namespace {

/// Options that to_json and to_nice_json share with Python's json.dumps.
JsonStyle json_style(const Bound& in, JsonStyle style) {
  for (const auto& [name, value] : in.named.all()) {
    if (name == "sort_keys")
      style.sort_keys = truth(value);
    else if (name == "ensure_ascii")
      style.ascii = truth(value);
    else if (name == "indent" && value.is_none())
      style.indent.reset();
    else if (name == "indent" && value.is_string())
      style.indent = value.text("");
    else if (name == "indent")
      style.indent =
          std::string(static_cast<std::size_t>(std::clamp<std::int64_t>(value.number("indent"), 0, 100)), ' ');
    else if (name == "separators" && value.is_sequence() && value.items("").size() == 2) {
      style.item_separator = value.items("")[0].text("separators");
      style.key_separator = value.items("")[1].text("separators");
    } else if (name != "vault_to_text" && name != "preprocess_unsafe") {
      in.fail("has no argument " + quoted(name), "it takes indent, sort_keys, ensure_ascii and separators");
    }
  }
  if (style.indent && !in.named.find("separators")) style.item_separator = ",";
  return style;
}

Operand apply_to_json(Bound& in) { return Operand::string(write_json(in.value, json_style(in, {}))); }

Operand apply_to_nice_json(Bound& in) {
  JsonStyle style{std::string(4, ' '), ",", ": ", true, true};
  if (in.has(0)) in.named.set("indent", in.at(0));
  if (in.has(1)) in.named.set("sort_keys", in.at(1));
  return Operand::string(write_json(in.value, json_style(in, style)));
}

Operand apply_tojson(Bound& in) {
  JsonStyle style{std::nullopt, ", ", ": ", true, true};
  if (in.has(0) && !in.at(0).is_none()) {
    style.indent = std::string(static_cast<std::size_t>(std::clamp<std::int64_t>(in.number(0, 0), 0, 100)), ' ');
    style.item_separator = ",";
  }
  std::string out = write_json(in.value, style);
  for (const auto& [from, to] : {std::pair{"<", "\\u003c"}, {">", "\\u003e"}, {"&", "\\u0026"}, {"'", "\\u0027"}})
    out = replace_all(out, from, to);
  return Operand::string(std::move(out));
}

Operand apply_from_json(Bound& in) {
  const auto parsed = parse_json(in.text());
  if (parsed) return from_value(*parsed);
  // The message may quote the text.
  in.fail(in.value.tainted() ? "needs JSON, which this secret is not" : "needs JSON: " + parsed.error().text());
}

YamlStyle yaml_style(const Bound& in, YamlStyle style) {
  for (const auto& [name, value] : in.named.all()) {
    if (name == "indent" && !value.is_none())
      style.indent = static_cast<std::size_t>(std::clamp<std::int64_t>(value.number("indent"), 1, 9));
    else if (name == "width" && !value.is_none())
      style.width = static_cast<std::size_t>(std::clamp<std::int64_t>(value.number("width"), 5, 1'000'000));
    else if (name == "sort_keys")
      style.sort_keys = truth(value);
    else if (name == "default_flow_style")
      style.flow = value.is_none() ? YamlFlow::leaves : truth(value) ? YamlFlow::all : YamlFlow::none;
    else if (name == "explicit_start")
      style.explicit_start = truth(value);
    else if (name != "allow_unicode" && name != "indent" && name != "width")
      in.fail("has no argument " + quoted(name),
              "it takes indent, width, sort_keys, default_flow_style and explicit_start");
  }
  return style;
}

Operand apply_to_yaml(Bound& in) { return Operand::string(write_yaml(in.value, yaml_style(in, {}))); }

Operand apply_to_nice_yaml(Bound& in) {
  if (in.has(0)) in.named.set("indent", in.at(0));
  YamlStyle style;
  style.indent = 4;
  style.flow = YamlFlow::none;
  return Operand::string(write_yaml(in.value, yaml_style(in, style)));
}

Operand apply_from_yaml(Bound& in) {
  if (!in.value.is_string()) return in.value;
  if (!in.hooks->parse_yaml) in.fail("is not possible here");
  const auto parsed = in.hooks->parse_yaml(in.text());
  if (parsed) return from_value(*parsed);
  in.fail(in.value.tainted() ? "needs YAML, which this secret is not" : "needs YAML: " + parsed.error().text());
}

Operand apply_b64encode(Bound& in) {
  const std::string encoding = lower(in.text(0, "utf-8"));
  if (encoding != "utf-8" && encoding != "utf8") in.fail("knows UTF-8 alone");
  return Operand::string(base64_encode(python_text(in.value)));
}

Operand apply_b64decode(Bound& in) {
  const std::string encoding = lower(in.text(0, "utf-8"));
  if (encoding != "utf-8" && encoding != "utf8") in.fail("knows UTF-8 alone");
  auto decoded = base64_decode(in.text());
  if (!decoded) in.fail("needs base64", "look for missing = at the end");
  if (!is_utf8(*decoded)) in.fail("makes bytes that are no text", "ship the bytes as a file: `source`");
  return Operand::string(std::move(*decoded));
}

constexpr Filter table[] = {
    {"to_json", "**options", apply_to_json, "The value as JSON in one line."},
    {"to_nice_json", "indent? sort_keys? **options", apply_to_nice_json, "The value as JSON for people, keys sorted."},
    {"tojson", "indent?", apply_tojson, "JSON that can stand in HTML, as in Jinja2."},
    {"from_json", "", apply_from_json, "The value of a JSON text."},
    {"to_yaml", "**options", apply_to_yaml, "The value as YAML, lists and maps of scalars in one line."},
    {"to_nice_yaml", "indent? **options", apply_to_nice_yaml, "The value as YAML, an item a line."},
    {"from_yaml", "", apply_from_yaml, "The value of a YAML text."},
    {"b64encode", "encoding?", apply_b64encode, "The text in base64."},
    {"b64decode", "encoding?", apply_b64decode, "The text that base64 stands for."},
};

}  // namespace

std::span<const Filter> data_filters() { return table; }

}  // namespace converge::templates
