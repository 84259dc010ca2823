// SPDX-License-Identifier: MIT
// Which file systems may be asked for their size, and which are left alone.
#include "inventory/facts/mounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace converge {
namespace {

using testing::ElementsAre;

constexpr const char* node =
    "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro\n"
    "22 21 0:5 / /proc rw,nosuid shared:2 - proc proc rw\n"
    "23 21 8:2 / /srv/with\\040blank ro,noatime - xfs /dev/sda2 rw,noquota\n"
    "24 21 0:40 / /home rw - nfs4 server:/home rw,vers=4.2\n"
    "25 24 8:3 / /home/local rw - ext4 /dev/sdb1 rw\n"
    "26 21 0:41 / /misc rw - autofs systemd-1 rw,fd=50\n"
    "27 21 0:42 / /run/user/0/gvfs rw - fuse.gvfsd-fuse gvfsd rw\n"
    "28 21 8:4 / /data rw - ext4 /dev/sdc1 rw\n"
    "29 28 0:43 / /data rw - nfs server:/data rw\n"
    "30 21 0:44 / /homework rw master:7 propagate_from:2 - tmpfs tmpfs rw\n"
    "31 21 0:45 / /layers rw - overlay overlay rw,lowerdir=/a\n"
    "32 22 0:46 / /proc/fs/x rw - tmpfs x rw\n";

std::vector<std::string> asked(const std::string& text) {
  const auto mounts = parse_mountinfo(text);
  std::vector<std::string> paths;
  for (const Mount& mount : *mounts)
    if (may_be_asked(*mounts, mount)) paths.push_back(mount.path);
  return paths;
}

TEST(Mounts, reads_a_line_with_optional_fields_and_escapes) {
  const auto mounts = parse_mountinfo(node);
  ASSERT_TRUE(mounts) << mounts.error().text();
  ASSERT_EQ(mounts->size(), 12U);
  EXPECT_EQ((*mounts)[2].path, "/srv/with blank");
  EXPECT_EQ((*mounts)[2].source, "/dev/sda2");
  EXPECT_THAT((*mounts)[2].options, ElementsAre("ro", "noatime", "rw", "noquota"));
  EXPECT_EQ((*mounts)[9].type, "tmpfs");
}

TEST(Mounts, asks_only_what_is_local_all_the_way) {
  EXPECT_THAT(asked(node), ElementsAre("/", "/srv/with blank", "/homework", "/proc/fs/x"));
}

TEST(Mounts, asks_nothing_below_a_root_that_is_not_local) {
  EXPECT_THAT(asked("1 0 0:1 / / rw - nfs4 server:/root rw\n2 1 8:1 / /data rw - ext4 /dev/sda rw\n"), ElementsAre());
}

TEST(Mounts, asks_the_volumes_of_a_container_and_not_its_layers) {
  EXPECT_THAT(asked("1 0 0:1 / / rw - overlay overlay rw\n2 1 8:1 / /data rw - ext4 /dev/sda rw\n"),
              ElementsAre("/data"));
}

TEST(Mounts, refuses_another_form) {
  for (const char* line : {"x\n", "1 2 3 4 5 6 7 8 9\n", "1 0 8:1 / / rw - ext4\n", "1 0 8:1 / -\n", "\n"})
    EXPECT_EQ(parse_mountinfo(line).error().code, ErrorCode::invalid) << line;
  EXPECT_TRUE(parse_mountinfo("1 0 8:1 / /x\\ rw - ext4 a\\04"));
}

}  // namespace
}  // namespace converge
