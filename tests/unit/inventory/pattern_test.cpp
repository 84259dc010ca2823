// SPDX-License-Identifier: MIT
#include "inventory/pattern.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

std::string selected(const std::string& pattern, Diagnostics& diagnostics) {
  const Inventory inventory =
      load_inventory("web:\n  hosts: {w1: , w2: }\ndb:\n  hosts: {d1: , w2: }\nold:\n  hosts: {w1: }\nempty:\n",
                     "cluster.yaml", diagnostics);
  std::string text;
  for (const std::string& host : select_hosts(inventory, pattern, parse_span("site.yaml:1:10"), diagnostics))
    text += (text.empty() ? "" : " ") + host;
  return text;
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

INSTANTIATE_TEST_SUITE_P(Table, Pattern,
                         testing::Values(Row{"all", "d1 w1 w2"}, Row{"*", "d1 w1 w2"}, Row{"web", "w1 w2"},
                                         Row{"w1", "w1"}, Row{"web:db", "d1 w1 w2"}, Row{"web,db", "d1 w1 w2"},
                                         Row{"web:&db", "w2"}, Row{"web:!old", "w2"}, Row{"!old", "d1 w2"},
                                         Row{"!old:web", "w2"}, Row{"&db:web", "w2"}, Row{"w*", "w1 w2"},
                                         Row{"w[12]", "w1 w2"}, Row{"web, db", "d1 w1 w2"}, Row{"web : !old", "w2"}, Row{"empty", ""}, Row{"web:&db:!w2", ""}));

TEST(WrongPattern, names_what_nobody_is_called) {
  for (const char* pattern : {"wbe", "web:nobody", "web:", "", "web:!", "x*"}) {
    Diagnostics diagnostics;
    static_cast<void>(selected(pattern, diagnostics));
    ASSERT_TRUE(diagnostics.has_errors()) << pattern;
    EXPECT_EQ(diagnostics.all()[0].span.text(), "site.yaml:1:10");
  }
}

}  // namespace
}  // namespace converge
