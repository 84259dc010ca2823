// SPDX-License-Identifier: MIT
// Every type of field with values that are good, wrong, or read differently by YAML 1.1.
#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "engine/core/schema.h"

namespace converge {
namespace {

Value plain(const std::string& text) { return Value::plain(text, parse_span("site.yaml:3:9")); }
Value quoted(const std::string& text) { return Value::string(text, parse_span("site.yaml:3:9"), Style::quoted); }
Value list(List items) { return Value::list(std::move(items), parse_span("site.yaml:3:9")); }

struct Row {
  FieldType type;
  Value value;
  std::string expected;  ///< JSON of what comes of it; "!" and a part of message and fix where it is refused
};

const Field& field_of(FieldType type) {
  static Field field;
  field = Field{.name = "x", .type = type, .doc = "", .choices = {"present", "absent"}};
  return field;
}

class FieldRow : public testing::TestWithParam<Row> {};

TEST_P(FieldRow, is_read_as_the_table_says) {
  const Row& row = GetParam();
  Diagnostics diagnostics;
  const Value read = normalise_field(field_of(row.type), row.value, "file[a].x", diagnostics);
  std::string got = to_json(read);
  if (diagnostics.has_errors()) {
    const Diagnostic& finding = diagnostics.all().front();
    EXPECT_EQ(finding.span.text(), "site.yaml:3:9");
    EXPECT_TRUE(finding.message.starts_with("file[a].x: ")) << finding.message;
    got = "!" + finding.message + " | " + finding.fix;
  }
  if (row.expected.starts_with('!')) {
    EXPECT_TRUE(got.starts_with('!') && got.find(row.expected.substr(1)) != std::string::npos) << got;
  } else {
    EXPECT_EQ(got, row.expected);
  }
}

using F = FieldType;

INSTANTIATE_TEST_SUITE_P(Text, FieldRow,
                         testing::Values(Row{F::text, quoted("a"), R"("a")"}, Row{F::text, plain("no"), R"("no")"},
                                         Row{F::text, plain("22.04"), R"("22.04")"},
                                         Row{F::text, plain("0644"), R"("0644")"},
                                         Row{F::text, plain("true"), R"("true")"},
                                         Row{F::text, plain("12:30"), R"("12:30")"}, Row{F::text, quoted(""), R"("")"},
                                         Row{F::text, plain("~"), "!expected a string, found null"},
                                         Row{F::text, list({}), "!expected a string, found a list"},
                                         Row{F::text, Value::map({}, parse_span("site.yaml:3:9")), "!found a map"}));

INSTANTIATE_TEST_SUITE_P(Path, FieldRow,
                         testing::Values(Row{F::path, plain("/etc//motd/"), R"("/etc/motd")"},
                                         Row{F::path, plain("/"), R"("/")"}, Row{F::path, plain("/a/./b"), R"("/a/b")"},
                                         Row{F::path, plain("/a/..b"), R"("/a/..b")"},
                                         Row{F::path, plain("etc"), "!is not an absolute path"},
                                         Row{F::path, plain("/a/../b"), "!contains '..'"},
                                         Row{F::path, quoted(""), "!is not an absolute path"},
                                         Row{F::path, quoted(std::string("/a\0b", 4)), "!NUL"},
                                         Row{F::path, list({}), "!expected a path"}));

INSTANTIATE_TEST_SUITE_P(
    Boolean, FieldRow,
    testing::Values(Row{F::boolean, plain("true"), "true"}, Row{F::boolean, plain("False"), "false"},
                    Row{F::boolean, plain("yes"), "!write true"}, Row{F::boolean, plain("Off"), "!write false"},
                    Row{F::boolean, plain("y"), "!write true"}, Row{F::boolean, plain("N"), "!write false"},
                    Row{F::boolean, plain("on"), "!write true"}, Row{F::boolean, quoted("true"), "!without quotes"},
                    Row{F::boolean, plain("1"), "!expected true or false"}));

INSTANTIATE_TEST_SUITE_P(Integer, FieldRow,
                         testing::Values(Row{F::integer, plain("42"), "42"}, Row{F::integer, plain("-7"), "-7"},
                                         Row{F::integer, plain("0o17"), "15"},
                                         Row{F::integer, plain("017"), "!octal in YAML 1.1"},
                                         Row{F::integer, plain("1.5"), "!expected a whole number"},
                                         Row{F::integer, plain("1_000"), "!expected a whole number"},
                                         Row{F::integer, quoted("42"), "!expected a whole number"},
                                         Row{F::integer, plain("99999999999999999999"), "!99999999999999999999 is beyond 64 bits"}));

INSTANTIATE_TEST_SUITE_P(Duration, FieldRow,
                         testing::Values(Row{F::duration, plain("90"), "90"}, Row{F::duration, plain("1h30m"), "5400"},
                                         Row{F::duration, quoted("2d"), "172800"}, Row{F::duration, plain("0s"), "0"},
                                         Row{F::duration, plain("12:30"), "!expected a duration"},
                                         Row{F::duration, plain("-5"), "!expected a duration"},
                                         Row{F::duration, plain("5 m"), "!expected a duration"},
                                         Row{F::duration, plain("010"), "!expected a duration"},
                                         Row{F::duration, quoted("90"), "!expected a duration"},
                                         Row{F::duration, quoted("99999999999999999999s"), "!expected a duration"},
                                         Row{F::duration, plain("1000000000"), "1000000000"},
                                         Row{F::duration, plain("1000000001"), "!write at most 1000000000 seconds"},
                                         Row{F::duration, plain("18446744073709551615"),
                                             "!18446744073709551615 seconds are longer than any duration"}));

INSTANTIATE_TEST_SUITE_P(Mode, FieldRow,
                         testing::Values(Row{F::mode, quoted("0644"), R"("0644")"},
                                         Row{F::mode, plain("u=rw,go=r"), R"("u=rw,go=r")"},
                                         Row{F::mode, plain("0644"), "!write \"0644\" in quotes"},
                                         Row{F::mode, plain("644"), "!write \"0644\" in quotes"},
                                         Row{F::mode, plain("0o600"), "!write \"0600\" in quotes"},
                                         Row{F::mode, plain("999"), "!write an octal mode in quotes"},
                                         Row{F::mode, plain("18446744073709551615"),
                                             "!18446744073709551615 is too large for a mode"},
                                         Row{F::mode, quoted(""), "!expected a mode"},
                                         Row{F::mode, plain("true"), "!expected a mode"}));

INSTANTIATE_TEST_SUITE_P(Choice, FieldRow,
                         testing::Values(Row{F::choice, plain("absent"), R"("absent")"},
                                         Row{F::choice, plain("absnet"), "!write 'absent'"},
                                         Row{F::choice, plain("link"), "!'link' is not one of present, absent"},
                                         Row{F::choice, list({}), "!expected one of present, absent"}));

INSTANTIATE_TEST_SUITE_P(Lists, FieldRow,
                         testing::Values(Row{F::text_list, plain("a"), R"(["a"])"},
                                         Row{F::text_list, list({plain("a"), plain("2")}), R"(["a","2"])"},
                                         Row{F::text_list, list({}), "[]"},
                                         Row{F::text_list, list({plain("null")}),
                                             "!expected a string in the list, found null"},
                                         Row{F::text_list, list({plain("")}), "!found null"},
                                         Row{F::command, plain("make all"), R"("make all")"},
                                         Row{F::command, list({plain("sleep"), plain("1.50")}), R"(["sleep","1.50"])"},
                                         Row{F::command, list({}), "!the command is empty"},
                                         Row{F::command, quoted(""), "!the command is empty"}));

INSTANTIATE_TEST_SUITE_P(Contents, FieldRow,
                         testing::Values(Row{F::content, plain("5"), R"("5")"},
                                         Row{F::content, list({plain("a")}), R"(["a"])"},
                                         Row{F::source, plain("motd"), R"("motd")"},
                                         Row{F::source, plain("/etc/motd"), "!leaves the repository"},
                                         Row{F::source, plain("a/../../b"), "!leaves the repository"},
                                         Row{F::source, plain(".."), "!leaves the repository"},
                                         Row{F::source, plain("a..b"), R"("a..b")"},
                                         Row{F::url, plain("https://x.org/a"), R"("https://x.org/a")"},
                                         Row{F::url, plain("ftp://x.org/a"), "!not an http or https address"},
                                         Row{F::any, list({plain("1")}), "[1]"}));

}  // namespace
}  // namespace converge
