// SPDX-License-Identifier: MIT
#include "inventory/pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inventory/name_match.h"
#include "tests/unit/inventory/loaded.h"

namespace converge {
namespace {

using testing::HasSubstr;

Loaded sample() {
  return Loaded(
      "web:\n  hosts: {w1: , w2: , w3: }\ndb:\n  hosts: {d1: , w2: }\nold:\n  hosts: {w1: }\nempty:\nsix: {hosts: {'fe80::1': , a.example: }}\n");
}

std::string joined(const std::vector<const Host*>& hosts) {
  std::string text;
  for (const Host* host : hosts) text += (text.empty() ? "" : " ") + host->name;
  return text;
}

std::string selected(const std::string& pattern, Diagnostics& diagnostics) {
  const Loaded loaded = sample();
  return joined(select_hosts(loaded.inventory, pattern, parse_span("site.yaml:1:10"), diagnostics));
}

struct Row {
  std::string pattern;
  std::string hosts;
};

class Pattern : public testing::TestWithParam<Row> {};

TEST_P(Pattern, selects_what_ansible_would) {
  Diagnostics diagnostics;
  EXPECT_EQ(selected(GetParam().pattern, diagnostics), GetParam().hosts) << GetParam().pattern;
  EXPECT_FALSE(diagnostics.has_errors());
}

INSTANTIATE_TEST_SUITE_P(
    Table, Pattern,
    testing::Values(Row{"all", "w1 w2 w3 d1 fe80::1 a.example"}, Row{"*", "w1 w2 w3 d1 fe80::1 a.example"}, Row{"web", "w1 w2 w3"}, Row{"w1", "w1"},
                    Row{"web:db", "w1 w2 w3 d1"}, Row{"db,web", "d1 w2 w1 w3"}, Row{"web:&db", "w2"}, Row{"web:!old", "w2 w3"},
                    Row{"!web:!six", "d1"}, Row{"!old:web", "w2 w3"}, Row{"&db:web", "w2"}, Row{"w*", "w1 w2 w3"}, Row{"web, db", "w1 w2 w3 d1"},
                    Row{"web : !old", "w2 w3"}, Row{"empty", ""}, Row{"web:&db:!w2", ""}, Row{"ungrouped", ""}, Row{"fe80::1", "fe80::1"},
                    Row{"fe80::1,w1", "fe80::1 w1"}, Row{"fe80::1[0],w1", "fe80::1 w1"}, Row{"fe80::1[-1]", "fe80::1"}, Row{"a.example", "a.example"}, Row{"?1", "w1 d1"}, Row{"[!w]1", "d1"}, Row{"[dw]1", "w1 d1"},
                    Row{"~w[13]", "w1 w3"}, Row{"~.1$", "w1 d1"}, Row{"web[0]", "w1"}, Row{"web[-1]", "w3"}, Row{"web[0:1]", "w1 w2"},
                    Row{"web[1:]", "w2 w3"}, Row{"web[1:99]", "w2 w3"}, Row{"web[9:]", ""}, Row{"web[1]:db", "w2 d1"}, Row{"web:!web[0:1]", "w3"},
                    Row{"localhost", "localhost"}, Row{"web,localhost", "w1 w2 w3 localhost"}));

struct WrongRow {
  std::string pattern;
  std::string says;
};

class WrongPattern : public testing::TestWithParam<WrongRow> {};

TEST_P(WrongPattern, is_refused) {
  Diagnostics diagnostics;
  static_cast<void>(selected(GetParam().pattern, diagnostics));
  ASSERT_TRUE(diagnostics.has_errors());
  EXPECT_EQ(diagnostics.all()[0].span.text(), "site.yaml:1:10");
  EXPECT_THAT(diagnostics.all()[0].message + " " + diagnostics.all()[0].fix, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(Table, WrongPattern,
                         testing::Values(WrongRow{"wbe", "did you mean 'web'?"}, WrongRow{"web:nobody", "'nobody'"}, WrongRow{"web:!odl", "did you mean 'old'?"},
                                         WrongRow{"", "names no host"}, WrongRow{" , ", "names no host"}, WrongRow{"web:!", "''"}, WrongRow{"x*", "'x*'"},
                                         WrongRow{"~(", "not one"}, WrongRow{"~nobody", "'~nobody'"}, WrongRow{"web[7]", "there are 3 hosts"},
                                         WrongRow{"web[-4]", "there are 3 hosts"}, WrongRow{"web[0-1]", "a colon for the dash"},
                                         WrongRow{"web[2:1]", "before the first"}, WrongRow{"web[1", "not closed"},
                                         WrongRow{"web:&db,old", "colons join nothing"}));

TEST(WrongPattern, an_expression_that_explodes_is_given_up) {
  Diagnostics diagnostics;
  const Loaded loaded("all: {hosts: {aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab: }}\n");
  static_cast<void>(select_hosts(loaded.inventory, "~(a+)+$", {}, diagnostics));
  ASSERT_EQ(diagnostics.error_count(), 1U);
  EXPECT_THAT(diagnostics.all()[0].message, HasSubstr("is given up"));
}

TEST(Limit, a_file_stands_for_its_lines) {
  const Loaded loaded = sample();
  Diagnostics diagnostics;
  const ReadFile read = [](const std::string& path) -> Result<std::string> {
    if (path == "retry") return "w3\n\n# a remark\n  d1  \r\n";
    if (path == "bad") return "w1\nw9\n";
    return fail(ErrorCode::not_found, path + " is not there");
  };
  const auto limited = [&](const char* limit) { return joined(limit_hosts(loaded.inventory, limit, read, {}, diagnostics)); };
  EXPECT_EQ(limited("@retry"), "w3 d1");
  EXPECT_EQ(limited("w1,@retry,!d1"), "w1 w3");
  EXPECT_TRUE(diagnostics.empty());
  static_cast<void>(limited("@bad"));
  EXPECT_EQ(diagnostics.all().back().span.text(), "bad:2:1");
  static_cast<void>(limited("@gone"));
  EXPECT_THAT(diagnostics.all().back().message, HasSubstr("gone is not there"));
}

TEST(Glob, fits_whole_names) {
  for (const auto& [glob, name] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {"*", ""}, {"*", "x"}, {"a*c", "abc"}, {"a*c", "ac"}, {"*b*", "abc"}, {"a?c", "abc"}, {"[]x]", "]"}, {"[a-c]", "b"}, {"[!a-c]", "d"},
           {"[a-]", "-"}, {"[", "["}, {"a[b", "a[b"}, {"**", "x"}, {"*a*a*", "xaxax"}, {"[^a]", "^"}, {"\\*", "\\x"}})
    EXPECT_TRUE(glob_matches(glob, name)) << glob << " " << name;
  for (const auto& [glob, name] : std::vector<std::pair<std::string, std::string>>{
           {"", "x"}, {"?", ""}, {"a*c", "abd"}, {"[!a-c]", "b"}, {"a", "A"}, {"[ab]", "c"}, {"*a", "ab"}, {"[", "x"}})
    EXPECT_FALSE(glob_matches(glob, name)) << glob << " " << name;
  EXPECT_FALSE(glob_matches(std::string(2000, '*') + "b", std::string(2000, 'a')));
}

}  // namespace
}  // namespace converge
