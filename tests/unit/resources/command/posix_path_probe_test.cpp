// SPDX-License-Identifier: MIT
#include "resources/command/posix_path_probe.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace converge {
namespace {

namespace fs = std::filesystem;

class PosixPathProbeTest : public testing::Test {
 protected:
  PosixPathProbeTest() {
    std::string pattern = (fs::temp_directory_path() / "converge-paths-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    fs::create_directories(root_ / "etc/app");
    std::ofstream(root_ / "etc/app/conf") << "x";
  }
  ~PosixPathProbeTest() override {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  /// Within the test's root: what a look answers, which must not be an error.
  PathState look(const std::string& path) {
    const auto state = PosixPathProbe(root_.string()).look(path);
    EXPECT_TRUE(state) << state.error().text();
    return state.value_or(PathState::missing);
  }
  fs::path root_;
};

TEST_F(PosixPathProbeTest, FindsFilesAndFolders) {
  EXPECT_EQ(look("/etc/app/conf"), PathState::present);
  EXPECT_EQ(look("/etc/app"), PathState::present);
  EXPECT_EQ(look("/"), PathState::present);
  EXPECT_EQ(look("/etc/app/other"), PathState::missing);
  EXPECT_EQ(look("/none/at/all"), PathState::missing);
  EXPECT_EQ(look("/etc/app/conf/below-a-file"), PathState::missing);
}

TEST_F(PosixPathProbeTest, LooksAtThisMachineWithoutARoot) {
  PosixPathProbe probe;
  EXPECT_EQ(*probe.look("/etc/passwd"), PathState::present);
  EXPECT_EQ(*probe.look((root_ / "etc/app/conf").string()), PathState::present);
  EXPECT_EQ(*probe.look((root_ / "none").string()), PathState::missing);
}

TEST_F(PosixPathProbeTest, FollowsLinksInsideTheRoot) {
  fs::create_symlink("/etc/app/conf", root_ / "absolute");
  fs::create_symlink("../../../../etc/app", root_ / "etc/climbing");
  fs::create_symlink("/nowhere", root_ / "dangling");
  EXPECT_EQ(look("/absolute"), PathState::present);
  EXPECT_EQ(look("/etc/climbing/conf"), PathState::present);
  EXPECT_EQ(look("/dangling"), PathState::missing);
}

TEST_F(PosixPathProbeTest, NeverLeavesTheRoot) {
  ASSERT_TRUE(fs::exists("/etc/passwd"));
  fs::create_symlink("/etc/passwd", root_ / "passwd");
  EXPECT_EQ(look("/passwd"), PathState::missing) << "it is the root's own /etc/passwd that is meant";
  EXPECT_EQ(look("/../../../../../../../etc/passwd"), PathState::missing);
}

TEST_F(PosixPathProbeTest, ALoopOfLinksIsAnErrorAndNotMissing) {
  fs::create_symlink("/b", root_ / "a");
  fs::create_symlink("/a", root_ / "b");
  const auto state = PosixPathProbe(root_.string()).look("/a");
  ASSERT_FALSE(state);
  EXPECT_NE(state.error().text().find("looking for /a"), std::string::npos);
}

TEST_F(PosixPathProbeTest, WhatMayNotBeSeenIsDeniedAndNotMissing) {
  const auto attempt = [this] {
    ::chmod(root_.c_str(), 0755);
    ::chmod((root_ / "etc").c_str(), 0700);
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(2);
    if (::geteuid() != 65534) ::chmod((root_ / "etc").c_str(), 0);
    const auto state = PosixPathProbe(root_.string()).look("/etc/app/conf");
    ::_exit(!state && state.error().code == ErrorCode::denied ? 0 : 1);
  };
  EXPECT_EXIT(attempt(), testing::ExitedWithCode(0), "");
  ::chmod((root_ / "etc").c_str(), 0700);
}

TEST_F(PosixPathProbeTest, AMissingRootIsAnError) {
  const auto state = PosixPathProbe((root_ / "missing").string()).look("/etc");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace converge
