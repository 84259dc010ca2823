// SPDX-License-Identifier: MIT
// INI inventories: words, literals, sections, and where everything stands.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "inventory/ini_literal.h"
#include "inventory/ini_words.h"
#include "inventory/python_text.h"
#include "tests/unit/inventory/loaded.h"

namespace converge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Literal {
  std::string text;
  std::string json;
};

class IniLiteral : public testing::TestWithParam<Literal> {};

TEST_P(IniLiteral, is_read_as_python_would) {
  const Result<Value> value = read_ini_value(GetParam().text, {});
  ASSERT_TRUE(value) << value.error().text();
  EXPECT_EQ(to_json(*value), GetParam().json);
}

INSTANTIATE_TEST_SUITE_P(
    Table, IniLiteral,
    testing::Values(Literal{"5", "5"}, Literal{" 5 ", "5"}, Literal{"-5", "-5"}, Literal{"- 5", "-5"}, Literal{"--5", "\"--5\""}, Literal{"1_000", "1000"}, Literal{"1__0", "\"1__0\""},
                    Literal{"1_", "\"1_\""}, Literal{"_1", "\"_1\""}, Literal{"007", "\"007\""}, Literal{"00", "0"}, Literal{"0x_1f", "31"}, Literal{"0xg", "\"0xg\""},
                    Literal{"0b12", "\"0b12\""}, Literal{"0o17", "15"}, Literal{"1.5", "1.5"}, Literal{"1.2.3", "\"1.2.3\""}, Literal{"1e3", "1000.0"}, Literal{"1e", "\"1e\""},
                    Literal{"1j", "\"1j\""}, Literal{"5x", "\"5x\""}, Literal{".", "\".\""}, Literal{"", "\"\""}, Literal{"True", "true"}, Literal{"None", "null"}, Literal{"true", "\"true\""},
                    Literal{"'a' # b", "\"a\""}, Literal{"a # b", "\"a # b\""}, Literal{"'a", "\"'a\""}, Literal{"'a' 'b'", "\"ab\""}, Literal{"r'\\n'", "\"\\\\n\""},
                    Literal{"'\\n\\x41\\u00e9\\101\\q'", "\"\\nA\u00e9A\\\\q\""}, Literal{"'\\x4'", "\"'\\\\x4'\""}, Literal{"f'a'", "\"f'a'\""}, Literal{"'''a'b'''", "\"a'b\""},
                    Literal{"[1, 'a', None,]", "[1,\"a\",null]"}, Literal{"[1 2]", "\"[1 2]\""}, Literal{"[a]", "\"[a]\""}, Literal{"()", "[]"}, Literal{"(5)", "5"}, Literal{"(5,)", "[5]"},
                    Literal{"1,2", "[1,2]"}, Literal{",", "\",\""}, Literal{"{}", "{}"}, Literal{"{'a': {'b': (1, 2)}}", "{\"a\":{\"b\":[1,2]}}"}, Literal{"{'a': b}", "\"{'a': b}\""},
                    Literal{"{a, b}", "\"{a, b}\""}, Literal{"{'a': 1, 2}", "\"{'a': 1, 2}\""}, Literal{"{{ 'a' }}", "\"{{ 'a' }}\""}, Literal{"{% if x %}", "\"{% if x %}\""},
                    Literal{"[", "\"[\""}, Literal{"5 6", "\"5 6\""}, Literal{"'a'.b", "\"'a'.b\""}, Literal{"1+2", "\"1+2\""}));

TEST(IniLiteral, what_json_cannot_hold_is_refused) {
  for (const char* text : {"{1, 2}", "[{'a'}]", "{1: 2}", "{'a': 1, 'a': 2}", "99999999999999999999", "1e999"}) EXPECT_FALSE(read_ini_value(text, {})) << text;
  EXPECT_TRUE(read_ini_value(std::string(80, '[') + std::string(80, ']'), {})) << "too deep for a literal";
  EXPECT_TRUE(read_ini_value("{1, 2", {})) << "not a literal, so text";
}

std::string words_of(const std::string& line) {
  const Result<IniWords> cut = split_ini_line(line);
  if (!cut) return "refused: " + cut.error().message;
  std::string text;
  for (const IniWord& word : cut->words) text += "<" + word.text + ">";
  return text + (cut->cut_a_word ? " cut" : "");
}

TEST(IniWords, are_cut_as_a_shell_would) {
  EXPECT_EQ(words_of("a  b=c\td"), "<a><b=c><d>");
  EXPECT_EQ(words_of("a b='c d' e=\"f g\""), "<a><b=c d><e=f g>");
  EXPECT_EQ(words_of(R"(a b=c\ d "e\"f" 'g\h' "i\j")"), R"(<a><b=c d><e"f><g\h><i\j>)");
  EXPECT_EQ(words_of("a # b"), "<a>");
  EXPECT_EQ(words_of("a b#c d"), "<a><b> cut");
  EXPECT_EQ(words_of("a '#b'"), "<a><#b>");
  EXPECT_EQ(words_of(""), "");
  EXPECT_THAT(words_of("a 'b"), HasSubstr("never closed"));
  EXPECT_THAT(words_of("a \\"), HasSubstr("backslash"));
}

TEST(Ini, values_know_where_they_stand) {
  const FakeSource source = source_of({{"hosts", "# x\nw1  a=1 bb='c d'\n[g]\nw1\n[g:vars]\n  long = {'x': 1}  \n"}});
  const Loaded loaded(source, {"hosts"});
  ASSERT_TRUE(loaded.diagnostics.empty()) << loaded.findings();
  const auto place = [&](const char* name) {
    const Entry* entry = loaded.inventory.candidates(*loaded.inventory.find("w1"), name).back().entry;
    return entry->key_span.text() + " " + entry->value.span().text() + "+" + std::to_string(entry->value.span().length);
  };
  EXPECT_EQ(place("a"), "hosts:2:5 hosts:2:7+1");
  EXPECT_EQ(place("bb"), "hosts:2:9 hosts:2:12+5");
  EXPECT_EQ(place("long"), "hosts:6:3 hosts:6:10+8");
}

TEST(Ini, groups_may_be_declared_later) {
  const FakeSource source = source_of({{"hosts", "[top:children]\nweb\n[web:vars]\na=1\n[web]\nw[1:2]:22 b=2\n"}});
  const Loaded loaded(source, {"hosts"});
  ASSERT_TRUE(loaded.diagnostics.empty()) << loaded.findings();
  EXPECT_THAT(loaded.members("top"), ElementsAre("w1", "w2"));
  EXPECT_EQ(to_json(loaded.inventory.variables(*loaded.inventory.find("w2"))), "{\"a\":1,\"ansible_port\":22,\"b\":2}");
}

TEST(PythonText, is_that_of_str_and_repr) {
  const Value value = *parse_json(R"({"a": [1, "b", null, true, 1.5], "c": "it's", "d": "\"'\n", "e": {}})");
  EXPECT_EQ(python_text(value), R"({'a': [1, 'b', None, True, 1.5], 'c': "it's", 'd': '"\'\n', 'e': {}})");
  EXPECT_EQ(python_text(Value::string("bare")), "bare");
}

}  // namespace
}  // namespace converge
