// SPDX-License-Identifier: MIT
#include "state/folder_source.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <array>

#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class FolderSourceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(temporary_ / "site/roles/web/files");
    write_file(temporary_ / "site/site.yaml", "- name: x\n");
    write_file(temporary_ / "site/roles/web/files/run.sh", "#!/bin/sh\n");
    fs::permissions(temporary_ / "site/roles/web/files/run.sh", fs::perms::owner_all);
    fs::create_symlink("web", temporary_ / "site/roles/www");
    fs::create_symlink("roles/web/files/run.sh", temporary_ / "site/run");
    fs::create_symlink("nowhere", temporary_ / "site/dangling");
    fs::create_symlink("../secret", temporary_ / "site/out");
    fs::create_symlink("/etc/passwd", temporary_ / "site/absolute");
    fs::create_symlink("..", temporary_ / "site/up");
    write_file(temporary_ / "secret", "do not read\n");
    source_ = open_folder_source(temporary_ / "site").value();
  }
  TemporaryFolder temporary_;
  std::unique_ptr<Source> source_;
};

TEST_F(FolderSourceTest, ReadsFiles) {
  EXPECT_EQ(source_->read("site.yaml").value(), "- name: x\n");
  EXPECT_EQ(source_->read("./roles//web/files/run.sh").value(), "#!/bin/sh\n");
  EXPECT_EQ(source_->revision(), "");
  EXPECT_EQ(source_->describe(), temporary_ / "site");
}

TEST_F(FolderSourceTest, OpensInPieces) {
  auto reader = source_->open("site.yaml").value();
  std::array<char, 4> piece{};
  std::string text;
  for (auto count = reader->read(piece); count && *count > 0; count = reader->read(piece)) {
    text.append(piece.data(), *count);
  }
  EXPECT_EQ(text, "- name: x\n");
}

TEST_F(FolderSourceTest, ListsInByteOrder) {
  const auto entries = source_->list("").value();
  std::vector<std::string> names;
  for (const SourceEntry& entry : entries) names.push_back(entry.name);
  EXPECT_THAT(names, ::testing::ElementsAre("absolute", "dangling", "out", "roles", "run", "site.yaml", "up"));
  EXPECT_EQ(entries[3].type, SourceType::directory);
  EXPECT_EQ(entries[4].type, SourceType::link);
  EXPECT_EQ(entries[4].target, "roles/web/files/run.sh");
  EXPECT_EQ(entries[5].type, SourceType::file);
  EXPECT_EQ(entries[5].size, 10U);
  EXPECT_FALSE(entries[5].executable);
}

TEST_F(FolderSourceTest, StatsWithoutFollowingTheLastLink) {
  const auto file = source_->stat("roles/www/files/run.sh").value();
  EXPECT_EQ(file.name, "run.sh");
  EXPECT_EQ(file.type, SourceType::file);
  EXPECT_EQ(file.size, 10U);
  EXPECT_TRUE(file.executable);
  const auto link = source_->stat("dangling").value();
  EXPECT_EQ(link.type, SourceType::link);
  EXPECT_EQ(link.target, "nowhere");
  EXPECT_EQ(source_->stat("").value().type, SourceType::directory);
  EXPECT_EQ(source_->stat("missing").error().code, ErrorCode::not_found);
}

TEST_F(FolderSourceTest, FollowsLinksThatStayInside) {
  EXPECT_EQ(source_->read("run").value(), "#!/bin/sh\n");
  EXPECT_EQ(source_->list("roles/www/files").value().size(), 1U);
}

TEST_F(FolderSourceTest, NeverLeavesTheFolder) {
  for (const std::string path : {"out", "absolute", "up/secret", "../secret", "/etc/passwd", "roles/../../secret"}) {
    const auto text = source_->read(path);
    ASSERT_FALSE(text) << path;
    EXPECT_EQ(text.error().code, ErrorCode::denied) << path << ": " << text.error().text();
  }
  EXPECT_EQ(source_->list("up").error().code, ErrorCode::denied);
  EXPECT_THAT(source_->read("out").error().text(), HasSubstr("leads out of"));
}

TEST_F(FolderSourceTest, SaysWhatIsNoFileOrFolder) {
  EXPECT_EQ(source_->read("missing.yaml").error().code, ErrorCode::not_found);
  EXPECT_EQ(source_->read("roles").error().code, ErrorCode::unsupported);
  EXPECT_EQ(source_->list("site.yaml").error().code, ErrorCode::not_found);
  EXPECT_EQ(source_->list("missing").error().code, ErrorCode::not_found);
}

TEST_F(FolderSourceTest, DoesNotWaitForAPipe) {
  ASSERT_EQ(::mkfifo((temporary_ / "site/pipe").c_str(), 0600), 0);
  EXPECT_EQ(source_->read("pipe").error().code, ErrorCode::unsupported);
  EXPECT_EQ(source_->stat("pipe").value().size, 0U);
}

TEST_F(FolderSourceTest, AFolderThatIsNotThereIsNotFound) {
  EXPECT_EQ(open_folder_source(temporary_ / "none").error().code, ErrorCode::not_found);
  EXPECT_EQ(open_folder_source(temporary_ / "secret").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace converge
