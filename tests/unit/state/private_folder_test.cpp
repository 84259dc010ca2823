// SPDX-License-Identifier: MIT
#include "state/private_folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>

#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

TEST(PrivateFolder, OnlyTheInnermostIsPrivate) {
  TemporaryFolder temporary;
  ASSERT_TRUE(make_private_folder(temporary / "var/lib/converge"));
  EXPECT_EQ(mode_of(temporary / "var/lib/converge"), owner_only_folder);
  for (const char* above : {"var", "var/lib"}) {
    EXPECT_EQ(mode_of(temporary / above), static_cast<fs::perms>(0755)) << above;
  }
}

TEST(PrivateFolder, OneThatExistsIsLeftAsItIs) {
  TemporaryFolder temporary;
  fs::create_directory(temporary / "a");
  fs::permissions(temporary / "a", static_cast<fs::perms>(0750));
  ASSERT_TRUE(make_private_folder(temporary / "a"));
  EXPECT_EQ(mode_of(temporary / "a"), static_cast<fs::perms>(0750));
  ASSERT_TRUE(make_private_folder(temporary / "a/b"));
  EXPECT_EQ(mode_of(temporary / "a"), static_cast<fs::perms>(0750));
}

TEST(PrivateFolder, AFileInTheWayIsNamed) {
  TemporaryFolder temporary;
  write_file(temporary / "a", "");
  const auto made = make_private_folder(temporary / "a");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::conflict);
  EXPECT_THAT(made.error().text(), HasSubstr(temporary / "a"));
  EXPECT_FALSE(make_private_folder(temporary / "a/b"));
}

TEST(PendingFile, AppearsWhenItIsPublished) {
  TemporaryFolder temporary;
  auto file = PendingFile::create(temporary.path());
  ASSERT_TRUE(file);
  ASSERT_TRUE(write_all(file->get(), "whole"));
  EXPECT_FALSE(fs::exists(temporary / "name"));
  ASSERT_TRUE(file->publish(temporary / "name"));
  EXPECT_EQ(file_text(temporary / "name"), "whole");
  EXPECT_EQ(mode_of(temporary / "name"), owner_only_file);
}

TEST(PendingFile, LeavesNothingWhenItIsGivenUp) {
  TemporaryFolder temporary;
  { EXPECT_TRUE(PendingFile::create(temporary.path())); }
  EXPECT_TRUE(fs::is_empty(temporary.path()));
  EXPECT_EQ(PendingFile::create(temporary / "none").error().code, ErrorCode::not_found);
}

TEST(WritePrivateFile, ReplacesTheOldText) {
  TemporaryFolder temporary;
  ASSERT_TRUE(write_private_file(temporary / "a", "old and longer"));
  ASSERT_TRUE(write_private_file(temporary / "a", "new"));
  EXPECT_EQ(file_text(temporary / "a"), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(temporary.path()), fs::directory_iterator()), 1);
}

TEST(NamelessFile, HasNoName) {
  TemporaryFolder temporary;
  const auto file = nameless_file(temporary.path());
  ASSERT_TRUE(file) << file.error().text();
  ASSERT_TRUE(write_all(file->get(), "text"));
  EXPECT_TRUE(fs::is_empty(temporary.path()));
  std::array<char, 10> buffer{};
  EXPECT_EQ(read_at(file->get(), buffer, 2).value(), 2U);
  EXPECT_FALSE(nameless_file(temporary / "none"));
}

TEST(FolderOf, IsAllButTheName) {
  EXPECT_EQ(folder_of("/a/b"), "/a");
  EXPECT_EQ(folder_of("/a"), "/");
  EXPECT_EQ(folder_of("a/b"), "a");
  EXPECT_EQ(folder_of("a"), ".");
}

TEST(ReadWhole, IsBoundedAndFollowsNoLink) {
  TemporaryFolder temporary;
  write_file(temporary / "a", "12345");
  EXPECT_EQ(read_whole(temporary / "a", 5).value(), "12345");
  EXPECT_EQ(read_whole(temporary / "a", 4).error().code, ErrorCode::unsupported);
  EXPECT_EQ(read_whole(temporary / "b", 4).error().code, ErrorCode::not_found);
  fs::create_symlink("a", temporary / "link");
  EXPECT_FALSE(read_whole(temporary / "link", 5));
}

TEST(Descriptor, ClosesWhatItOwns) {
  TemporaryFolder temporary;
  int number = -1;
  {
    Descriptor first = open_descriptor(temporary.path(), O_RDONLY).value();
    number = first.get();
    Descriptor second = std::move(first);
    EXPECT_EQ(second.get(), number);
  }
  EXPECT_EQ(::fcntl(number, F_GETFD), -1);
  EXPECT_FALSE(Descriptor().valid());
}

}  // namespace
}  // namespace converge
