// SPDX-License-Identifier: MIT
// A setting of the kernel: names, values, the file for the boot, and who has the last word there.
#include "tests/unit/resources/sysctl/sysctl_support.h"

namespace converge {
namespace {

using Rows = std::vector<std::string>;
using sysctl::same_value;
using sysctl::setting_path;
using sysctl::shown_name;

const std::string own_file = "/etc/sysctl.d/90-net.ipv4.ip_forward.conf";

TEST(SettingName, the_first_separator_is_the_one_that_counts) {
  EXPECT_EQ(setting_path("net.ipv4.ip_forward"), "net/ipv4/ip_forward");
  EXPECT_EQ(setting_path("net/ipv4/ip_forward"), "net/ipv4/ip_forward");
  EXPECT_EQ(setting_path("net/ipv4/conf/eth0.100/forwarding"), "net/ipv4/conf/eth0.100/forwarding");
  EXPECT_EQ(setting_path("net.ipv4.conf.eth0/100.forwarding"), "net/ipv4/conf/eth0.100/forwarding");
  for (const char* name :
       {"", "swappiness", "net..x", ".net", "net.", "/etc/passwd", "net/../x", "net.ipv4.conf.*.x", "a b.c", "a.b=c"})
    EXPECT_FALSE(setting_path(name)) << name;
}

TEST(SettingName, is_shown_as_people_write_it) {
  EXPECT_EQ(shown_name("net/ipv4/ip_forward"), "net.ipv4.ip_forward");
  EXPECT_EQ(shown_name("net/ipv4/conf/eth0.100/forwarding"), "net/ipv4/conf/eth0.100/forwarding");
}

TEST(SettingValue, blanks_between_numbers_mean_nothing) {
  EXPECT_TRUE(same_value("4096\t131072\t6291456", "4096 131072  6291456"));
  EXPECT_TRUE(same_value(" 1\n", "1"));
  EXPECT_FALSE(same_value("1", "10"));
  EXPECT_FALSE(same_value("1 2", "1"));
  EXPECT_FALSE(same_value("12", "1 2"));
  EXPECT_TRUE(same_value("", " "));
}

TEST(SettingLines, are_read_as_systemd_reads_them) {
  const auto found = sysctl::read_assignments(
      "# a = 1\n; b = 2\n\n  net.ipv4.ip_forward=1 \n-kernel.x = a b\nkernel/y = 3\nno line\nnet.*.x = "
      "1\n-only.excluded\n");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0], (sysctl::Assignment{"net/ipv4/ip_forward", "1", 4}));
  EXPECT_EQ(found[1], (sysctl::Assignment{"kernel/x", "a b", 5}));
  EXPECT_EQ(found[2], (sysctl::Assignment{"kernel/y", "3", 6}));
}

struct Refused {
  const char* json;
  const char* words;
};

TEST(SysctlParse, what_cannot_be_meant_is_refused_with_a_fix) {
  const Refused cases[] = {
      {R"({})", "there is no `value` that the setting should have"},
      {R"({"name": "swappiness", "value": "1"})",
       "'swappiness' cannot be the name of a kernel setting; write for instance"},
      {R"({"name": "net.ipv4.conf.*.x", "value": "1"})", "name each setting"},
      {R"({"value": " "})", "the value is empty"},
      {R"({"value": "1\n2"})", "a value is one line"},
      {R"({"value": "1", "priority": 100})", "a priority is a number from 0 to 99"},
      {R"({"value": "1", "state": "gone"})", "'gone' is not one of present, absent"},
  };
  for (const Refused& each : cases) {
    const std::string found = setting_findings(each.json);
    EXPECT_NE(found.find(each.words), std::string::npos) << each.json << "\n" << found;
    EXPECT_EQ(found.find("; \n"), std::string::npos) << "each has a fix: " << found;
  }
  EXPECT_EQ(setting_findings(R"({"state": "absent"})"), "");
}

TEST_F(SysctlTest, sets_the_kernel_first_and_then_the_file_for_the_boot) {
  const auto want = setting(R"({"value": "1"})");
  EXPECT_EQ(rows(want), (Rows{"value: 0 -> 1", "at boot: absent -> 1"}));
  ASSERT_TRUE(converge(want));
  EXPECT_EQ(kernel_.values["net/ipv4/ip_forward"], "1");
  EXPECT_EQ(files_.get(own_file)->content,
            "# Written by converge; the resource is sysctl[net.ipv4.ip_forward].\nnet.ipv4.ip_forward = 1\n");
  EXPECT_TRUE(rows(want).empty());
}

TEST_F(SysctlTest, a_value_that_the_kernel_refuses_does_not_wait_for_the_next_boot) {
  kernel_.refused.insert("7");
  const auto done = converge(setting(R"({"value": "7"})"));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::invalid);
  EXPECT_FALSE(files_.get(own_file));
}

TEST_F(SysctlTest, a_value_that_only_moved_is_drift_of_the_kernel_alone) {
  const auto want = setting(R"({"value": "1"})");
  ASSERT_TRUE(converge(want));
  kernel_.values["net/ipv4/ip_forward"] = "0";
  EXPECT_EQ(rows(want), Rows{"value: 0 -> 1"});
}

TEST_F(SysctlTest, absent_takes_the_file_away_and_leaves_the_kernel_unless_told) {
  ASSERT_TRUE(converge(setting(R"({"value": "1"})")));
  EXPECT_EQ(rows(setting(R"({"state": "absent"})")), Rows{"at boot: 1 -> absent"});
  const auto back = setting(R"({"state": "absent", "value": "0"})");
  EXPECT_EQ(rows(back), (Rows{"value: 1 -> 0", "at boot: 1 -> absent"}));
  ASSERT_TRUE(converge(back));
  EXPECT_FALSE(files_.get(own_file));
  EXPECT_TRUE(rows(back).empty());
}

TEST_F(SysctlTest, a_setting_that_this_kernel_lacks_says_what_may_bring_it) {
  const auto want = setting(R"({"name": "net.bridge.bridge-nf-call-iptables", "value": "1"})");
  EXPECT_EQ(
      obstacles(want),
      "the running kernel has no setting net.bridge.bridge-nf-call-iptables; load the module that brings it before "
      "this resource, or correct the name\n");
  EXPECT_FALSE(converge(want));
}

struct Shadowing {
  const char* path;
  const char* text;
  const char* place;  ///< "" where ours has the last word
};

TEST_F(SysctlTest, names_the_file_that_has_the_last_word_at_boot) {
  const Shadowing cases[] = {
      {"/etc/sysctl.d/99-a.conf", "net.ipv4.ip_forward = 0\n", "/etc/sysctl.d/99-a.conf:1"},
      {"/usr/lib/sysctl.d/99-a.conf", "\nnet/ipv4/ip_forward=0\n", "/usr/lib/sysctl.d/99-a.conf:2"},
      {"/run/sysctl.d/a.conf", "net.ipv4.ip_forward = 1\nnet.ipv4.ip_forward = 0\n", "/run/sysctl.d/a.conf:2"},
      {"/usr/local/lib/sysctl.d/90-net.ipv4.ip_forward.confx.conf", "net.ipv4.ip_forward = 0\n",
       "/usr/local/lib/sysctl.d/90-net.ipv4.ip_forward.confx.conf:1"},
      {"/etc/sysctl.d/10-a.conf", "net.ipv4.ip_forward = 0\n", ""},
      {"/usr/lib/sysctl.d/90-net.ipv4.ip_forward.conf", "net.ipv4.ip_forward = 0\n", ""},
      {"/etc/sysctl.d/99-a.conf", "net.ipv4.ip_forward = 1\n", ""},
      {"/etc/sysctl.d/99-a.conf", "net.ipv4.ip_forward = 0\nnet.ipv4.ip_forward = 1\n", ""},
      {"/etc/sysctl.d/99-a.conf", "net.ipv4.* = 0\n", ""},
      {"/etc/sysctl.d/99-a.conf", "# net.ipv4.ip_forward = 0\n", ""},
      {"/etc/sysctl.d/99-a.txt", "net.ipv4.ip_forward = 0\n", ""},
  };
  const auto want = setting(R"({"value": "1"})");
  for (const Shadowing& each : cases) {
    put(each.path, each.text);
    const std::string found = obstacles(want);
    if (std::string(each.place).empty())
      EXPECT_EQ(found, "") << each.path << ": " << each.text;
    else
      EXPECT_TRUE(found.starts_with(std::string(each.place) + " sets net.ipv4.ip_forward to 0 after " + own_file))
          << found;
    files_.erase(each.path);
  }
}

TEST_F(SysctlTest, follows_the_link_to_the_old_file_and_minds_masks) {
  const auto want = setting(R"({"value": "1"})");
  put("/etc/sysctl.conf", "net.ipv4.ip_forward=0\n");
  EXPECT_EQ(obstacles(want), "") << "nobody reads it without the link";
  link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  EXPECT_TRUE(obstacles(want).starts_with("/etc/sysctl.conf:1 sets"));
  const auto have = probe(want);
  EXPECT_EQ(SysctlKind::obstacles(want, *have).front().clears, (std::vector<Key>{{"path", "/etc/sysctl.conf"}}));
  files_.erase("/etc/sysctl.d/99-sysctl.conf");
  put("/usr/lib/sysctl.d/99-a.conf", "net.ipv4.ip_forward = 0\n");
  EXPECT_NE(obstacles(want), "");
  link("/etc/sysctl.d/99-a.conf", "/dev/null");
  EXPECT_EQ(obstacles(want), "") << "a link to /dev/null masks the weaker file of its name";
  link("/etc/sysctl.d/99-b.conf", "99-c.conf");
  link("/etc/sysctl.d/99-c.conf", "99-b.conf");
  EXPECT_EQ(obstacles(want), "");
}

TEST_F(SysctlTest, what_is_shadowed_is_not_in_sync_and_fails_with_the_reason) {
  put("/etc/sysctl.d/99-a.conf", "net.ipv4.ip_forward = 0\n");
  const auto want = setting(R"({"value": "1"})");
  EXPECT_EQ(rows(want).back(), "at boot: 0 (/etc/sysctl.d/99-a.conf:1) -> 1");
  const auto done = converge(want);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  EXPECT_EQ(obstacles(setting(R"({"value": "1", "priority": 99})")), "") << "99-net comes after 99-a";
}

TEST_F(SysctlTest, in_a_folder_there_is_the_file_alone) {
  kernel_.none = "/img is a folder and not a running system";
  const auto want = setting(R"({"value": "1"})");
  EXPECT_EQ(rows(want), Rows{"at boot: absent -> 1"});
  EXPECT_EQ(obstacles(want), "");
  ASSERT_TRUE(converge(want));
  EXPECT_TRUE(rows(want).empty());
  EXPECT_EQ(SysctlKind::defers(want, *probe(want)),
            "the value waits for the boot (image): /img is a folder and not a running system");
  EXPECT_EQ(SysctlKind::defers(setting(R"({"state": "absent"})"), *probe(want)), "");
  EXPECT_EQ(kernel_.writes, 0U);
}

TEST_F(SysctlTest, owns_the_setting_however_it_is_written) {
  const Claims dots = SysctlKind::claims(setting(R"({"value": "1"})"));
  const Claims slashes = SysctlKind::claims(setting(R"({"name": "net/ipv4/ip_forward", "value": "0", "priority": 5})"));
  EXPECT_EQ(dots.owns[1], slashes.owns[1]);
  EXPECT_EQ(slashes.owns[0], (Key{"file", "/etc/sysctl.d/05-net.ipv4.ip_forward.conf"}));
}

TEST_F(SysctlTest, a_link_in_the_place_of_its_file_is_replaced_and_not_put_back) {
  link(own_file, "/dev/null");
  const auto want = setting(R"({"value": "1"})");
  const Inverse inverse = SysctlKind::inverse(want, *probe(want));
  EXPECT_FALSE(inverse.attributes);
  ASSERT_TRUE(converge(want));
  EXPECT_TRUE(rows(want).empty());
}

TEST_F(SysctlTest, what_a_way_back_does_not_bring_back_is_told) {
  put(own_file, "net.ipv4.ip_forward = 2\n");
  const auto want = setting(R"({"value": "1"})");
  const Inverse inverse = SysctlKind::inverse(want, *probe(want));
  ASSERT_TRUE(inverse.attributes);
  EXPECT_EQ(inverse.lost, Rows{"the running kernel had 0, where the file had 2"});
}

}  // namespace
}  // namespace converge
