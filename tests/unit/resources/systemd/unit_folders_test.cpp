// SPDX-License-Identifier: MIT
// Units as files and links alone, beside `systemctl --root`, which has to agree.
#include "resources/systemd/unit_folders.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "resources/file/posix/posix_filesystem.h"
#include "resources/process/posix_process_runner.h"
#include "resources/systemd/root_manager.h"
#include "tests/fakes/program.h"

namespace converge {
namespace {

namespace fs = std::filesystem;

using systemd::parse_unit_name;
using systemd::UnitFolders;

const std::string vendor = "/usr/lib/systemd/system/";
const std::string etc = "/etc/systemd/system/";
const std::string service = "[Service]\nExecStart=/bin/true\n";

/// A tree of units; "-> X" as a content makes a link.
class Tree {
 public:
  Tree() {
    chmod(folder_.path().c_str(), 0755);
    for (const std::string& each : {vendor, etc}) fs::create_directories(real(each));
    files_ = std::move(*PosixFileSystem::open_root(folder_.path().string()));
    put(vendor + "plain.service", service + "[Install]\nWantedBy=multi-user.target\n");
    put(vendor + "all.service",
        service + "[Install]\nWantedBy=a.target b.target\nRequiredBy=c.target\nAlias=nick.service\nAlso=all.socket\n");
    put(vendor + "all.socket", "[Socket]\nListenStream=/run/x\n[Install]\nWantedBy=sockets.target\n");
    put(vendor + "static.service", service);
    put(vendor + "indirect.service", service + "[Install]\nAlso=plain.service\n");
    put(vendor + "worker@.service", service + "[Install]\nWantedBy=%p.target\n");
    put(vendor + "masked.service", service);
    put(etc + "masked.service", "-> /dev/null");
    put(vendor + "tuned.service", service);
    put(etc + "tuned.service.d/boot.conf", "[Install]\nWantedBy=x.target\n");
    put(vendor + "other.service", "-> plain.service");
    put("/opt/linked.service", service + "[Install]\nWantedBy=multi-user.target\n");
    put(etc + "linked.service", "-> /opt/linked.service");
    put(etc + "own.service", service + "[Install]\nWantedBy=multi-user.target\n");
  }
  [[nodiscard]] std::string real(const std::string& path) const { return folder_.path().string() + path; }
  void put(const std::string& path, const std::string& content) const {
    fs::create_directories(fs::path(real(path)).parent_path());
    if (content.starts_with("-> "))
      fs::create_symlink(content.substr(3), real(path));
    else
      std::ofstream(real(path)) << content;
  }
  [[nodiscard]] UnitFolders units() const { return UnitFolders(*files_); }
  [[nodiscard]] FileSystem& files() const { return *files_; }

  /// Every link below /etc, and the last part of what it leads to.
  [[nodiscard]] std::map<std::string, std::string> links() const {
    std::map<std::string, std::string> found;
    for (const auto& each : fs::recursive_directory_iterator(real(etc)))
      if (each.is_symlink())
        found[each.path().lexically_relative(real(etc))] = fs::read_symlink(each.path()).filename();
    return found;
  }

  /// What `systemctl --root` says, and its exit code.
  [[nodiscard]] ProcessEnd systemctl(const std::vector<std::string>& words) const {
    ProcessSpec spec;
    spec.argv = {"systemctl", "--root=" + folder_.path().string(), "--no-pager"};
    spec.argv.insert(spec.argv.end(), words.begin(), words.end());
    PosixProcessRunner runner;
    const auto end = runner.run(spec, {});
    EXPECT_TRUE(end) << "these tests need systemctl: " << end.error().text();
    return end ? *end : ProcessEnd{127, 0, ""};
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<PosixFileSystem> files_;
};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

const std::vector<std::string> named = {"plain.service",    "all.service",        "all.socket",     "static.service",
                                        "indirect.service", "worker@one.service", "masked.service", "tuned.service",
                                        "other.service",    "linked.service",     "own.service"};

TEST(UnitFolders, the_states_are_those_that_systemctl_tells) {
  const Tree tree;
  for (const std::string& unit : named) {
    const auto state = tree.units().file_state(*parse_unit_name(unit));
    ASSERT_TRUE(state) << state.error().text();
    EXPECT_EQ(*state, first_line(tree.systemctl({"is-enabled", unit}).output)) << unit;
  }
  EXPECT_EQ(*tree.units().file_state(*parse_unit_name("nowhere")), "");
}

TEST(UnitFolders, enabling_makes_the_links_that_systemctl_makes) {
  for (const char* unit :
       {"plain.service", "all.service", "worker@one.service", "tuned.service", "linked.service", "own.service"}) {
    const Tree ours;
    const Tree theirs;
    const auto done = ours.units().enable(*parse_unit_name(unit));
    ASSERT_TRUE(done) << done.error().text();
    ASSERT_EQ(theirs.systemctl({"enable", unit}).exit_code, 0) << unit;
    EXPECT_EQ(ours.links(), theirs.links()) << unit;
    EXPECT_EQ(*ours.units().file_state(*parse_unit_name(unit)), "enabled") << unit;
    EXPECT_EQ(first_line(ours.systemctl({"is-enabled", unit}).output), "enabled") << unit;
  }
}

TEST(UnitFolders, disabling_removes_the_links_that_systemctl_removes) {
  for (const char* unit : {"plain.service", "all.service", "worker@one.service", "tuned.service", "own.service"}) {
    const Tree ours;
    const Tree theirs;
    for (const Tree* tree : {&ours, &theirs})
      for (const char* each :
           {"plain.service", "all.service", "worker@one.service", "worker@two.service", "tuned.service", "own.service"})
        ASSERT_EQ(tree->systemctl({"enable", each}).exit_code, 0) << each;
    const auto done = ours.units().disable(*parse_unit_name(unit));
    ASSERT_TRUE(done) << done.error().text();
    ASSERT_EQ(theirs.systemctl({"disable", unit}).exit_code, 0) << unit;
    EXPECT_EQ(ours.links(), theirs.links()) << unit;
  }
}

TEST(UnitFolders, enabling_twice_changes_nothing) {
  const Tree tree;
  ASSERT_TRUE(tree.units().enable(*parse_unit_name("all")));
  const auto before = tree.links();
  ASSERT_TRUE(tree.units().enable(*parse_unit_name("all")));
  EXPECT_EQ(tree.links(), before);
}

TEST(UnitFolders, what_cannot_be_enabled_says_why_and_touches_nothing) {
  const Tree tree;
  tree.put(vendor + "host.service", service + "[Install]\nWantedBy=%H.target\n");
  tree.put(vendor + "bad.service", service + "[Install]\nAlso=no name\n");
  tree.put(vendor + "taken.service", service + "[Install]\nAlias=own.service\n");
  tree.put(vendor + "stolen.service", service + "[Install]\nAlias=linked.service\n");
  const auto before = tree.links();
  const std::pair<const char*, const char*> cases[] = {
      {"nowhere.service", "there is no unit file of nowhere.service"},
      {"static.service", "static.service cannot be enabled because it has no [Install] section"},
      {"masked.service", "masked.service is masked by /etc/systemd/system/masked.service"},
      {"host.service", "has %H, which is known only to the system once it runs"},
      {"taken.service", "/etc/systemd/system/own.service is a file, where enabling taken.service has to put a link"},
      {"stolen.service", "/etc/systemd/system/linked.service is a link to /opt/linked.service, where enabling"}};
  for (const auto& [unit, words] : cases) {
    const auto done = tree.units().enable(*parse_unit_name(unit));
    ASSERT_FALSE(done) << unit;
    EXPECT_NE(done.error().text().find(words), std::string::npos) << done.error().text();
  }
  EXPECT_EQ(tree.links(), before);
}

TEST(RootManager, tells_what_is_there_and_runs_nothing) {
  const Tree tree;
  RootManager units(tree.files(), "this is a folder");
  EXPECT_EQ(units.why_nothing_runs(), "this is a folder");
  const std::vector<std::string> asked = {"plain.service", "nowhere.service"};
  const auto found = units.look(asked, {});
  ASSERT_TRUE(found[0] && found[1]);
  EXPECT_EQ(found[0]->file_state, "disabled");
  EXPECT_EQ(found[0]->fragment, vendor + "plain.service");
  EXPECT_EQ(found[1]->file_state, "");
  const systemd::Job job{"plain.service", systemd::Verb::start, std::chrono::seconds(1)};
  const auto ran = units.run(std::span(&job, 1), {});
  ASSERT_FALSE(ran[0]);
  EXPECT_EQ(ran[0].error().text(), "no unit can run: this is a folder");
}

}  // namespace
}  // namespace converge
