// SPDX-License-Identifier: MIT
// Texts that are accepted, and what they mean.
#include "engine/core/yaml/document.h"

#include <gtest/gtest.h>

#include "tests/unit/yaml/parsing.h"

namespace converge {
namespace {

struct Good {
  const char* name;
  const char* yaml;
  const char* json;
};

/// yaml-cpp alone would refuse these; the skeleton hides from it what it cannot take.
TEST(SkeletonOnly, tabs_in_blank_lines_and_question_marks_within_brackets_are_fine) {
  EXPECT_EQ(json_of("a: one\n\t\nb:\n  - two\n \t \n  - three\n"), R"({"a":"one","b":["two","three"]})");
  EXPECT_EQ(json_of("\t\na: [curl, http://x/?a=1, what?]\nb: {k: y?, z?: 1}\n"),
            R"({"a":["curl","http://x/?a=1","what?"],"b":{"k":"y?","z?":1}})");
}

class GoodYaml : public testing::TestWithParam<Good> {};

TEST_P(GoodYaml, has_its_value_by_the_skeleton_and_by_the_whole) {
  EXPECT_EQ(json_of(GetParam().yaml), GetParam().json);
  EXPECT_EQ(json_of(GetParam().yaml, Feed::whole), GetParam().json);
}

const Good good_texts[] = {
    {"empty", "", "null"},
    {"only_comments", "# nothing\n\n  # here\n", "null"},
    {"marker_only", "---\n", "null"},
    {"framed", "%YAML 1.2\n--- # start\na: 1\n...\n# end\n", R"({"a":1})"},
    {"old_version", "%YAML 1.1\n---\na: 1\n", R"({"a":1})"},
    {"byte_order_mark",
     "\xef\xbb\xbf"
     "a: 1\n",
     R"({"a":1})"},
    {"windows_lines", "a: 1\r\nb: |\r\n  x\r\n  y\r\nc: \"p\r\n  q\"\r\n", R"({"a":1,"b":"x\ny\n","c":"p q"})"},
    {"core_types", "[null, ~, true, False, 12, -7, 0o17, 0x1F, 1.5, .5, 1e3]",
     R"([null,null,true,false,12,-7,15,31,1.5,0.5,1000.0])"},
    {"words_of_yaml_11", "[yes, no, on, off, 12:30:45, 1_000]", R"(["yes","no","on","off","12:30:45","1_000"])"},
    {"quoted_types", R"(["no", '1', "null", '~', ""])", R"(["no","1","null","~",""])"},
    {"empty_values", "a:\nb: ~\nc:\n  - \n  -\n", R"({"a":null,"b":null,"c":[null,null]})"},
    {"nested_blocks", "a:\n  - b: 1\n    c:\n    - x\n    - y\n  - - p\n    - q\nd: {}\n",
     R"({"a":[{"b":1,"c":["x","y"]},["p","q"]],"d":{}})"},
    {"list_at_the_column_of_its_key", "a:\n- 1\n- 2\nb: 3\n", R"({"a":[1,2],"b":3})"},
    {"flow", R"({a: [1, "x", {b: c}], "d":[], e: {}, f: ,})", R"({"a":[1,"x",{"b":"c"}],"d":[],"e":{},"f":null})"},
    {"flow_over_lines", "a: [\n  1, # one\n  2\n]\nb: {\n  c: 1,\n\td: 2\n  }\n", R"({"a":[1,2],"b":{"c":1,"d":2}})"},
    {"pair_in_a_list", "[a: 1, b]", R"([{"a":1},"b"])"},
    {"json", R"({"a": {"b":[1,2.5,true,null]}, "c":"\u00e9\n\/"})", R"({"a":{"b":[1,2.5,true,null]},"c":"é\n/"})"},
    {"plain_over_lines", "a: one\n  two\n\n  three # end\nb: 1\n", R"({"a":"one two\nthree","b":1})"},
    {"quoted_over_lines", "a: \"one\n  two\\\n   three\n\n  four\"\nb: 'x\n\n  y'\n",
     R"({"a":"one twothree\nfour","b":"x\ny"})"},
    {"single_quote_escape", "a: 'it''s'\n", R"({"a":"it's"})"},
    {"escapes", R"(["\0\a\b\t\n\v\f\r\e\ \"\\\L\P", "\x41\u00e9\U0001F600"])",
     "[\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001b \\\"\\\\\xe2\x80\xa8\xe2\x80\xa9\",\"A\xc3\xa9"
     "\xf0\x9f\x98\x80\"]"},
    {"folded", "a: >\n  one\n  two\n\n  three\n    deep\n  four\n", R"({"a":"one two\nthree\n  deep\nfour\n"})"},
    {"indicators_within_text", "a: x#y\nb: -1-\nc: ?x\nd: :x\ne: http://h:80/?q=[1]\nf: a, b\n",
     R"({"a":"x#y","b":"-1-","c":"?x","d":":x","e":"http://h:80/?q=[1]","f":"a, b"})"},
    {"template_within_quotes", "a: \"{{ x }}\"\nb: see {{ x }}\n", R"({"a":"{{ x }}","b":"see {{ x }}"})"},
    {"anchors", "a: &x {k: 1}\nb: *x\nc: [&y 5, *y]\nd: &z\n  - 1\ne: *z\n",
     R"({"a":{"k":1},"b":{"k":1},"c":[5,5],"d":[1],"e":[1]})"},
    {"merge_of_one", "a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  l: 3\n", R"({"a":{"k":1,"l":2},"b":{"k":1,"l":3}})"},
    {"merge_of_several", "a: &x {k: 1}\nb: &y {k: 2, m: 4}\nc: {<<: [*x, *y], n: 5}\n",
     R"({"a":{"k":1},"b":{"k":2,"m":4},"c":{"k":1,"m":4,"n":5}})"},
    {"quoted_merge_sign", "{\"<<\": 1}", R"({"<<":1})"},
    {"core_tags", "[!!str 5, !!int \"7\", !!float 1, !!null '', !!bool 'true', !!seq [1], !!map {a: 1}, ! 8]",
     R"(["5",7,1.0,null,true,[1],{"a":1},"8"])"},
    {"empty_tagged_text", "a: !!str\nb: 1\n", R"({"a":"","b":1})"},
    {"root_scalar", "just text\n", R"("just text")"},
    {"unicode", "schlüssel: Größe ✓\n", R"({"schlüssel":"Größe ✓"})"},
};

INSTANTIATE_TEST_SUITE_P(Texts, GoodYaml, testing::ValuesIn(good_texts),
                         [](const testing::TestParamInfo<Good>& param) { return std::string(param.param.name); });

TEST(Document, reports_all_errors_of_a_file_at_once) {
  EXPECT_EQ(findings_of("- a: 1\n  a: 2\n- {{ x }}\n- \"open\n- *none\n- !what 1\n"),
            "2:3 the key `a` is written twice\n"
            "3:3 an unquoted `{{` starts a map in YAML, not a template\n"
            "4:3 this double quote is never closed\n"
            "5:3 the alias `*none` names no anchor above it\n"
            "6:3 unknown tag `!what`\n");
}

TEST(Document, refuses_what_the_two_readers_see_differently) {
  EXPECT_EQ(findings_of("   !!str 5 \n[a, b]"), "1:1 this YAML can be read in more than one way\n");
}

TEST(Document, passes_on_what_only_yaml_cpp_refuses) {
  const std::string findings = findings_of("- !r&t!sx \n");
  EXPECT_TRUE(findings.starts_with("1:")) << findings;
  EXPECT_NE(findings.find("the YAML cannot be read here: "), std::string::npos) << findings;
}

TEST(Document, shows_a_misread_place_but_not_its_consequences) {
  EXPECT_EQ(findings_of("a: 1\na: 2\nb:\n    c: 1\n  d: 1\nb: 2\n"),
            "2:1 the key `a` is written twice\n5:3 the indentation of this line fits no line above it\n");
}

TEST(Document, adds_to_earlier_findings) {
  Diagnostics diagnostics;
  diagnostics.error({}, "earlier");
  EXPECT_EQ(parse_yaml("a: 1", "x.yaml", diagnostics).find("a")->as_integer(), 1);
  EXPECT_EQ(diagnostics.error_count(), 1U);
}

TEST(Document, names_the_file) {
  Diagnostics diagnostics;
  parse_yaml("a: [", "roles/x.yaml", diagnostics);
  ASSERT_EQ(diagnostics.error_count(), 1U);
  EXPECT_EQ(diagnostics.all()[0].span.text(), "roles/x.yaml:1:4");
}

TEST(Document, keeps_the_text_of_plain_scalars) {
  const Value list = value_of("- 22.04\n- 0644\n- no\n- '0644'\n- |-\n  x\n- >-\n  y\n");
  EXPECT_EQ(list.items()[0].text(), "22.04");
  EXPECT_EQ(list.items()[1].text(), "0644");
  EXPECT_EQ(list.items()[2].text(), "no");
  EXPECT_EQ(list.items()[2].style(), Style::plain);
  EXPECT_EQ(list.items()[3].style(), Style::quoted);
  EXPECT_EQ(list.items()[4].style(), Style::block);
  EXPECT_EQ(list.items()[5].style(), Style::block);
}

}  // namespace
}  // namespace converge
