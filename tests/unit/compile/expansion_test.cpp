// SPDX-License-Identifier: MIT
#include "engine/compile/expansion.h"

#include "tests/unit/compile/compiling.h"

namespace converge {
namespace {

using Lines = std::vector<std::string>;

/// "a=x b=y": titles with the attribute `value`.
std::string values_of(const Catalog& catalog) {
  std::string text;
  for (const Resource& resource : catalog.resources) {
    const Value* value = resource.attributes.find("value");
    text += (text.empty() ? "" : " ") + resource.id.title + (value == nullptr ? "" : "=" + value->text());
  }
  return text;
}

std::string compiled(Compiling& compiling) {
  const Catalog catalog = compiling.compile();
  return compiling.diagnostics.empty() ? values_of(catalog) : compiling.all_findings();
}

std::string compiled(std::map<std::string, std::string> files) {
  Compiling compiling = Compiling::files(std::move(files));
  return compiled(compiling);
}

TEST(Expansion, templates_are_rendered_in_titles_and_attributes) {
  EXPECT_EQ(compiled({{"site.yaml",
                       "- hosts: all\n  vars: {name: web, port: 80}\n  resources:\n"
                       "    - thing: \"{{ name }}.conf\"\n      value: \"listen {{ port + 1 }}\"\n"}}),
            "web.conf=listen 81");
}

TEST(Expansion, a_lone_template_keeps_its_type_and_a_number_is_text_where_text_is_wanted) {
  EXPECT_EQ(compiled({{"site.yaml",
                       "- hosts: all\n  vars: {port: 80, titles: [a, b]}\n  resources:\n"
                       "    - thing: \"{{ titles }}\"\n      value: \"{{ port }}\"\n"}}),
            "a=80 b=80");
}

TEST(Expansion, variables_rank_from_defaults_to_the_command_line) {
  std::map<std::string, std::string> files = {
      {"site.yaml", "- hosts: all\n  vars: {c: play, d: play, e: play}\n  roles: [{role: r, d: role, e: role}]\n"},
      {"roles/r/defaults.yaml", "a: default\nb: default\nc: default\nd: default\ne: default\n"},
      {"roles/r/resources.yaml", "- thing: x\n  value: \"{{ a }} {{ b }} {{ c }} {{ d }} {{ e }}\"\n"}};
  Compiling compiling = Compiling::files(files);
  for (const char* name : {"b", "c", "d", "e"}) compiling.host_variables.set(name, Value::string("host"));
  compiling.extra.set("e", Value::string("line"));
  EXPECT_EQ(compiled(compiling), "x=default host play role line");
}

TEST(Expansion, a_role_sees_the_defaults_of_the_roles_it_depends_on_which_come_first) {
  EXPECT_EQ(compiled({{"site.yaml", "- hosts: all\n  roles: [app]\n"},
                      {"roles/app/meta.yaml", "dependencies: [base]\n"},
                      {"roles/app/resources.yaml", "- thing: app\n  value: \"{{ user }}\"\n"},
                      {"roles/base/defaults.yaml", "user: www\n"},
                      {"roles/base/resources.yaml", "- thing: base\n"}}),
            "base app=www");
}

TEST(Expansion, a_role_counts_once_for_each_set_of_parameters) {
  EXPECT_EQ(compiled({{"site.yaml", "- hosts: all\n  roles: [{role: r, n: a}, {role: r, n: b}, {role: r, n: a}]\n"},
                      {"roles/r/resources.yaml", "- thing: \"{{ n }}\"\n"}}),
            "a b");
}

TEST(Expansion, a_role_knows_its_name_and_nothing_replaces_it) {
  Compiling compiling = Compiling::files(
      {{"site.yaml", "- hosts: all\n  roles: [{role: app, size: 1}]\n"},
       {"roles/app/meta.yaml", "dependencies: [base]\n"},
       {"roles/app/resources.yaml", "- thing: \"{{ role_name }}\"\n"},
       {"roles/base/resources.yaml", "- thing: \"{{ role_name }}\"\n"}});
  const Catalog catalog = compiling.compile();
  ASSERT_EQ(compiling.all_findings(), "");
  EXPECT_EQ(catalog.resources[0].id.title + catalog.resources[1].id.title, "baseapp");
}

TEST(Expansion, what_converge_sets_itself_is_no_name_for_a_variable) {
  Compiling compiling = Compiling::files(
      {{"site.yaml", "- hosts: all\n  vars: {groups: [a]}\n  roles: [{role: app, role_name: x}]\n  resources:\n    - include: more.yaml\n      vars: {facts: 1}\n"},
       {"more.yaml", "- thing: a\n"},
       {"roles/app/defaults.yaml", "inventory_dir: /x\n"},
       {"roles/app/resources.yaml", "- thing: b\n"}});
  compiling.load();
  EXPECT_EQ(compiling.findings(), (Lines{"roles/app/defaults.yaml:1:1: inventory_dir is set by converge itself (give your variable another name)",
                                         "site.yaml:2:10: groups is set by converge itself (give your variable another name)",
                                         "site.yaml:3:34: role_name is set by converge itself (give your variable another name)",
                                         "site.yaml:6:14: facts is set by converge itself (give your variable another name)"}));
}

TEST(Expansion, a_variable_with_a_dash_is_told_from_a_subtraction) {
  Compiling compiling = Compiling::files({{"site.yaml", "- hosts: all\n  vars: {http-port: 80}\n  resources:\n    - thing: \"{{ http-port }}\"\n"}});
  compiling.compile();
  EXPECT_EQ(compiling.findings(),
            (Lines{"site.yaml:4:18: 'http' is undefined ('http-port' is read as a subtraction: name it with _ for the -)"}));
}

TEST(Expansion, what_ansible_sets_by_itself_is_answered_with_what_there_is) {
  Compiling compiling = Compiling::resources("- thing: \"{{ ansible_os_family }}\"\n- thing: \"{{ role_name }}\"\n");
  compiling.compile();
  EXPECT_EQ(compiling.findings(),
            (Lines{"site.yaml:3:18: 'ansible_os_family' is undefined (write facts.os)",
                   "site.yaml:4:18: 'role_name' is undefined (only the resources and templates of a role have a role_name)"}));
}

TEST(Expansion, a_condition_on_what_the_run_may_change_is_warned_of) {
  Compiling compiling = Compiling::files(
      {{"site.yaml", "- hosts: nobody\n  roles: [{role: app, when: facts.mounts}]\n  resources:\n    - thing: a\n      when: \"'x' in facts.packages\"\n"},
       {"roles/app/resources.yaml", "- thing: b\n"}});
  compiling.compile();
  EXPECT_FALSE(compiling.diagnostics.has_errors());
  ASSERT_EQ(compiling.findings().size(), 2U) << compiling.all_findings();
  EXPECT_EQ(compiling.findings()[0].find("site.yaml:2:29: when: facts.mounts may be changed by the run itself"), 0U) << compiling.all_findings();
}

TEST(Expansion, roles_that_depend_on_each_other_are_refused) {
  EXPECT_EQ(compiled({{"site.yaml", "- hosts: all\n  roles: [a]\n"},
                      {"roles/a/meta.yaml", "dependencies: [b]\n"},
                      {"roles/a/resources.yaml", ""},
                      {"roles/b/meta.yaml", "dependencies: [a]\n"},
                      {"roles/b/resources.yaml", ""}}),
            "roles/b/meta.yaml:1:16: the role depends on itself: a -> b -> a (remove one of the dependencies)\n");
}

TEST(Expansion, a_condition_decides) {
  Compiling compiling = Compiling::resources(
      "- thing: yes\n  when: facts.os == 'debian'\n- thing: no\n  when: [true, facts.os == 'ubuntu', undefined_one]\n"
      "- thing: listed\n  when: [facts.os is defined, \"'web' in inventory_hostname\"]\n");
  EXPECT_EQ(compiled(compiling), "yes listed");
  EXPECT_EQ(compiling.knowledge.asked.size(), 1U) << "only what is asked for is read";
}

TEST(Expansion, a_condition_is_true_or_false) {
  Compiling compiling = Compiling::resources("- thing: a\n  when: \"'text'\"\n- thing: b\n  when: \"{{ true }}\"\n");
  EXPECT_EQ(compiled(compiling),
            "site.yaml:4:14: a condition is true or false, not a string (compare it, or use |bool)\n"
            "site.yaml:6:13: when: a condition is an expression already, without braces (write `true` without {{ }})\n");
}

TEST(Expansion, a_fact_that_is_not_known_is_named) {
  Compiling compiling = Compiling::resources("- thing: a\n  value: \"{{ facts.oss }}\"\n");
  EXPECT_EQ(compiled(compiling),
            "site.yaml:4:24: 'facts.oss' is undefined: there is no such fact (did you mean 'os'?)\n");
}

TEST(Expansion, a_loop_makes_a_resource_a_turn) {
  Compiling compiling = Compiling::resources(
      "- thing: \"{{ item.name }}\"\n  value: \"{{ item.port }}\"\n  loop: [{name: a, port: 1}, {name: b, port: 2}]\n"
      "- thing: \"{{ i }}-{{ word }}\"\n  loop: {over: \"{{ ['x', 'y'] }}\", as: word, index: i, label: \"{{ word }}!\"}\n"
      "  when: word != 'x'\n");
  const Catalog catalog = compiling.compile();
  ASSERT_EQ(compiling.all_findings(), "");
  EXPECT_EQ(values_of(catalog), "a=1 b=2 1-y");
  EXPECT_EQ(catalog.resources[2].label, "y!");
}

TEST(Expansion, a_condition_that_needs_no_turn_settles_a_loop_over_nothing) {
  Compiling compiling = Compiling::resources("- thing: a\n  loop: \"{{ disks }}\"\n  when: disks is defined\n");
  EXPECT_EQ(compiled(compiling), "");
}

TEST(Expansion, what_cannot_be_looped_over_is_refused) {
  Compiling compiling = Compiling::resources(
      "- thing: a\n  loop: users\n- thing: b\n  loop: \"{{ {'x': 1} }}\"\n- thing: c\n  loop: {as: x, of: y}\n"
      "- thing: d\n  loop: \"{{ nothing }}\"\n");
  EXPECT_EQ(compiling.compile().resources.size(), 0U);
  EXPECT_EQ(
      compiling.findings(),
      (Lines{"site.yaml:4:13: loop: expected a list, found a string (write `loop: \"{{ users }}\"` for the variable of "
             "that name)",
             "site.yaml:6:13: loop: expected a list, found a map (loop over `| dict2items`; item.key and item.value are "
             "there)",
             "site.yaml:8:13: loop: there is nothing to loop over (write `loop: {over: \"{{ LIST }}\"}`)",
             "site.yaml:8:21: loop: unknown key 'of' (a loop knows over, as, index and label)",
             "site.yaml:10:17: 'nothing' is undefined (define it, or use |default(...))"}));
}

TEST(Expansion, an_include_brings_the_resources_of_a_file) {
  EXPECT_EQ(compiled({{"site.yaml",
                       "- hosts: all\n  tags: play\n  resources:\n    - thing: first\n"
                       "    - include: more/{{ facts.os }}.yaml\n      vars: {size: \"{{ 1 + 1 }}\"}\n      tags: inc\n"},
                      {"more/debian.yaml", "- thing: inside\n  value: \"{{ size }}\"\n- include: deeper.yaml\n"},
                      {"more/deeper.yaml", "- thing: deepest\n  tags: own\n"}}),
            "first inside=2 deepest");
}

TEST(Expansion, tags_come_from_play_role_include_and_resource) {
  Compiling compiling = Compiling::files(
      {{"site.yaml", "- hosts: all\n  tags: play\n  roles: [{role: r, tags: [role]}]\n"},
       {"roles/r/resources.yaml", "- include: more.yaml\n  tags: inc\n- thing: plain\n"},
       {"roles/r/more.yaml", "- thing: deep\n  tags: own\n"}});
  const Catalog catalog = compiling.compile();
  ASSERT_EQ(compiling.all_findings(), "");
  EXPECT_EQ(catalog.resources[0].tags, (Lines{"play", "role", "inc", "own"}));
  EXPECT_EQ(catalog.resources[1].tags, (Lines{"play", "role"}));
}

TEST(Expansion, files_that_include_each_other_end_in_an_error) {
  const std::string found = compiled({{"site.yaml", "- hosts: all\n  resources:\n    - include: a.yaml\n"},
                                      {"a.yaml", "- include: b.yaml\n"},
                                      {"b.yaml", "- include: a.yaml\n"}});
  EXPECT_NE(found.find("files include each other more than 32 deep"), std::string::npos) << found;
}

TEST(Expansion, what_is_included_is_checked_even_where_it_is_not_used) {
  EXPECT_EQ(compiled({{"site.yaml", "- hosts: all\n  resources:\n    - include: a.yaml\n      when: false\n"},
                      {"a.yaml", "- thingy: x\n"}}),
            "a.yaml:1:3: unknown kind 'thingy' (did you mean 'thing'?)\n");
}

TEST(Expansion, the_condition_of_a_role_is_that_of_its_dependencies) {
  EXPECT_EQ(compiled({{"site.yaml", "- hosts: all\n  roles: [{role: app, when: facts.os == 'ubuntu'}]\n"},
                      {"roles/app/meta.yaml", "dependencies: [base]\n"},
                      {"roles/app/resources.yaml", "- thing: app\n"},
                      {"roles/base/resources.yaml", "- thing: base\n"}}),
            "");
}

TEST(Expansion, what_is_undefined_is_told_with_its_variables_and_its_host) {
  Compiling compiling = Compiling::files({{"site.yaml",
                                           "- hosts: all\n  vars: {url: \"http://{{ server }}/\"}\n  resources:\n"
                                           "    - thing: a\n      value: \"{{ url }}\"\n"}});
  static_cast<void>(compiling.compile());
  ASSERT_EQ(compiling.findings(), (Lines{"site.yaml:2:26: 'server' is undefined (define it, or use |default(...))"}));
  const std::vector<Note>& notes = compiling.diagnostics.all()[0].notes;
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].message, "in the variable 'url'");
  EXPECT_EQ(notes[1].message, "on host web1");
}

TEST(Expansion, names_and_templates_are_checked_where_a_condition_is_false) {
  Compiling compiling = Compiling::resources(
      "- thing: a\n  when: false\n  vallue: x\n- thing: b\n  when: false\n  value: \"{{ 1 + }}\"\n"
      "- thing: c\n  when: 1 +\n");
  static_cast<void>(compiling.compile());
  ASSERT_EQ(compiling.findings().size(), 3U) << compiling.all_findings();
  EXPECT_EQ(compiling.findings()[0], "site.yaml:5:7: thing: unknown attribute 'vallue' (did you mean 'value'?)");
}

TEST(Expansion, the_variables_of_another_host_are_those_of_the_inventory) {
  Compiling compiling = Compiling::resources("- thing: \"{{ hostvars['db1'].address }}\"\n- thing: \"{{ hostvars.db2 }}\"\n");
  compiling.knowledge.hosts["db1"] = Value::map();
  compiling.knowledge.hosts["db1"].set("address", Value::string("10.0.0.1"));
  EXPECT_EQ(compiled(compiling),
            "site.yaml:4:27: 'hostvars.db2' is undefined: the inventory has no host of this name (did you mean 'db1'?)\n");
}

TEST(Expansion, all_hosts_together_are_a_map_whose_values_are_made_when_they_are_asked_for) {
  Compiling compiling = Compiling::resources(
      "- thing: \"{{ ['db1', 'db2'] | map('extract', hostvars, 'address') | join(' ') }}\"\n"
      "- thing: \"{{ hostvars.get('db9', {}).get('address', 'none') }} {{ 'db2' in hostvars }} {{ 'db9' in hostvars }}\"\n"
      "- thing: \"{% for h in hostvars | sort %}{{ h }}={{ hostvars[h].address }};{% endfor %}{{ hostvars | length }}\"\n"
      "- thing: \"{{ hostvars | dict2items | map(attribute='value.address') | list | to_json }}\"\n"
      "- thing: \"{{ hostvars.db9 is defined }} {{ hostvars['db1'].address is defined }} {{ facts | sort | join(',') }}\"\n");
  for (const char* name : {"db1", "db2"}) {
    compiling.knowledge.hosts[name] = Value::map();
    compiling.knowledge.hosts[name].set("address", Value::string("10.0.0." + std::string(1, name[2])));
  }
  const std::string made = compiled(compiling);
  for (const char* title : {"10.0.0.1 10.0.0.2", "none True False", "db1=10.0.0.1;db2=10.0.0.2;2", "[\"10.0.0.1\", \"10.0.0.2\"]", "False True os"})
    EXPECT_NE(made.find(title), std::string::npos) << title << " in\n" << made;
}

TEST(Expansion, a_secret_of_another_host_stays_one_however_it_is_reached) {
  for (const char* way : {"hostvars.db1.pin", "hostvars | to_json", "['db1'] | map('extract', hostvars, 'pin') | join", "hostvars.values() | list"}) {
    Compiling compiling = Compiling::resources("- thing: \"{{ " + std::string(way) + " }}\"\n");
    compiling.knowledge.hosts["db1"] = Value::map();
    Value pin = Value::string("hunter2");
    pin.set_sensitivity(Sensitivity::secret);
    compiling.knowledge.hosts["db1"].set("pin", std::move(pin));
    const std::string made = compiled(compiling);
    EXPECT_EQ(made.find("hunter2"), std::string::npos) << way << ": " << made;
    EXPECT_NE(made.find("secret"), std::string::npos) << way << ": " << made;
  }
}

struct Word {
  std::string name;
  std::string yaml;
  std::string advice;
};

class AnsibleWords : public testing::TestWithParam<Word> {};

TEST_P(AnsibleWords, are_known_with_what_to_write_instead) {
  Compiling compiling = Compiling::files({{"site.yaml", GetParam().yaml}});
  static_cast<void>(compiling.compile());
  EXPECT_NE(compiling.all_findings().find(GetParam().advice), std::string::npos) << compiling.all_findings();
}

INSTANTIATE_TEST_SUITE_P(
    Table, AnsibleWords,
    testing::Values(Word{"tasks", "- hosts: all\n  tasks:\n    - debug: {msg: x}\n", "under `resources:`"},
                    Word{"handlers", "- hosts: all\n  resources: []\n  handlers: []\n", "name it in `notify:`"},
                    Word{"become", "- hosts: all\n  become: true\n  resources: []\n", "converge runs as root"},
                    Word{"register", "- hosts: all\n  resources:\n    - thing: a\n      register: out\n", "guard such as"},
                    Word{"module", "- hosts: all\n  resources:\n    - ansible.builtin.copy: {src: a, dest: /b}\n", "write `file: PATH`"},
                    Word{"kind_to_come", "- hosts: all\n  resources:\n    - service: {name: x}\n", "no kind of this version"},
                    Word{"with_items", "- hosts: all\n  resources:\n    - thing: \"{{ item }}\"\n      with_items: [a]\n", "write `loop:`"},
                    Word{"block", "- hosts: all\n  resources:\n    - block: []\n", "`include:` a file"}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace converge
