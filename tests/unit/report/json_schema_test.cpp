// SPDX-License-Identifier: MIT
#include "engine/report/json_schema.h"

#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "engine/core/meta_schema.h"
#include "tests/fakes/golden.h"
#include "tests/fakes/program.h"
#include "tests/unit/report/sample_schemas.h"

namespace converge {
namespace {

std::string schema() { return playbook_json_schema(samples::all_schemas()); }

TEST(JsonSchema, is_as_expected) { expect_golden("report/playbook.schema.json", schema()); }

TEST(JsonSchema, every_attribute_is_described) {
  const auto value = parse_json(schema());
  ASSERT_TRUE(value) << value.error().text();
  const Value* properties = value->find("$defs")->find("kind_gadget")->find("properties");
  ASSERT_NE(properties, nullptr);
  for (const Schema* table : {&samples::gadget(), &meta_schema()}) {
    for (const Field& field : table->fields) {
      const Value* property = properties->find(field.name);
      ASSERT_NE(property, nullptr) << field.name;
      EXPECT_EQ(property->find("description")->text().find(field.doc), 0U) << field.name;
    }
  }
}

TEST(JsonSchema, every_type_has_its_shape) {
  const auto value = parse_json(schema());
  ASSERT_TRUE(value);
  const Value* properties = value->find("$defs")->find("kind_gadget")->find("properties");
  const auto shape = [&](std::string_view name) {
    Value property = *properties->find(name);
    std::erase_if(property.entries(), [](const Entry& entry) { return entry.key == "description"; });
    return to_json(property);
  };
  EXPECT_EQ(shape("path"), R"({"pattern":"^/|\\{[{%]","type":"string"})");
  EXPECT_EQ(shape("state"), R"({"anyOf":[{"enum":["present","absent"]},{"pattern":"\\{[{%]","type":"string"}]})");
  EXPECT_EQ(shape("text"), R"({"type":["string","number","boolean"]})");
  EXPECT_EQ(shape("on"), R"({"anyOf":[{"type":"boolean"},{"pattern":"\\{[{%]","type":"string"}]})");
  EXPECT_EQ(shape("count"), R"({"anyOf":[{"type":"integer"},{"pattern":"\\{[{%]","type":"string"}]})");
  EXPECT_EQ(shape("source"), R"({"type":"string"})");
  EXPECT_EQ(shape("url"), R"({"pattern":"^https?://|\\{[{%]","type":"string"})");
  EXPECT_EQ(shape("content"), "{}");
  EXPECT_EQ(shape("extra"), "{}");
  EXPECT_EQ(shape("phase"), R"({"not":{}})");
  EXPECT_EQ(shape("auto_edges"), shape("on"));
}

TEST(JsonSchema, every_reference_leads_somewhere) {
  const std::string text = schema();
  const auto value = parse_json(text);
  ASSERT_TRUE(value);
  constexpr std::string_view prefix = "#/$defs/";
  std::size_t references = 0;
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + 1), ++references) {
    const std::size_t start = at + prefix.size();
    const std::string name = text.substr(start, text.find('"', start) - start);
    EXPECT_NE(value->find("$defs")->find(name), nullptr) << name;
  }
  EXPECT_GT(references, 5U);
}

TEST(JsonSchema, an_attribute_named_like_a_meta_attribute_is_the_kind_s_own) {
  static const Schema named{.kind = "thing",
                            .summary = "Has a name of its own.",
                            .main = "name",
                            .fields = {{.name = "name", .type = FieldType::path, .doc = "Its path."}},
                            .examples = {}};
  const auto value = parse_json(playbook_json_schema({&named}));
  ASSERT_TRUE(value);
  EXPECT_EQ(value->find("$defs")->find("kind_thing")->find("properties")->find("name")->find("pattern")->text(), "^/|\\{[{%]");
}

TEST(JsonSchema, a_required_main_attribute_is_filled_in_by_the_title) {
  const auto value = parse_json(schema());
  ASSERT_TRUE(value);
  const Value* required = value->find("$defs")->find("kind_widget")->find("required");
  EXPECT_EQ(to_json(*required), R"(["widget","gadget"])");
}

/// Validates with the `jsonschema` module of Python, an independent reader of the standard.
class JsonSchemaValidator : public ::testing::Test {
 protected:
  static constexpr const char* program =
      "import json, sys, jsonschema\n"
      "schema = json.load(open(sys.argv[1]))\n"
      "jsonschema.Draft202012Validator.check_schema(schema)\n"
      "validator = jsonschema.Draft202012Validator(schema)\n"
      "for line in open(sys.argv[2]):\n"
      "    print('good' if validator.is_valid(json.loads(line)) else 'bad')\n";

  void SetUp() override {
    if (run_program({"python3", "-c", "import jsonschema; jsonschema.Draft202012Validator"}).exit_code != 0)
      GTEST_SKIP() << "python3 with jsonschema 4 is not installed";
  }
  /// "good" or "bad", a line for each playbook.
  static std::string judge(const std::vector<std::string>& playbooks) {
    TemporaryFolder folder;
    std::string lines;
    for (const std::string& playbook : playbooks) lines += playbook + "\n";
    const ProgramEnd end = run_program(
        {"python3", "-c", program, folder.write("schema.json", schema()), folder.write("playbooks.jsonl", lines)});
    EXPECT_EQ(end.exit_code, 0) << end.output;
    return end.output;
  }
  /// A playbook with one resource.
  static std::string with(const std::string& resource) {
    return R"([{"hosts": "all", "resources": [)" + resource + "]}]";
  }
  static void expect_all(const std::vector<std::string>& playbooks, const std::string& verdict) {
    std::string expected;
    for (std::size_t i = 0; i < playbooks.size(); ++i) expected += verdict + "\n";
    const std::string actual = judge(playbooks);
    EXPECT_EQ(actual, expected);
  }
};

TEST_F(JsonSchemaValidator, accepts_what_the_language_has) {
  expect_all(
      {
          with(R"({"gadget": "/desk/lamp"})"),
          with(R"({"gadget": ["/a", "/b"], "on": true, "count": 3, "patience": "1h30m", "state": "absent"})"),
          with(
              R"({"gadget": "/a", "mode": "0644", "labels": "x", "check": ["a", 1], "content": {"k": [1]}, "extra": null})"),
          with(R"({"gadget": "/a", "mode": "u=rw,go=r", "labels": ["x", 22.04], "check": "true", "text": 12})"),
          with(R"({"gadget": "/a", "patience": 90, "source": "files/x", "url": "https://example.org/x"})"),
          with(R"({"widget": "w", "gadget": "lamp", "name": "the lamp", "tags": ["a"], "severity": "high"})"),
          with(R"({"gadget": "/a", "requires": "widget[w]", "before": ["widget[v]"], "auto_edges": false})"),
          with(R"({"gadget": "/a", "notify": "widget[w]", "disruption": "deferred"})"),
          with(R"({"gadget": "/a", "notify": ["widget[w]", {"reload": "widget[v]"}]})"),
          with(R"({"gadget": "/a", "notify": {"reload": ["widget[w]"], "restart": "widget[v]"}})"),
          with(R"({"gadget": "/a", "when": true})"),
          with(R"({"gadget": "/a", "when": ["facts.os == 'debian'", true], "loop": [1]})"),
          with(R"({"gadget": "{{ item }}", "loop": "{{ gadgets }}", "on": "{{ on }}", "count": "{{ 1 + 2 }}"})"),
          with(R"({"gadget": "/a", "path": "{{ base }}/a", "mode": "{{ mode }}", "loop": {"over": [1], "as": "x"}})"),
          with(R"({"include": "more.yaml", "vars": {"a": 1}, "when": "a", "tags": "t"})"),
          R"([{"hosts": "all", "vars": {"a": 1}, "tags": ["t"], "roles": [{"role": "web", "port": 80, "when": "true"}]}])",
          R"([{"hosts": "gpu:!maintenance", "name": "x", "roles": ["base", {"role": "docker"}], "disruption": "drained"}])",
      },
      "good");
}

TEST_F(JsonSchemaValidator, refuses_what_the_compiler_refuses) {
  expect_all(
      {
          "{}",
          "[]",
          R"([{"resources": []}])",
          R"([{"hosts": "all"}])",
          R"([{"hosts": "all", "resources": [], "handlers": []}])",
          R"([{"hosts": "all", "roles": ["../x"]}])",
          with(R"({"gadet": "/a"})"),
          with(R"({"on": true})"),
          with(R"({"gadget": "/a", "widget": "w", "on": true})"),
          with(R"({"gadget": "/a", "oon": true})"),
          with(R"({"gadget": "/a", "on": "yes"})"),
          with(R"({"gadget": "/a", "path": "relative"})"),
          with(R"({"gadget": "/a", "mode": 420})"),
          with(R"({"gadget": "/a", "count": "three"})"),
          with(R"({"gadget": "/a", "state": "gone"})"),
          with(R"({"gadget": "/a", "patience": "soon"})"),
          with(R"({"gadget": "/a", "url": "ftp://x"})"),
          with(R"({"gadget": "/a", "check": []})"),
          with(R"({"gadget": []})"),
          with(R"({"widget": "w"})"),
          with(R"({"gadget": "/a", "when": 1})"),
          with(R"({"gadget": "/a", "loop": "gadgets"})"),
          with(R"({"gadget": "/a", "loop": {"as": "x"}})"),
          with(R"({"include": "more.yaml", "on": true})"),
          with(R"({"gadget": "/a", "phase": "image"})"),
          with(R"({"gadget": "/a", "notify": {"start": "widget[w]"}})"),
          with(R"({"gadget": "/a", "requires": "widget"})"),
          with(R"({"gadget": "/a", "disruption": "ask"})"),
      },
      "bad");
}

}  // namespace
}  // namespace converge
