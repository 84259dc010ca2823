// SPDX-License-Identifier: MIT
// A cache may never serve stale state: after whatever edit, a compilation that
// may use the cache answers what one without it answers.
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/pipeline/repository.h"

namespace converge {
namespace {

namespace fs = std::filesystem;

/// A repository that uses every way of naming another file.
void fill(const Repository& repository) {
  repository.write("cluster.yaml", "all: {hosts: {a: {ansible_connection: local}, b: {ansible_connection: local}}}\n");
  repository.write("site.yaml",
                   "- hosts: all\n"
                   "  roles: [{role: web, size: 2}]\n"
                   "  vars: {word: hello}\n"
                   "  resources:\n"
                   "    - file: /motd\n      content: hello\n"
                   "    - file: /copied\n      source: copied\n"
                   "    - file: /tree\n      source: tree\n"
                   "    - file: /tint\n      content: \"{{ tint | default('none') }}\"\n"
                   "    - file: /made\n      template: made.j2\n"
                   "    - include: more.yaml\n      when: facts.kernel is defined\n");
  repository.write("more.yaml", "- file: /more\n  content: more\n");
  repository.write("templates/made.j2", "{{ word }} {% include 'part.j2' %}\n");
  repository.write("templates/part.j2", "part\n");
  repository.write("roles/web/defaults.yaml", "size: 1\n");
  repository.write("roles/web/meta.yaml", "dependencies: []\n");
  repository.write("roles/web/resources.yaml", "- file: /role\n  source: own\n");
  repository.write("roles/web/files/own", "own\n");
  repository.write("files/copied", "copied\n");
  repository.write("files/tree/one", "1\n");
  repository.write("files/tree/sub/two", "2\n");
}

struct StaleCache : testing::Test {
  Repository repository;
  void SetUp() override {
    fill(repository);
    static_cast<void>(repository.compile_site());
  }
  /// The edit shows, and shows in the same way without the cache.
  void expect_seen(const std::string& before) const {
    const std::string now = answer_of(repository.compile_site());
    EXPECT_NE(now, before);
    EXPECT_EQ(now, answer_of(repository.compile_anew()));
  }
};

TEST_F(StaleCache, every_file_that_is_edited_is_noticed) {
  for (const char* name : {"site.yaml", "roles/web/resources.yaml", "roles/web/files/own", "files/copied",
                           "files/tree/one", "files/tree/sub/two", "more.yaml", "templates/made.j2", "templates/part.j2"}) {
    const std::string before = answer_of(repository.compile_site());
    const std::string path = repository.path_of(name);
    const std::string text = file_text(path);
    const bool yaml = path.ends_with(".yaml");
    write_file(path, yaml ? text + "# a line\n" + text : text + "more\n");
    SCOPED_TRACE(name);
    expect_seen(before);
    write_file(path, text);
    EXPECT_EQ(answer_of(repository.compile_site()), before);
  }
}

TEST_F(StaleCache, an_edit_that_keeps_size_and_time_is_noticed) {
  const std::string path = repository.path_of("files/copied");
  const auto time = fs::last_write_time(path);
  const std::string before = answer_of(repository.compile_site());
  write_file(path, "COPIED\n");
  fs::last_write_time(path, time);
  expect_seen(before);
}

TEST_F(StaleCache, a_file_that_is_new_in_a_source_folder_is_noticed) {
  const std::string before = answer_of(repository.compile_site());
  repository.write("files/tree/sub/three", "3\n");
  expect_seen(before);
}

TEST_F(StaleCache, a_file_that_is_gone_is_noticed) {
  const std::string before = answer_of(repository.compile_site());
  fs::remove(repository.path_of("files/tree/one"));
  expect_seen(before);
}

TEST_F(StaleCache, a_file_that_becomes_executable_is_noticed) {
  const std::string before = answer_of(repository.compile_site());
  fs::permissions(repository.path_of("files/tree/one"), fs::perms::owner_exec, fs::perm_options::add);
  expect_seen(before);
}

TEST_F(StaleCache, a_file_that_becomes_a_folder_is_noticed) {
  const std::string before = answer_of(repository.compile_site());
  fs::remove(repository.path_of("roles/web/files/own"));
  repository.write("roles/web/files/own/inside", "x\n");
  expect_seen(before);
}

TEST_F(StaleCache, another_inventory_is_noticed) {
  const std::string before = answer_of(repository.compile_site());
  repository.write("cluster.yaml", "all: {hosts: {b: {ansible_connection: local}, c: {ansible_connection: local}}}\n");
  expect_seen(before);
}

TEST_F(StaleCache, a_file_of_variables_is_noticed) {
  const std::string before = answer_of(repository.compile_site());
  repository.write("host_vars/a.yml", "tint: red\n");
  expect_seen(before);
}

TEST_F(StaleCache, a_variable_that_says_how_a_host_is_reached_is_noticed) {
  repository.write("site.yaml", "- hosts: all\n  resources:\n    - file: /motd\n      content: hello\n");
  const std::string before = repository.compile_site().hosts.at(0).sha256;
  repository.write("host_vars/a.yml", "ansible_connection: ssh\n");
  const Compilation now = repository.compile_site();
  EXPECT_EQ(now.hosts.at(0).connection, Connection::ssh);
  EXPECT_EQ(now.hosts.at(0).sha256, before) << "no resource asks for it";
}

void toggle_executable(const fs::path& file) {
  const bool is = (fs::status(file).permissions() & fs::perms::owner_exec) != fs::perms::none;
  fs::permissions(file, fs::perms::owner_exec, is ? fs::perm_options::remove : fs::perm_options::add);
}

/// One random edit below the repository; a file gets a first line, a folder a file, or something goes.
void edit(const Repository& repository, std::mt19937& random) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(repository.path_of("")))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::ranges::sort(files);
  const fs::path& chosen = files[random() % files.size()];
  switch (random() % 4) {
    case 0: write_file(chosen.string(), "# " + std::to_string(random()) + "\n" + file_text(chosen.string())); break;
    case 1: write_file((chosen.parent_path() / ("new" + std::to_string(random() % 10))).string(), std::to_string(random())); break;
    case 2: toggle_executable(chosen); break;
    default:
      if (chosen.extension() != ".yaml") fs::remove(chosen);
  }
}

TEST_F(StaleCache, no_random_edit_goes_unnoticed) {
  std::mt19937 random(20261128);
  std::size_t changed = 0;
  std::string last = answer_of(repository.compile_anew());
  for (int round = 0; round < 150; ++round) {
    edit(repository, random);
    const std::string fresh = answer_of(repository.compile_anew());
    ASSERT_EQ(answer_of(repository.compile_site()), fresh) << "round " << round;
    ASSERT_EQ(answer_of(repository.compile_site()), fresh) << "round " << round << ", from the cache";
    changed += static_cast<std::size_t>(fresh != last);
    last = fresh;
    if (random() % 3 == 0) fill(repository);  // what goes wrong hides later edits
  }
  EXPECT_GT(changed, 50U) << "the edits do not reach what is compiled";
}

}  // namespace
}  // namespace converge
