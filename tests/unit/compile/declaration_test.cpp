// SPDX-License-Identifier: MIT
#include "engine/compile/declaration.h"

#include "tests/unit/compile/compiling.h"

namespace converge {
namespace {

std::vector<Declaration> read(Compiling& compiling) {
  const Playbook playbook = compiling.load();
  std::vector<Declaration> all;
  for (const Play& play : playbook.plays)
    for (const Section& section : play.sections)
      for (const Item& item : section.items) all.insert(all.end(), item.declarations.begin(), item.declarations.end());
  return all;
}

TEST(Declaration, a_list_of_titles_is_several_resources) {
  Compiling compiling = Compiling::resources("- thing: [a, 22.04, no]\n  value: x\n  tags: web\n");
  const auto all = read(compiling);
  EXPECT_EQ(compiling.all_findings(), "");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1].id.title, "22.04") << "a title is text as it stands";
  EXPECT_EQ(all[2].id.title, "no");
  EXPECT_EQ(all[2].title_span.text(), "site.yaml:3:25");
  EXPECT_EQ(all[2].tags, (std::vector<std::string>{"web"}));
  EXPECT_EQ(all[0].attributes, all[2].attributes);
}

TEST(Declaration, meta_attributes_are_read_and_taken_out) {
  Compiling compiling = Compiling::resources(
      "- thing: a\n  name: the first\n  requires: thing[b]\n  before: [\"thing[c]\", \"thing[d]\"]\n  auto_edges: "
      "false\n"
      "  disruption: deferred\n  severity: high\n  notify: {reload: \"thing[b]\", restart: [\"thing[c]\"]}\n  value: "
      "x\n");
  const auto all = read(compiling);
  EXPECT_EQ(compiling.all_findings(), "");
  ASSERT_EQ(all.size(), 1U);
  const Declaration& a = all[0];
  EXPECT_EQ(a.label, "the first");
  EXPECT_EQ(a.requires_list[0].text, "thing[b]");
  EXPECT_EQ(a.before_list.size(), 2U);
  EXPECT_EQ(a.auto_edges, AutoEdges::off);
  EXPECT_EQ(a.disruption, DisruptionPolicy::deferred);
  EXPECT_EQ(a.importance, Importance::high);
  ASSERT_EQ(a.notify.size(), 2U);
  EXPECT_EQ(a.notify[0].refresh, Refresh::reload);
  EXPECT_EQ(a.notify[1].refresh, Refresh::restart);
  EXPECT_EQ(a.attributes.entries().size(), 1U);
}

TEST(Declaration, the_kind_is_the_key_that_takes_the_others_as_attributes) {
  Compiling compiling = Compiling::resources("- url: https://example.com/x\n  thing: a\n  sha256: abc\n");
  EXPECT_EQ(read(compiling)[0].id.text(), "thing[a]");
}

struct Wrong {
  std::string name;
  std::string items;
  std::string finding;
};

class WrongDeclaration : public testing::TestWithParam<Wrong> {};

TEST_P(WrongDeclaration, is_refused_at_its_place) {
  Compiling compiling = Compiling::resources(GetParam().items);
  read(compiling);
  ASSERT_FALSE(compiling.findings().empty());
  EXPECT_NE(compiling.all_findings().find(GetParam().finding), std::string::npos) << compiling.all_findings();
}

INSTANTIATE_TEST_SUITE_P(
    Table, WrongDeclaration,
    testing::Values(Wrong{"text", "- motd\n", "site.yaml:3:7: expected a resource, found a string"},
                    Wrong{"kindless", "- name: x\n", "this resource has no kind"},
                    Wrong{"unknown_kind", "- gadget: x\n",
                          "unknown kind 'gadget' (the kinds of this version are: repo, pkg, thing, unit, act)"},
                    Wrong{"map_title", "- thing: {path: /x}\n", "site.yaml:3:14: thing: expected a title, found a map"},
                    Wrong{"null_title", "- thing:\n", "thing: expected a title, found nothing"},
                    Wrong{"empty_title", "- thing: ''\n", "thing: expected a title"},
                    Wrong{"empty_titles", "- thing: []\n", "the list of titles is empty"},
                    Wrong{"nested_titles", "- thing: [[a]]\n", "thing: expected a title, found a list"},
                    Wrong{"notify_word", "- thing: a\n  notify: {reboot: \"thing[b]\"}\n",
                          "'reboot' is neither restart nor reload"},
                    Wrong{"notify_null", "- thing: a\n  notify: [~]\n", "thing[a].notify: expected kind[title]"},
                    Wrong{"notify_no", "- thing: a\n  notify: {no: \"thing[b]\"}\n", "'no' is neither restart nor reload"},
                    Wrong{"policy", "- thing: a\n  disruption: sometimes\n",
                          "thing[a].disruption: 'sometimes' is not one of allowed, drained, deferred"},
                    Wrong{"yes", "- thing: a\n  auto_edges: no\n",
                          "site.yaml:4:19: thing[a].auto_edges: 'no' is not a boolean in YAML 1.2 (write false)"},
                    Wrong{"template", "- thing: a\n  value: \"{{ x\"\n", "site.yaml:4:"},
                    Wrong{"later", "- thing: a\n  phase: image\n", "'phase' is not available in this version"}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace converge
