// SPDX-License-Identifier: MIT
#include "engine/core/schema.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

Schema schema() {
  Schema schema;
  schema.kind = "file";
  schema.main = "path";
  schema.fields = {{"path", FieldType::path, ""},
                   {"mode", FieldType::mode, ""},
                   {.name = "state",
                    .type = FieldType::choice,
                    .doc = "",
                    .choices = {"present"},
                    .fallback = {},
                    .presence = Presence::required}};
  return schema;
}

Value attributes(Map entries) { return Value::map(std::move(entries), parse_span("site.yaml:2:5")); }
Entry entry(const std::string& key, Value value) { return {key, std::move(value), parse_span("site.yaml:4:5")}; }

TEST(Normalise, fills_the_main_attribute_from_the_title) {
  Diagnostics diagnostics;
  const Value out = normalise(schema(), attributes({entry("state", Value::string("present"))}), "/etc//motd",
                              parse_span("site.yaml:2:9"), diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(out.find("path")->text(), "/etc/motd");
  EXPECT_EQ(out.find("path")->span().text(), "site.yaml:2:9");
}

TEST(Normalise, what_is_written_wins_over_the_title) {
  Diagnostics diagnostics;
  const Value out =
      normalise(schema(), attributes({entry("path", Value::string("/x")), entry("state", Value::string("present"))}),
                "a label", {}, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(out.find("path")->text(), "/x");
}

TEST(Normalise, null_is_as_if_it_were_not_written) {
  Diagnostics diagnostics;
  const Value out =
      normalise(schema(), attributes({entry("mode", Value::null()), entry("state", Value::string("present"))}), "/x",
                {}, diagnostics);
  EXPECT_EQ(out.find("mode"), nullptr);
  EXPECT_TRUE(diagnostics.empty());
}

TEST(Normalise, reports_every_error_at_its_own_place) {
  Diagnostics diagnostics;
  static_cast<void>(normalise(
      schema(),
      attributes({entry("mod", Value::string("x")), entry("mode", Value::list()), entry("zzzzzz", Value::null())}),
      "relative", parse_span("site.yaml:2:9"), diagnostics));
  ASSERT_EQ(diagnostics.error_count(), 5U);
  EXPECT_EQ(diagnostics.all()[0].fix, "did you mean 'mode'?");
  EXPECT_EQ(diagnostics.all()[0].span.text(), "site.yaml:4:5");
  EXPECT_EQ(diagnostics.all()[2].fix, "`converge explain file` lists what can be written");
}

Value secret(Value value) {
  value.set_sensitivity(Sensitivity::secret);
  return value;
}

Field field_of(FieldType type, Secrets secrets) { return {.name = "x", .type = type, .doc = "", .secrets = secrets}; }

constexpr FieldType every_type[] = {FieldType::text, FieldType::path, FieldType::boolean, FieldType::integer, FieldType::duration,
                                    FieldType::mode, FieldType::choice, FieldType::text_list, FieldType::command, FieldType::content,
                                    FieldType::source, FieldType::template_file, FieldType::url, FieldType::any};

TEST(Secrets, are_refused_by_every_type_of_field_without_being_quoted) {
  for (const FieldType type : every_type) {
    for (const Value& value : {secret(Value::string("hunter2")), secret(Value::integer(77123)), Value::list({secret(Value::string("hunter2"))})}) {
      Diagnostics diagnostics;
      EXPECT_TRUE(normalise_field(field_of(type, Secrets::refused), value, "file[/x].x", diagnostics).is_null());
      ASSERT_EQ(diagnostics.error_count(), 1U);
      EXPECT_EQ(diagnostics.all()[0].message, "file[/x].x: this value is secret, and would be shown in plans, process lists or the journal");
    }
  }
}

TEST(Secrets, stay_secret_in_every_type_of_field_that_takes_them) {
  const auto fitting = [](FieldType type) {
    switch (type) {
      case FieldType::path: return Value::string("/run/key");
      case FieldType::boolean: return Value::boolean(true);
      case FieldType::integer: return Value::integer(5);
      case FieldType::duration: return Value::string("5m");
      case FieldType::mode: return Value::string("0644");
      case FieldType::url: return Value::string("https://a/b");
      default: return Value::string("word");
    }
  };
  for (const FieldType type : every_type) {
    Field field = field_of(type, Secrets::allowed);
    field.choices = {"word"};
    Diagnostics diagnostics;
    const Value out = normalise_field(field, secret(fitting(type)), "x", diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << static_cast<int>(type);
    EXPECT_EQ(out.sensitivity(), Sensitivity::secret) << static_cast<int>(type);
  }
}

TEST(Secrets, of_the_wrong_form_are_refused_without_being_quoted) {
  for (const FieldType type : every_type) {
    Diagnostics diagnostics;
    static_cast<void>(normalise_field(field_of(type, Secrets::allowed), secret(Value::string("../hunter2")), "x", diagnostics));
    for (const Diagnostic& each : diagnostics.all()) EXPECT_EQ((each.message + each.fix).find("hunter2"), std::string::npos) << each.message;
  }
}

TEST(Secrets, are_no_keys_of_maps) {
  Value map = Value::map();
  map.set("hunter2", Value::integer(1));
  Diagnostics diagnostics;
  EXPECT_TRUE(normalise_field(field_of(FieldType::any, Secrets::allowed), secret(std::move(map)), "x", diagnostics).is_null());
  ASSERT_EQ(diagnostics.error_count(), 1U);
  EXPECT_EQ(diagnostics.all()[0].message, "x: the keys of this map are secret, and keys are shown in plans");
}

}  // namespace
}  // namespace converge
