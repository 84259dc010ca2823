// SPDX-License-Identifier: MIT
#include "engine/report/variable_text.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

Span at(const char* file, std::uint32_t line) { return {intern_file(file), line, 3, 0}; }

Value secret(const char* text) {
  Value value = Value::string(text);
  value.set_sensitivity(Sensitivity::secret);
  return value;
}

TEST(VariableText, shows_the_winner_first_then_each_loser_with_the_reason_between_them) {
  VariableAnswer answer{"node01", "cuda", {}, {}};
  answer.sights.push_back({{"play GPU"},
                           {{"group all", at("hosts.yaml", 2), Value::plain("12.10", {}), ""},
                            {"-e", {intern_file("-e"), 0, 0, 0}, Value::string("12.6"), "-e over the inventory"}},
                           {}, "", {}});
  EXPECT_EQ(variable_text(answer, {}),
            "cuda on node01 is \"12.6\"\n"
            "  in play GPU\n"
            "  wins  -e                         \"12.6\"\n"
            "        over the next: -e over the inventory\n"
            "  lost  group all  hosts.yaml:2:3  12.10\n");
}

TEST(VariableText, shows_what_a_template_gives_and_what_it_is_made_of) {
  VariableAnswer answer{"h", "url", {}, {}};
  const GivenValue port{"group all", at("a.yaml", 1), Value::integer(80), ""};
  answer.sights.push_back({{}, {{"host h", at("a.yaml", 5), Value::string("{{ a }}"), ""}}, Value::string("80"), "",
                           {{"a", 0, GivenValue{"host h", at("a.yaml", 6), Value::string("{{ port }}"), ""}}, {"port", 1, port}, {"none", 0, {}}}});
  EXPECT_EQ(variable_text(answer, {}),
            "url on h is \"80\"\n"
            "  wins  host h  a.yaml:5:3  \"{{ a }}\"\n"
            "  made of\n"
            "    a: \"{{ port }}\"  (host h, a.yaml:6:3)\n"
            "      port: 80  (group all, a.yaml:1:3)\n"
            "    none: undefined\n");
}

TEST(VariableText, says_why_there_is_no_value) {
  VariableAnswer answer{"h", "url", {}, {}};
  answer.sights.push_back({{}, {{"host h", at("a.yaml", 5), Value::string("{{ a }}"), ""}}, {}, "a.yaml:5:9: 'a' is undefined", {}});
  EXPECT_EQ(variable_text(answer, {}),
            "url on h has no value\n"
            "  why not: a.yaml:5:9: 'a' is undefined\n"
            "  wins  host h  a.yaml:5:3  \"{{ a }}\"\n");
}

TEST(VariableText, never_shows_a_secret) {
  VariableAnswer answer{"h", "login", {}, {}};
  const Value map = Value::map({{"user", Value::string("root"), {}}, {"password", secret("hunter2"), {}}});
  answer.sights.push_back({{}, {{"group all", at("a.yaml", 1), map, ""}, {"host h", at("a.yaml", 2), secret("hunter2"), "x"}}, secret("hunter2"), "",
                           {{"password", 0, GivenValue{"host h", at("a.yaml", 3), Value::list({secret("hunter2")}), ""}}}});
  const std::string text = variable_text(answer, {});
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  EXPECT_NE(text.find("{\"password\":\"(secret)\",\"user\":\"root\"}"), std::string::npos) << text;
  EXPECT_NE(text.find("login on h is (secret)\n"), std::string::npos) << text;
}

TEST(VariableText, names_loops_and_includes_that_set_it) {
  const VariableAnswer answer{"h", "item", {}, {{"a loop", at("site.yaml", 4)}}};
  EXPECT_EQ(variable_text(answer, {}),
            "item on h is set for single resources alone\n"
            "set for single resources, above that\n"
            "  a loop  site.yaml:4:3\n");
}

}  // namespace
}  // namespace converge
