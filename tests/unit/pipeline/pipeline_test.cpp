// SPDX-License-Identifier: MIT
// From files on disk to catalogs, with the kinds that ship.
#include "engine/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/pipeline/repository.h"

namespace converge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> hosts_of(const Compilation& compilation) {
  std::vector<std::string> names;
  for (const CompiledHost& host : compilation.hosts) names.push_back(host.name);
  return names;
}

constexpr std::string_view three_hosts =
    "all:\n"
    "  children:\n"
    "    gpu: {hosts: {g1: {ansible_connection: local}, g2: {ansible_connection: local}}}\n"
    "    head: {hosts: {h1: {ansible_connection: local}}}\n";
constexpr std::string_view two_plays =
    "- hosts: all\n  resources:\n    - file: /everywhere\n"
    "- hosts: gpu\n  resources:\n    - file: /gpu\n";

TEST(Pipeline, without_an_inventory_it_is_about_this_machine) {
  Repository repository;
  repository.write("site.yaml", "- hosts: all\n  resources:\n    - file: /a\n");
  const Compilation compilation = repository.compile_site();
  EXPECT_THAT(hosts_of(compilation), ElementsAre("localhost"));
  EXPECT_EQ(compilation.hosts[0].connection, Connection::local);
}

TEST(Pipeline, the_inventory_beside_the_playbook_is_read) {
  Repository repository;
  repository.write("site.yaml", two_plays);
  repository.write("cluster.yaml", three_hosts);
  const Compilation compilation = repository.compile_site();
  EXPECT_THAT(hosts_of(compilation), ElementsAre("g1", "g2", "h1"));
  EXPECT_EQ(compilation.hosts[0].catalog.resources.size(), 2U);
  EXPECT_EQ(compilation.hosts[2].catalog.resources.size(), 1U);
}

void write_script(const Repository& repository, const std::string& name, const std::string& answer) {
  repository.write(name, "#!/bin/sh\ncat <<'END'\n" + answer + "\nEND\n");
  std::filesystem::permissions(repository.path_of(name), std::filesystem::perms::owner_exec, std::filesystem::perm_options::add);
}

TEST(Pipeline, inventories_of_all_kinds_are_merged_in_their_order) {
  Repository repository;
  repository.write("site.yaml", "- hosts: all\n  resources:\n    - file: /a\n");
  repository.write("inv/hosts", "[web]\nw[1:2]\n[all:vars]\nansible_connection=ssh\n");
  repository.write("inv/group_vars/all.yml", "ansible_connection: local\n");
  write_script(repository, "cloud.sh", R"({"cloud": ["c1", "w1"], "_meta": {"hostvars": {}}})");
  const Compilation compilation = repository.compile_with({"inv", "cloud.sh", "lone,"});
  EXPECT_THAT(hosts_of(compilation), ElementsAre("w1", "w2", "c1", "lone")) << answer_of(compilation);
  for (const CompiledHost& host : compilation.hosts) EXPECT_EQ(host.connection, Connection::local) << host.name;
  repository.write("retry", "w2\nlone\n");
  EXPECT_THAT(hosts_of(repository.compile_with({"inv", "lone,"}, "@" + repository.path_of("retry"))), ElementsAre("w2", "lone"));
}

TEST(Pipeline, variables_beside_the_playbook_win_over_those_beside_the_inventory) {
  Repository repository;
  repository.write("site.yaml", "- hosts: all\n  resources:\n    - file: /a\n");
  repository.write("inv/hosts", "w1\n");
  repository.write("inv/host_vars/w1.yml", "ansible_connection: ssh\n");
  repository.write("host_vars/w1.yml", "ansible_connection: local\n");
  EXPECT_EQ(repository.compile_with({"inv/hosts"}).hosts.at(0).connection, Connection::local);
}

TEST(Pipeline, a_finding_in_an_inventory_elsewhere_shows_its_line) {
  Repository repository;
  repository.write("site.yaml", "[]\n");
  repository.write("../elsewhere/hosts", "[web]\nw1 a\n");
  const Compilation compilation = repository.compile_with({"../elsewhere/hosts"});
  const std::string place = repository.path_of("../elsewhere/hosts");
  EXPECT_THAT(answer_of(compilation), HasSubstr(place + ":2:4"));
  EXPECT_EQ(compilation.texts(place).value_or(""), "[web]\nw1 a\n");
}

TEST(Pipeline, a_script_is_asked_in_every_run) {
  Repository repository;
  repository.write("site.yaml", "- hosts: web\n  resources:\n    - file: /a\n");
  write_script(repository, "cloud.sh", R"({"web": ["w1"], "_meta": {"hostvars": {}}})");
  EXPECT_EQ(repository.compile_with({"cloud.sh"}).hosts.at(0).catalog.resources.size(), 1U);
  write_script(repository, "cloud.sh", R"({"web": [], "db": ["w1"], "_meta": {"hostvars": {}}})");
  EXPECT_EQ(repository.compile_with({"cloud.sh"}).hosts.at(0).catalog.resources.size(), 0U);
}

TEST(Pipeline, a_limit_selects_hosts) {
  Repository repository;
  repository.write("site.yaml", two_plays);
  repository.write("cluster.yaml", three_hosts);
  EXPECT_THAT(hosts_of(repository.compile_site("gpu:!g1")), ElementsAre("g2"));
  const Compilation none = repository.compile_site("gpuu");
  EXPECT_THAT(answer_of(none), HasSubstr("gpuu"));
  EXPECT_TRUE(none.hosts.empty());
}

TEST(Pipeline, errors_of_all_files_come_in_one_go_and_leave_no_host) {
  Repository repository;
  repository.write("cluster.yaml", "all: {hosts: {g1: {ansible_connection: local}}, hots: {}}\n");
  repository.write("site.yaml", "- hosts: all\n  roles: [web]\n  resources:\n    - fil: /a\n");
  repository.write("roles/web/resources.yaml", "- file: /b\n  mod: \"0644\"\n");
  const Compilation compilation = repository.compile_site();
  EXPECT_TRUE(compilation.hosts.empty());
  const std::string text = answer_of(compilation);
  for (const char* word : {"hots", "fil", "mod"}) EXPECT_THAT(text, HasSubstr("'" + std::string(word) + "'"));
}

TEST(Pipeline, plays_that_no_chosen_host_selects_are_checked_too) {
  Repository repository;
  repository.write("cluster.yaml", three_hosts);
  repository.write("site.yaml",
                   "- hosts: all\n  resources:\n    - file: /everywhere\n"
                   "- hosts: head\n  resources:\n    - file: /gpu\n      mod: \"0644\"\n      source: gone\n");
  for (const char* limit : {"g1", ""}) {
    const Compilation compilation = repository.compile_site(limit);
    EXPECT_TRUE(compilation.hosts.empty());
    EXPECT_THAT(answer_of(compilation), HasSubstr("'mod'"));
    EXPECT_THAT(answer_of(compilation), HasSubstr("'gone'"));
  }
  repository.write("site.yaml", two_plays);
  EXPECT_THAT(hosts_of(repository.compile_site("h1")), ElementsAre("h1"));
  EXPECT_THAT(hosts_of(repository.compile_site("h1")), ElementsAre("h1")) << "from the cache";
}

TEST(Pipeline, compiling_twice_gives_the_same_bytes) {
  Repository repository;
  repository.write("cluster.yaml", three_hosts);
  repository.write("site.yaml",
                   "- hosts: all\n  resources:\n"
                   "    - file: [/d/b, /d/a]\n      content: same\n"
                   "    - file: /d\n      state: directory\n"
                   "    - file: /t\n      source: tree\n"
                   "    - command: go\n      run: [\"true\"]\n      creates: /t/x\n");
  for (const char* name : {"z", "a", "m/q", "m/b"}) repository.write("files/tree/" + std::string(name), name);
  const std::string first = answer_of(repository.compile_anew());
  EXPECT_THAT(first, HasSubstr("\"m/q\""));
  EXPECT_EQ(answer_of(repository.compile_anew()), first);
  EXPECT_EQ(answer_of(repository.compile_site()), first);  // fills the cache
  EXPECT_EQ(answer_of(repository.compile_site()), first);  // is answered by it
}

TEST(Pipeline, a_finding_shows_the_line_that_it_is_about) {
  Repository repository;
  repository.write("site.yaml", "- hosts: all\n  resources:\n    - fil: /a\n");
  const Compilation compilation = repository.compile_site();
  const auto text = compilation.texts(repository.path_of("site.yaml"));
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, HasSubstr("- fil: /a"));
  EXPECT_FALSE(compilation.texts("/elsewhere/site.yaml"));
}

TEST(Pipeline, a_playbook_that_is_not_there_is_a_finding) {
  Repository repository;
  repository.write("other.yaml", "");
  const Compilation compilation = repository.compile_site();
  EXPECT_TRUE(compilation.hosts.empty());
  EXPECT_THAT(answer_of(compilation), HasSubstr("site.yaml"));
}

}  // namespace
}  // namespace converge
