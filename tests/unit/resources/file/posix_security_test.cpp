// SPDX-License-Identifier: MIT
// Links, second names and foreign leftovers: nobody leads the run elsewhere.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "tests/unit/resources/file/file_fixture.h"

namespace converge {
namespace {

constexpr uid_t stranger = 12345;

class PosixSecurityTest : public FileFixture {
 protected:
  void make_folder(const std::string& path, mode_t mode, uid_t owner) const {
    ASSERT_EQ(::mkdir(real(path).c_str(), 0700), 0);
    ASSERT_EQ(::chown(real(path).c_str(), owner, owner), 0);
    ASSERT_EQ(::chmod(real(path).c_str(), mode), 0);
  }
  void make_link(const std::string& path, const std::string& target, uid_t owner = ::geteuid()) const {
    ASSERT_EQ(::symlink(target.c_str(), real(path).c_str()), 0);
    if (owner != ::geteuid()) {
      ASSERT_EQ(::lchown(real(path).c_str(), owner, owner), 0);
    }
  }
  void expect_denied(const file::Desired& want, const std::string& part) {
    const auto actual = probe(want);
    ASSERT_FALSE(actual);
    EXPECT_EQ(actual.error().code, ErrorCode::denied);
    EXPECT_NE(actual.error().message.find(part), std::string::npos) << actual.error().message;
  }
};

TEST_F(PosixSecurityTest, ALinkOfOursAmongTheParentsIsFollowed) {
  put("/real/sub/old", "x");
  make_link("/alias", "real");
  make_link("/real/up", "../real/sub");
  expect_converges(desired("/alias/up/new", {{"content", text("y")}}));
  EXPECT_EQ(get("/real/sub/new"), "y");
}

TEST_F(PosixSecurityTest, AStrangersLinkAmongTheParentsIsNot) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to make files of another user";
  put("/etc/shadow", "precious", 0600);
  make_folder("/home", 0755, stranger);
  make_link("/home/dir", "/etc", stranger);
  const auto want = desired("/home/dir/shadow", {{"content", text("owned")}});
  expect_denied(want, "'dir'");
  EXPECT_EQ(get("/etc/shadow"), "precious");
}

TEST_F(PosixSecurityTest, NorIsARootsLinkThatAStrangerCouldHaveMoved) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to make files of another user";
  put("/etc/x", "precious");
  make_folder("/open", 0777, 0);
  make_link("/open/dir", "/etc");
  expect_denied(desired("/open/dir/x", {{"content", text("owned")}}), "'dir'");
  ASSERT_EQ(::chmod(real("/open").c_str(), 01777), 0);
  expect_converges(desired("/open/dir/x", {{"content", text("sticky folders keep it safe")}}));
}

TEST_F(PosixSecurityTest, AParentSwappedAfterTheProbeIsNoticed) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to make files of another user";
  put("/etc/conf", "precious");
  make_folder("/home", 0755, stranger);
  make_folder("/home/dir", 0755, stranger);
  const auto changes = plan(desired("/home/dir/conf", {{"content", text("owned")}}));
  ASSERT_EQ(changes.size(), 1U);
  ASSERT_EQ(::rmdir(real("/home/dir").c_str()), 0);
  make_link("/home/dir", "../etc", stranger);
  const std::span<const file::Change> work[] = {changes};
  const auto applied = std::move(kind_->apply(work, {}).front());
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::denied);
  EXPECT_EQ(get("/etc/conf"), "precious");
}

TEST_F(PosixSecurityTest, NothingLeadsOutOfTheRoot) {
  TemporaryFolder outside;
  make_link("/absolute", outside.path());
  make_link("/relative", "../../../../../../../../" + outside.path());
  ASSERT_EQ(::mkdir(real("/inside").c_str(), 0755), 0);
  // Inside the root, the targets of both links are not there.
  EXPECT_FALSE(converge(desired("/absolute/x", {{"content", text("escaped")}})));
  EXPECT_FALSE(converge(desired("/relative/x", {{"content", text("escaped")}})));
  ASSERT_TRUE(converge(desired("/inside/../../../x", {{"content", text("stays")}})));
  EXPECT_EQ(get("/x"), "stays");
  EXPECT_TRUE(std::filesystem::is_empty(outside.path()));
}

TEST_F(PosixSecurityTest, ARemovalStopsAtLinks) {
  put("/keep/file", "x");
  put("/gone/file", "y");
  make_link("/gone/link", "../keep");
  expect_converges(desired("/gone", {{"state", text("absent")}, {"recursive", Value::boolean(true)}}));
  EXPECT_EQ(get("/keep/file"), "x");
}

TEST_F(PosixSecurityTest, AReplacedFileLeavesItsOtherNamesAlone) {
  put("/a", "shared");
  ASSERT_EQ(::link(real("/a").c_str(), real("/b").c_str()), 0);
  expect_converges(desired("/a", {{"content", text("new")}}));
  EXPECT_EQ(get("/b"), "shared");
}

TEST_F(PosixSecurityTest, APlantedSecondNameGetsNoNewOwner) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to make files of another user";
  put("/etc/shadow", "precious", 0600);
  make_folder("/home", 0755, stranger);
  ASSERT_EQ(::link(real("/etc/shadow").c_str(), real("/home/mine").c_str()), 0);
  const auto applied = converge(desired("/home/mine", {{"owner", text("12345")}, {"mode", text("0666")}}));
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::denied);
  EXPECT_EQ(mode_of("/etc/shadow"), 0600U);
}

TEST_F(PosixSecurityTest, ALeftoverOfOursIsCleared) {
  put(temporary("/a"), "half of a fi", 0600);
  expect_converges(desired("/a", {{"content", text("whole")}}));
  EXPECT_EQ(names_in("/"), std::vector<std::string>{"a"});
}

TEST_F(PosixSecurityTest, AThingOfOthersInTheWayIsNot) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to make files of another user";
  put(temporary("/a"), "bait", 0666);
  ASSERT_EQ(::chown(real(temporary("/a")).c_str(), stranger, stranger), 0);
  const auto applied = converge(desired("/a", {{"content", text("x")}}));
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::conflict);
  EXPECT_EQ(get(temporary("/a")), "bait");
}

/// Runs as another user in a child process, so that this one keeps its rights.
int as_stranger(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(::setgid(stranger) == 0 && ::setuid(stranger) == 0 ? body() : 99);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

TEST_F(PosixSecurityTest, WhatCannotBeReadIsDeniedNotAbsent) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to act as another user";
  put("/secret", "x", 0600);
  put("/closed/file", "x");
  ASSERT_EQ(::chmod(real("/closed").c_str(), 0700), 0);
  for (const char* path : {"/secret", "/closed/file"}) {
    const auto want = desired(path, {{"content", text("y")}});
    EXPECT_EQ(as_stranger([&] {
                const auto actual = probe(want);
                return !actual && actual.error().code == ErrorCode::denied ? 0 : 1;
              }),
              0)
        << path;
  }
}

TEST_F(PosixSecurityTest, AFolderWithoutWriteRightsIsDenied) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to act as another user";
  put("/etc/file", "x", 0644);
  const auto want = desired("/etc/file", {{"content", text("y")}});
  EXPECT_EQ(as_stranger([&] {
              const auto applied = converge(want);
              return !applied && applied.error().code == ErrorCode::denied ? 0 : 1;
            }),
            0);
  EXPECT_EQ(get("/etc/file"), "x");
  EXPECT_EQ(names_in("/etc"), std::vector<std::string>{"file"});
}

/// A sticky bit keeps names from being moved, not from being made.
TEST_F(PosixSecurityTest, ASecondNameInAStickyFolderIsNotTrustedEither) {
  put("/etc/shadow", "precious", 0600);
  make_folder("/tmp", 01777, ::geteuid());
  ASSERT_EQ(::link(real("/etc/shadow").c_str(), real("/tmp/app.log").c_str()), 0);
  const auto done = converge(desired("/tmp/app.log", {{"mode", text("0666")}}));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::denied);
  EXPECT_EQ(mode_of("/etc/shadow"), 0600U);
}

TEST_F(PosixSecurityTest, ANewOwnerDoesNotCostAProgramItsCapabilities) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  put("/ping", "program", 0755);
  // Version 2, effective, net_bind_service.
  const std::string capability("\x01\x00\x00\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 20);
  const char* name = "security.capability";
  if (::setxattr(real("/ping").c_str(), name, capability.data(), capability.size(), 0) != 0) {
    GTEST_SKIP() << "this file system, or this container, takes no capabilities";
  }
  expect_converges(desired("/ping", {{"owner", text(std::to_string(stranger))}}));
  std::string now(64, '\0');
  const ssize_t size = ::getxattr(real("/ping").c_str(), name, now.data(), now.size());
  ASSERT_EQ(size, 20);
  EXPECT_EQ(now.substr(0, 20), capability);
}

}  // namespace
}  // namespace converge
