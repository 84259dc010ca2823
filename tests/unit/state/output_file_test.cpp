// SPDX-License-Identifier: MIT
#include "state/output_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

Result<void> put(const std::string& path, const std::string& text) {
  auto file = OutputFile::open(path);
  if (!file) return fail(std::move(file.error()));
  if (auto written = write_all(file->get(), text); !written) return written;
  return file->publish();
}

TEST(OutputFile, ANewFileIsThereWhenItIsWhole) {
  TemporaryFolder temporary;
  auto file = OutputFile::open(temporary / "plan");
  ASSERT_TRUE(file);
  ASSERT_TRUE(write_all(file->get(), "text"));
  EXPECT_FALSE(fs::exists(temporary / "plan"));
  ASSERT_TRUE(file->publish());
  EXPECT_EQ(file_text(temporary / "plan"), "text");
  EXPECT_EQ(mode_of(temporary / "plan"), owner_only_file);
}

TEST(OutputFile, OneThatIsGivenUpLeavesTheOldOne) {
  TemporaryFolder temporary;
  write_file(temporary / "plan", "old");
  { auto file = OutputFile::open(temporary / "plan"); ASSERT_TRUE(file && write_all(file->get(), "new")); }
  EXPECT_EQ(file_text(temporary / "plan"), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(temporary.path()), {}), 1);
}

TEST(OutputFile, ALinkStaysALinkAndItsFileIsReplaced) {
  TemporaryFolder temporary;
  fs::create_directory(temporary / "below");
  write_file(temporary / "below/real", "old");
  fs::create_symlink("below/real", temporary / "plan");
  ASSERT_TRUE(put(temporary / "plan", "new"));
  EXPECT_TRUE(fs::is_symlink(temporary / "plan"));
  EXPECT_EQ(file_text(temporary / "below/real"), "new");
}

TEST(OutputFile, APipeIsWrittenToAndStaysAPipe) {
  TemporaryFolder temporary;
  ASSERT_EQ(::mkfifo((temporary / "pipe").c_str(), 0600), 0);
  const auto reader = open_descriptor(temporary / "pipe", O_RDONLY | O_NONBLOCK);
  ASSERT_TRUE(reader);
  ASSERT_TRUE(put(temporary / "pipe", "text"));
  std::string text(4, ' ');
  ASSERT_EQ(read_some(reader->get(), text).value(), 4U);
  EXPECT_EQ(text, "text");
  EXPECT_TRUE(fs::is_fifo(temporary / "pipe"));
}

TEST(OutputFile, ADeviceIsWrittenToAndStaysADevice) {
  TemporaryFolder temporary;
  fs::create_symlink("/dev/null", temporary / "null");
  ASSERT_TRUE(put(temporary / "null", "text"));
  EXPECT_TRUE(fs::is_symlink(temporary / "null"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(OutputFile, AnOpenFileBehindDevStaysTheSameFile) {
  TemporaryFolder temporary;
  const std::string file = temporary / "out";
  const Descriptor held(open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  ASSERT_TRUE(put("/dev/fd/" + std::to_string(held.get()), "text"));
  struct stat through {};
  struct stat named {};
  ASSERT_EQ(fstat(held.get(), &through), 0);
  ASSERT_EQ(stat(file.c_str(), &named), 0);
  EXPECT_EQ(through.st_ino, named.st_ino) << "who holds it open sees what was written";
  EXPECT_EQ(through.st_size, 4);
}

TEST(OutputFile, WhatCannotTakeAnAnswerIsRefused) {
  TemporaryFolder temporary;
  fs::create_symlink("nowhere", temporary / "dangling");
  EXPECT_THAT(put(temporary.path(), "x").error().text(), HasSubstr("is a folder"));
  EXPECT_THAT(put(temporary / "dangling", "x").error().text(), HasSubstr("leads nowhere"));
  EXPECT_EQ(put(temporary / "no/such/folder", "x").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace converge
