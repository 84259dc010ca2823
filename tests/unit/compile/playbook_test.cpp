// SPDX-License-Identifier: MIT
#include "engine/compile/playbook.h"

#include "tests/unit/compile/compiling.h"

namespace converge {
namespace {

using Lines = std::vector<std::string>;

TEST(Playbook, reads_plays_roles_and_resources) {
  Compiling compiling = Compiling::files(
      {{"site.yaml", "- name: Web\n  hosts: web:!old\n  roles: [base, {role: app}]\n  resources:\n    - thing: own\n"},
       {"roles/base/resources.yaml", "- thing: from base\n"},
       {"roles/app/resources.yaml", "- thing: from app\n"}});
  const Playbook playbook = compiling.load();
  EXPECT_EQ(compiling.all_findings(), "");
  ASSERT_EQ(playbook.plays.size(), 1U);
  const Play& play = playbook.plays[0];
  EXPECT_EQ(play.name, "Web");
  EXPECT_EQ(play.hosts.text, "web:!old");
  EXPECT_EQ(play.hosts.span.text(), "site.yaml:2:10");
  ASSERT_EQ(play.sections.size(), 3U);
  EXPECT_EQ(play.sections[0].role, "base");
  EXPECT_EQ(play.sections[0].file_folders, (Lines{"roles/base/files"}));
  EXPECT_EQ(play.sections[1].role, "app");
  EXPECT_EQ(play.sections[2].role, "");
  EXPECT_EQ(play.sections[2].items[0].declarations[0].id.text(), "thing[own]");
}

TEST(Playbook, roles_are_beside_the_playbook) {
  Compiling compiling = Compiling::files(
      {{"deep/site.yaml", "- hosts: all\n  roles: [base]\n"}, {"deep/roles/base/resources.yaml", "- thing: a\n"}});
  const Playbook playbook = load_playbook(compiling.yaml, "deep/site.yaml", compiling.diagnostics);
  EXPECT_EQ(compiling.all_findings(), "");
  EXPECT_EQ(playbook.plays[0].sections[0].items.size(), 1U);
}

TEST(Playbook, a_label_goes_before_the_names_of_files) {
  Compiling compiling = Compiling::files({{"site.yaml", "- hosts: all\n  resources: 5\n"}});
  YamlFiles files(compiling.source, "cluster/", compiling.kinds, compiling.diagnostics);
  static_cast<void>(load_playbook(files, "site.yaml", compiling.diagnostics));
  EXPECT_TRUE(compiling.all_findings().starts_with("cluster/site.yaml:2:14: ")) << compiling.all_findings();
}

TEST(Playbook, an_empty_role_is_fine) {
  Compiling compiling = Compiling::files(
      {{"site.yaml", "- hosts: all\n  roles: [base]\n"}, {"roles/base/resources.yaml", "# nothing yet\n"}});
  static_cast<void>(compiling.load());
  EXPECT_EQ(compiling.all_findings(), "");
}

TEST(Playbook, a_key_without_a_value_says_none) {
  Compiling compiling = Compiling::files(
      {{"site.yaml", "- hosts: all\n  roles:\n  resources:\n    - thing: a\n      notify:\n      requires:\n"}});
  static_cast<void>(compiling.load());
  EXPECT_EQ(compiling.all_findings(), "");
}

struct Wrong {
  std::string name;
  std::string yaml;
  std::string finding;  ///< part of the first one
};

class WrongPlaybook : public testing::TestWithParam<Wrong> {};

TEST_P(WrongPlaybook, is_refused_at_its_place) {
  Compiling compiling = Compiling::files({{"site.yaml", GetParam().yaml}});
  static_cast<void>(compiling.load());
  ASSERT_FALSE(compiling.findings().empty());
  EXPECT_NE(compiling.findings()[0].find(GetParam().finding), std::string::npos) << compiling.all_findings();
}

INSTANTIATE_TEST_SUITE_P(
    Table, WrongPlaybook,
    testing::Values(
        Wrong{"empty", "", "site.yaml:1:1: the playbook is empty"},
        Wrong{"map", "hosts: all\n", "site.yaml:1:1: a playbook is a list of plays, found a map"},
        Wrong{"text_play", "- all\n", "site.yaml:1:3: expected a play, found a string"},
        Wrong{"no_hosts", "- resources: []\n", "a play needs `hosts:`"},
        Wrong{"list_of_hosts", "- hosts: [a]\n  resources: []\n",
              "site.yaml:1:10: hosts: expected one host pattern, found a list"},
        Wrong{"template_for_hosts", "- hosts: '{{ target }}'\n  resources: []\n",
              "site.yaml:1:10: hosts: a host pattern has no templates"},
        Wrong{"does_nothing", "- hosts: all\n", "this play does nothing"},
        Wrong{"typo", "- hosts: all\n  resource: []\n  roles: []\n",
              "site.yaml:2:3: unknown key 'resource' in a play (did you mean 'resources'?)"},
        Wrong{"later", "- hosts: all\n  rollout: {}\n  resources: []\n", "site.yaml:2:3: 'rollout' is not available"},
        Wrong{"vars_list", "- hosts: all\n  vars: [a]\n  resources: []\n",
              "site.yaml:2:9: vars: expected a map of variables, found a list"},
        Wrong{"missing_role", "- hosts: all\n  roles: [gone]\n",
              "site.yaml:2:11: there is no role 'gone': roles/gone/resources.yaml is missing"},
        Wrong{"climbing_role", "- hosts: all\n  roles: [../x]\n", "site.yaml:2:11: '../x' is not a role's name"},
        Wrong{"role_meta", "- hosts: all\n  roles:\n    - notify: b\n      role: a\n",
              "site.yaml:3:7: 'notify' is an attribute of resources, not a parameter of a role"},
        Wrong{"role_number", "- hosts: all\n  roles: [[a]]\n", "expected the name of a role"},
        Wrong{"roles_text", "- hosts: all\n  roles: base\n", "site.yaml:2:10: roles: expected a list of role names"},
        Wrong{"name_list", "- hosts: all\n  name: [a]\n  resources: []\n",
              "site.yaml:2:9: name: expected a string, found a list"},
        Wrong{"policy", "- hosts: all\n  disruption: ask\n  resources: []\n",
              "site.yaml:2:15: disruption: 'ask' is not one of allowed, drained, deferred"}),
    [](const auto& param) { return param.param.name; });

TEST(Playbook, a_missing_file_names_where_it_was_looked_for) {
  Compiling compiling = Compiling::files({});
  static_cast<void>(compiling.load());
  EXPECT_EQ(compiling.findings(),
            (Lines{"site.yaml: site.yaml: there is no such file (check the path: it is looked up in fake)"}));
}

TEST(Playbook, every_error_of_every_file_is_reported_at_once) {
  Compiling compiling = Compiling::files(
      {{"site.yaml",
        "- hosts: all\n  roles: [one, two, gone]\n  resources:\n    - thingy: a\n    - thing: b\n      vallue: x\n"},
       {"roles/one/resources.yaml", "- thing: a\n  content: [\n"},
       {"roles/two/resources.yaml", "- thing: c\n  value: {a: 1}\n- thing: d\n  when: x\n"}});
  static_cast<void>(compiling.compile());
  const std::string all = compiling.all_findings();
  for (const char* wanted :
       {"roles/one/resources.yaml:", "roles/two/resources.yaml:2:10: thing[c].value: expected a string, found a map",
        "roles/two/resources.yaml:4:9: 'x' is undefined", "site.yaml:2:21: there is no role 'gone'",
        "site.yaml:4:7: unknown kind 'thingy' (did you mean 'thing'?)",
        "site.yaml:6:7: thing[b]: unknown attribute 'vallue' (did you mean 'value'?)"}) {
    EXPECT_NE(all.find(wanted), std::string::npos) << wanted << "\nin\n" << all;
  }
}

}  // namespace
}  // namespace converge
