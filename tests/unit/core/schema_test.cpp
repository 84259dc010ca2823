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

TEST(Normalise, what_is_secret_stays_secret) {
  Value secret = Value::string("/run/key");
  secret.set_sensitivity(Sensitivity::secret);
  Diagnostics diagnostics;
  const Value out = normalise(schema(), attributes({entry("path", secret), entry("state", Value::string("present"))}),
                              "x", {}, diagnostics);
  EXPECT_EQ(out.find("path")->sensitivity(), Sensitivity::secret);
}

}  // namespace
}  // namespace converge
