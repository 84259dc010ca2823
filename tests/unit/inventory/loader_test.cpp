// SPDX-License-Identifier: MIT
// Files, folders, scripts and lists of hosts, one after the other.
#include "inventory/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/fakes/golden.h"
#include "tests/unit/inventory/loaded.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Answers by arguments.
class FakeScripts final : public ScriptRunner {
 public:
  std::map<std::string, std::string> answers;
  std::vector<std::string> asked;
  Result<std::string> run(const std::string& path, const std::vector<std::string>& arguments) override {
    std::string question = path;
    for (const std::string& argument : arguments) question += " " + argument;
    asked.push_back(question);
    const auto found = answers.find(question);
    if (found == answers.end()) return fail(ErrorCode::failed, "exit code 1\n    no cloud");
    return found->second;
  }
};

FakeSource with_script() {
  FakeSource source = source_of({{"inv.py", "#!/usr/bin/python3\n"}});
  source.executables = {"inv.py"};
  return source;
}

TEST(Loader, formats_are_told_apart_by_ending_and_content) {
  for (const auto& [name, text] : std::map<std::string, std::string>{{"a.yml", "g: {hosts: {h: }}\n"},
                                                                     {"a.json", "{\"g\": {\"hosts\": {\"h\": {}}}}"},
                                                                     {"a", "g: {hosts: {h: }}\n"},
                                                                     {"b", "[g]\nh\n"},
                                                                     {"hosts.example.com", "[g]\nh\n"},
                                                                     {"c", "#!/usr/bin/x\n[g]\nh\n"}}) {
    const FakeSource source = source_of({{name, text}});
    const Loaded loaded(source, {name});
    ASSERT_TRUE(loaded.diagnostics.empty()) << name << "\n" << loaded.findings();
    EXPECT_THAT(loaded.members("g"), ElementsAre("h")) << name;
  }
}

TEST(Loader, a_folder_is_all_its_files_in_order) {
  const FakeSource source = source_of({{"i/10", "[g]\nh a=10 b=10\n"}, {"i/20.yml", "g: {hosts: {h: {a: 20}}}\n"}, {"i/x.ini", "h2\n"}, {"i/.y", "h3\n"},
                           {"i/group_vars/g.yml", "c: file\n"}, {"i/sub/30", "h b=30\n"}});
  const Loaded loaded(source, {"i"});
  ASSERT_TRUE(loaded.diagnostics.empty()) << loaded.findings();
  EXPECT_EQ(loaded.inventory.hosts().size(), 1U);
  EXPECT_EQ(loaded.variable("h", "a") + loaded.variable("h", "b") + loaded.variable("h", "c"), "2030file");
}

TEST(Loader, every_layer_is_listed_in_order) {
  const FakeSource source = source_of({{"one/hosts", "[g]\nh v=1\n[g:vars]\nv=2\n[all:vars]\nv=3\n"}, {"one/group_vars/all.yml", "v: 4\n"}, {"one/group_vars/g/a.yml", "v: 5\n"},
                           {"one/group_vars/g/b.json", "{\"v\": 6}"}, {"one/host_vars/h", "v: 7\n"}, {"two/hosts", "h v=8\n"}, {"two/host_vars/h.yaml", "v: 9\n"},
                           {"play/group_vars/g.yml", "v: 10\n"}, {"play/host_vars/h.yml", "v: 11\n"}});
  const Loaded loaded(source, {"one/hosts", "two/hosts"}, nullptr, "play");
  ASSERT_TRUE(loaded.diagnostics.empty()) << loaded.findings();
  std::string text;
  for (const Candidate& each : loaded.inventory.candidates(*loaded.inventory.find("h"), "v"))
    text += to_json(each.entry->value) + " " + each.owner + " " + each.entry->value.span().text() + "\n";
  EXPECT_EQ(text,
            "3 group all one/hosts:6:3\n"
            "2 group g one/hosts:4:3\n"
            "4 group all one/group_vars/all.yml:1:4\n"
            "5 group g one/group_vars/g/a.yml:1:4\n"
            "6 group g one/group_vars/g/b.json:1:7\n"
            "10 group g play/group_vars/g.yml:1:4\n"
            "1 host h one/hosts:2:5\n"
            "8 host h two/hosts:1:5\n"
            "7 host h one/host_vars/h:1:4\n"
            "9 host h two/host_vars/h.yaml:1:4\n"
            "11 host h play/host_vars/h.yml:1:4\n");
}

TEST(Loader, a_link_in_a_circle_ends) {
  FakeSource source;
  source.links = {{"env/loop", "loop"}};
  EXPECT_THAT(Loaded(source, {"env/loop"}).findings(), HasSubstr("too many links"));
}

TEST(Loader, a_list_of_hosts_needs_no_file) {
  const Loaded loaded(FakeSource(), {"w1, w2:2222,w1,"});
  ASSERT_TRUE(loaded.diagnostics.empty()) << loaded.findings();
  EXPECT_THAT(loaded.members("ungrouped"), ElementsAre("w1", "w2"));
  EXPECT_EQ(loaded.inventory.variable(*loaded.inventory.find("w2"), "ansible_port")->as_integer(), 2222);
  EXPECT_TRUE(Loaded(FakeSource(), {"w[1:2],"}).diagnostics.has_errors());
}

TEST(Script, is_asked_once_where_it_knows_all_hosts) {
  FakeScripts scripts;
  scripts.answers = {{"/inv.py --list", R"({"g": {"hosts": ["a", "b"], "vars": {"v": 1}, "children": ["k"]}, "k": ["c"], "_meta": {"hostvars": {"a": {"x": [1]}}}})"}};
  const FakeSource source = with_script();
  const Loaded loaded(source, {"inv.py"}, &scripts);
  ASSERT_TRUE(loaded.diagnostics.empty()) << loaded.findings();
  EXPECT_EQ(scripts.asked.size(), 1U);
  EXPECT_THAT(loaded.members("g"), ElementsAre("a", "b", "c"));
  EXPECT_EQ(loaded.inventory.candidates(*loaded.inventory.find("a"), "x").back().entry->value.span().text(), "inv.py");
}

TEST(Script, is_asked_for_each_host_where_it_does_not) {
  FakeScripts scripts;
  scripts.answers = {{"/inv.py --list", R"({"g": ["a", "b"]})"}, {"/inv.py --host a", R"({"x": "1"})"}, {"/inv.py --host b", " \n"}};
  const FakeSource source = with_script();
  const Loaded loaded(source, {"inv.py"}, &scripts);
  ASSERT_TRUE(loaded.diagnostics.empty()) << loaded.findings();
  EXPECT_THAT(scripts.asked, ElementsAre("/inv.py --list", "/inv.py --host a", "/inv.py --host b"));
  EXPECT_EQ(loaded.variable("a", "x") + loaded.variable("b", "x"), "1none");
}

TEST(Script, is_refused_where_nobody_may_run_it) {
  const FakeSource source = with_script();
  EXPECT_THAT(Loaded(source, {"inv.py"}).findings(), HasSubstr("out of a Git revision"));
}

TEST(Script, every_wrong_answer_is_told) {
  for (const auto& [answer, says] : std::map<std::string, std::string>{{"[]", "a JSON object is wanted"},
                                                                       {"{", "run it by hand"},
                                                                       {"{\"\xff\": 1}", "not UTF-8"},
                                                                       {R"({"g": 5})", "group g: expected a list"},
                                                                       {R"({"g": {"hosts": "a"}})", "hosts is a list"},
                                                                       {R"({"g": {"hosts": [1]}})", "a host is a name"},
                                                                       {R"({"g": {"vars": []}})", "vars is a map"},
                                                                       {R"({"g": {"children": {}}})", "children is a list"},
                                                                       {R"({"g": {"children": [null]}})", "a child is a name"},
                                                                       {R"({"g": {"children": ["g"]}})", "child of itself"},
                                                                       {R"({"g": {"hosts": [], "var": {}}})", "unknown key 'var'"},
                                                                       {R"({"_meta": []})", "`_meta` is a map"},
                                                                       {R"({"_meta": {"hostvars": []}})", "`_meta.hostvars` is a map"},
                                                                       {R"({"g": ["a"], "_meta": {"hostvars": {"a": 1}}})", "of host a are a map"},
                                                                       {R"({"g": ["a"], "_meta": {"hostvars": {"b": {}}}})", "in none of its groups"},
                                                                       {R"({"g": {"vars": {"groups": 1}}})", "set by converge itself"}}) {
    FakeScripts scripts;
    scripts.answers = {{"/inv.py --list", answer}};
    const FakeSource source = with_script();
    EXPECT_THAT(Loaded(source, {"inv.py"}, &scripts).findings(), HasSubstr(says)) << answer;
  }
  FakeScripts none;
  const FakeSource source = with_script();
  EXPECT_THAT(Loaded(source, {"inv.py"}, &none).findings(), HasSubstr("no cloud"));
}

// Bad inventories of all formats, with everything that is said about them.

TEST(BadInventories, are_as_expected) {
  const std::filesystem::path folder = std::filesystem::path(CONVERGE_SOURCE_DIR) / "tests/golden/inventory";
  std::size_t count = 0;
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    const std::string name = each.path().filename().string();
    if (name.ends_with(".txt")) continue;
    const FakeSource source = source_of({{name, file_text(each.path().string())}});
    const Loaded loaded(source, {name});
    EXPECT_TRUE(loaded.diagnostics.has_errors()) << name;
    expect_golden("inventory/" + name + ".txt", loaded.findings());
    ++count;
  }
  EXPECT_GE(count, 12U);
}

}  // namespace
}  // namespace converge
