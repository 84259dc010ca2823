// SPDX-License-Identifier: MIT
// From files on disk to where a variable comes from.
#include "engine/variable_pass.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/pipeline/repository.h"

namespace converge {
namespace {

using testing::Contains;
using testing::ElementsAre;

/// The places of each sight, and its sources from the winner down.
std::vector<std::string> told(const Repository& repository, const std::string& name, std::vector<std::string> extra = {}) {
  std::vector<std::string> lines;
  const HostLook look = repository.look_at("h", [&](const HostSight& sight) {
    for (const VariableSight& each : explain_variable(sight, name).sights) {
      std::string line;
      for (const std::string& place : each.places) line += place + ", ";
      for (std::size_t i = each.given.size(); i-- > 0;) line += "| " + each.given[i].source + " ";
      lines.push_back(line);
    }
  }, std::move(extra));
  EXPECT_FALSE(look.diagnostics.has_errors());
  EXPECT_TRUE(look.found);
  return lines;
}

VariableAnswer answer_for(const Repository& repository, const std::string& name) {
  VariableAnswer answer;
  (void)repository.look_at("h", [&](const HostSight& sight) { answer = explain_variable(sight, name); }, {});
  return answer;
}

void write_roles(const Repository& repository) {
  repository.write("cluster.yaml", "all:\n  hosts: {h: {v: 2, ansible_connection: local}}\n");
  repository.write("site.yaml",
                   "- name: P\n  hosts: all\n  vars: {v: 3, t: '{{ u }}-{{ v }}', u: '{{ inventory_hostname }}'}\n"
                   "  roles: [base, {role: web, v: 4}]\n  resources:\n    - file: /x\n");
  repository.write("roles/base/defaults.yaml", "v: 0\nonly: base\n");
  repository.write("roles/base/resources.yaml", "- file: /a\n");
  repository.write("roles/web/meta.yaml", "dependencies: [base]\n");
  repository.write("roles/web/defaults.yaml", "v: 1\n");
  repository.write("roles/web/resources.yaml", "- include: more.yaml\n  vars: {inner: 1}\n");
  repository.write("roles/web/more.yaml", "- file: '/y/{{ inner }}/{{ item }}'\n  loop: [1]\n");
}

TEST(VariablePass, each_role_that_sees_another_value_is_told_apart) {
  Repository repository;
  write_roles(repository);
  EXPECT_THAT(told(repository, "v"),
              ElementsAre("role base of play P, | vars of the play | host h | role defaults ",
                          "role web of play P, | parameters of the role | vars of the play | host h | role defaults | role defaults ",
                          "play P, | vars of the play | host h "));
  EXPECT_THAT(told(repository, "only"), ElementsAre("role base of play P, role web of play P, | role defaults "));
  EXPECT_THAT(told(repository, "v", {"v=9"}), Contains("play P, | -e | vars of the play | host h "));
}

TEST(VariablePass, a_template_is_resolved_where_it_is_used) {
  Repository repository;
  write_roles(repository);
  const VariableAnswer answer = answer_for(repository, "t");
  ASSERT_EQ(answer.sights.size(), 2U);
  EXPECT_EQ(answer.sights[0].resolved->text(), "h-3");
  EXPECT_EQ(answer.sights[1].resolved->text(), "h-4");
  EXPECT_THAT(answer.sights[0].places, ElementsAre("role base of play P", "play P"));
  const std::vector<UsedVariable>& uses = answer.sights[0].uses;
  ASSERT_EQ(uses.size(), 3U);
  EXPECT_EQ(uses[0].name + uses[1].name + uses[2].name, "uinventory_hostnamev");
  EXPECT_EQ(uses[1].depth, 1U);
}

TEST(VariablePass, a_circle_of_variables_ends) {
  Repository repository;
  repository.write("cluster.yaml", "all:\n  hosts: {h: {a: '{{ b }}', b: '{{ a }}'}}\n");
  const VariableAnswer answer = answer_for(repository, "a");
  ASSERT_EQ(answer.sights.size(), 1U);
  EXPECT_THAT(answer.sights[0].trouble, testing::HasSubstr("cluster.yaml:2:"));
  EXPECT_EQ(answer.sights[0].uses.size(), 1U);
}

TEST(VariablePass, loops_and_includes_are_named) {
  Repository repository;
  write_roles(repository);
  EXPECT_EQ(answer_for(repository, "inner").narrow.size(), 1U);
  const VariableAnswer item = answer_for(repository, "item");
  EXPECT_TRUE(item.sights.empty());
  ASSERT_EQ(item.narrow.size(), 1U);
  EXPECT_EQ(item.narrow[0].span.line, 2U);
}

TEST(VariablePass, what_converge_sets_itself_has_no_losers) {
  Repository repository;
  repository.write("cluster.yaml", "all:\n  hosts: {h: }\n");
  EXPECT_THAT(told(repository, "group_names"), ElementsAre("| what converge sets itself "));
  EXPECT_THAT(told(repository, "facts"), ElementsAre("| what converge sets itself "));
  const HostLook look = repository.look_at("h", [](const HostSight&) { ADD_FAILURE(); }, {"group_names=mine"});
  EXPECT_TRUE(look.diagnostics.has_errors());
}

TEST(VariablePass, the_file_of_a_host_is_that_which_names_it_first) {
  Repository repository;
  write_roles(repository);
  const VariableAnswer answer = answer_for(repository, "inventory_file");
  ASSERT_EQ(answer.sights.size(), 1U);
  EXPECT_EQ(answer.sights[0].given.back().value.text(), repository.path_of("cluster.yaml"));
  EXPECT_EQ(answer_for(repository, "role_name").sights.size(), 2U) << "in both roles, and not in the play";
}

TEST(VariablePass, unknown_names_of_hosts_and_variables_are_found_out) {
  Repository repository;
  write_roles(repository);
  bool shown = false;
  const HostLook look = repository.look_at("hh", [&](const HostSight&) { shown = true; }, {});
  EXPECT_FALSE(look.found || shown);
  EXPECT_THAT(look.hosts, ElementsAre("h"));
  EXPECT_TRUE(told(repository, "nothing").empty());
  (void)repository.look_at("h", [](const HostSight& sight) { EXPECT_THAT(variable_names(sight), Contains("only")); }, {});
}

}  // namespace
}  // namespace converge
