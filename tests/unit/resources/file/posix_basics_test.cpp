// SPDX-License-Identifier: MIT
// The kind on the real file system: what it makes, keeps and removes.
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/resources/file/file_fixture.h"

namespace converge {
namespace {

using Rows = std::vector<std::string>;

class PosixBasicsTest : public FileFixture {};

TEST_F(PosixBasicsTest, CreatesAFile) {
  const auto want = desired("/motd", {{"content", text("hello\n")}});
  EXPECT_EQ(rows(want), Rows{"content: absent -> sha256:5891b5b522d5 (6 B)"});
  expect_converges(want);
  EXPECT_EQ(get("/motd"), "hello\n");
  EXPECT_EQ(mode_of("/motd"), 0644U);
  EXPECT_EQ(names_in("/"), std::vector<std::string>{"motd"});
}

TEST_F(PosixBasicsTest, TheUmaskDoesNotCount) {
  const mode_t before = ::umask(077);
  expect_converges(desired("/file", {{"content", text("x")}}));
  expect_converges(desired("/folder", {{"state", text("directory")}}));
  ::umask(before);
  EXPECT_EQ(mode_of("/file"), 0644U);
  EXPECT_EQ(mode_of("/folder"), 0755U);
}

TEST_F(PosixBasicsTest, ReplacesContentAndKeepsTheMode) {
  put("/etc/app.conf", "old", 0640);
  expect_converges(desired("/etc/app.conf", {{"content", text("new")}}));
  EXPECT_EQ(get("/etc/app.conf"), "new");
  EXPECT_EQ(mode_of("/etc/app.conf"), 0640U);
  EXPECT_TRUE(contents_.holds("old"));
}

TEST_F(PosixBasicsTest, AFileInSyncIsNotTouched) {
  const auto want = desired("/a", {{"content", text("same")}, {"mode", text("0600")}});
  expect_converges(want);
  struct stat before {};
  ASSERT_EQ(::stat(real("/a").c_str(), &before), 0);
  expect_converges(want);
  struct stat after {};
  ASSERT_EQ(::stat(real("/a").c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
  EXPECT_EQ(before.st_ctim.tv_nsec, after.st_ctim.tv_nsec);
}

TEST_F(PosixBasicsTest, WithoutContentOnlyMetadataIsManaged) {
  put("/a", "mine");
  expect_converges(desired("/a", {{"mode", text("u=rw,go=")}}));
  EXPECT_EQ(get("/a"), "mine");
  EXPECT_EQ(mode_of("/a"), 0600U);
  expect_converges(desired("/new", {{"mode", text("0600")}}));
  EXPECT_EQ(get("/new"), "");
}

TEST_F(PosixBasicsTest, WhatCannotBeMergedIsTold) {
  const std::string large(file::merge_limit + 1, 'a');
  put("/large", large);
  put("/binary", std::string("a\0b", 3));
  put("/both", large.substr(0, file::text_limit * 2) + '\0');
  const auto words = [&](const std::string& path) {
    const auto found = probe(desired(path, {{"merge", text("lines")}, {"content", text("x")}}));
    return found ? "" : found.error().message;
  };
  EXPECT_EQ(words("/large"), "/large is larger than 4 MiB; only smaller files are merged");
  EXPECT_EQ(words("/binary"), "/binary is binary; only text is merged");
  EXPECT_EQ(words("/both"), "/both is binary; only text is merged");
}

TEST_F(PosixBasicsTest, SetsTheOwnerByNameAndNumber) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  put("/a", "x", 04755);
  expect_converges(desired("/a", {{"owner", text("daemon")}, {"group", text("12345")}}));
  struct stat seen {};
  ASSERT_EQ(::stat(real("/a").c_str(), &seen), 0);
  EXPECT_EQ(seen.st_uid, 1U);
  EXPECT_EQ(seen.st_gid, 12345U);
  EXPECT_EQ(seen.st_mode & 07777U, 04755U) << "a new owner must not drop set-id bits";
  expect_converges(desired("/a", {{"content", text("y")}}));
  ASSERT_EQ(::stat(real("/a").c_str(), &seen), 0);
  EXPECT_EQ(seen.st_uid, 1U) << "a replaced file keeps its owner";
  EXPECT_EQ(seen.st_mode & 07777U, 04755U);
}

TEST_F(PosixBasicsTest, AMissingUserIsAnErrorOfApplyOnly) {
  const auto want = desired("/a", {{"content", text("x")}, {"owner", text("nobody-has-this")}});
  EXPECT_EQ(rows(want), (Rows{"content: absent -> sha256:2d711642b726 (1 B)",
                              "owner: absent -> nobody-has-this (does not exist yet)"}));
  const auto applied = converge(want);
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::not_found);
  EXPECT_NE(applied.error().message.find("no user 'nobody-has-this'"), std::string::npos);
  EXPECT_TRUE(names_in("/").empty());
}

TEST_F(PosixBasicsTest, MakesAndRemovesDirectories) {
  const auto want = desired("/data", {{"state", text("directory")}, {"mode", text("2750")}});
  expect_converges(want);
  EXPECT_EQ(mode_of("/data"), 02750U);
  expect_converges(desired("/data", {{"state", text("absent")}}));
  EXPECT_FALSE(exists("/data"));
}

TEST_F(PosixBasicsTest, AMissingParentIsAnErrorThatNamesIt) {
  for (const char* state : {"present", "directory", "link"}) {
    Pairs pairs = {{"state", text(state)}};
    if (state == std::string("link")) pairs.push_back({"target", text("x")});
    const auto want = desired("/no/such", pairs);
    ASSERT_TRUE(probe(want)) << "a missing parent reads as absent";
    const auto applied = converge(want);
    ASSERT_FALSE(applied);
    EXPECT_NE(applied.error().message.find("the folder /no is not there"), std::string::npos) << applied.error().text();
  }
  EXPECT_FALSE(exists("/no"));
}

TEST_F(PosixBasicsTest, AFileWhereAParentShouldBeReadsAsAbsent) {
  put("/file", "x");
  const auto actual = probe(desired("/file/below", {{"content", text("y")}}));
  ASSERT_TRUE(actual);
  EXPECT_EQ(actual->node.type, file::NodeType::absent);
}

TEST_F(PosixBasicsTest, AFullFolderIsRemovedOnlyRecursively) {
  put("/data/sub/file", "x");
  ASSERT_EQ(::symlink("/etc/passwd", real("/data/link").c_str()), 0);
  const auto applied = converge(desired("/data", {{"state", text("absent")}}));
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::conflict);
  EXPECT_EQ(get("/data/sub/file"), "x");
  expect_converges(desired("/data", {{"state", text("absent")}, {"recursive", Value::boolean(true)}}));
  EXPECT_FALSE(exists("/data"));
}

TEST_F(PosixBasicsTest, MakesAndChangesLinks) {
  expect_converges(desired("/link", {{"target", text("one")}}));
  const auto want = desired("/link", {{"target", text("../two")}});
  EXPECT_EQ(rows(want), Rows{"target: one -> ../two"});
  expect_converges(want);
  std::string target(16, '\0');
  EXPECT_EQ(::readlink(real("/link").c_str(), target.data(), target.size()), 6);
}

TEST_F(PosixBasicsTest, ALinkIsReplacedNotFollowed) {
  put("/target", "precious");
  ASSERT_EQ(::symlink("target", real("/link").c_str()), 0);
  const auto want = desired("/link", {{"content", text("new")}});
  EXPECT_EQ(rows(want), Rows{"content: link to target -> sha256:11507a0e2f5e (3 B)"});
  expect_converges(want);
  EXPECT_EQ(get("/target"), "precious");
  EXPECT_EQ(get("/link"), "new");
}

TEST_F(PosixBasicsTest, EachTypeGivesWayToEachOther) {
  const std::vector<Pairs> shapes = {
      {{"content", text("c")}}, {{"target", text("t")}}, {{"state", text("directory")}}, {{"state", text("absent")}}};
  for (const Pairs& from : shapes) {
    for (const Pairs& to : shapes) {
      expect_converges(desired("/thing", from));
      expect_converges(desired("/thing", to));
    }
  }
}

TEST_F(PosixBasicsTest, MergesAndKeepsTheRest) {
  put("/daemon.json", "{\"a\": 1}\n", 0600);
  Value content = Value::map();
  content.set("b", Value::boolean(true));
  expect_converges(desired("/daemon.json", {{"merge", text("json")}, {"content", content}}));
  EXPECT_NE(get("/daemon.json").find("\"a\": 1"), std::string::npos);
  EXPECT_NE(get("/daemon.json").find("\"b\""), std::string::npos);
  EXPECT_EQ(mode_of("/daemon.json"), 0600U);
}

}  // namespace
}  // namespace converge
