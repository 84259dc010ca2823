// SPDX-License-Identifier: MIT
#include "state/content_store.h"

#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "engine/core/hash.h"
#include "state/content_file.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using ::testing::HasSubstr;

class ContentStoreTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string folder() const { return temporary_ / "content"; }
  static Result<ContentRef> keep(FolderContentStore& store, std::string_view text) {
    return store.keep(*read_bytes(text));
  }
  static Result<std::string> text_of(const FolderContentStore& store, const ContentRef& ref) {
    return read_all(store, ref, 1 << 20);
  }
  TemporaryFolder temporary_;
};

/// Gives `size` bytes without ever holding them.
class LongReader final : public ContentReader {
 public:
  explicit LongReader(std::uint64_t size) : left_(size) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, buffer.size()));
    std::fill_n(buffer.begin(), count, 'x');
    left_ -= count;
    return count;
  }

 private:
  std::uint64_t left_;
};

class BrokenReader final : public ContentReader {
 public:
  Result<std::size_t> read(std::span<char>) override { return fail(ErrorCode::io, "the disk is gone"); }
};

TEST_F(ContentStoreTest, GivesBackWhatItKeeps) {
  FolderContentStore store(folder());
  const std::string binary("a\0b\xff\n", 5);
  for (const std::string& text : {std::string("hello\n"), std::string(), binary, std::string(200'000, 'y')}) {
    const auto ref = keep(store, text);
    ASSERT_TRUE(ref) << ref.error().text();
    EXPECT_EQ(ref->sha256, sha256(text));
    EXPECT_EQ(ref->size, text.size());
    EXPECT_EQ(text_of(store, *ref).value(), text);
    EXPECT_EQ(text_of(FolderContentStore(folder()), *ref).value(), text) << "for another process too";
  }
}

TEST_F(ContentStoreTest, IsPrivateAndNamedByDigest) {
  FolderContentStore store(folder());
  const auto ref = keep(store, "hello\n").value();
  const std::string path = folder() + "/" + ref.sha256.substr(0, 2) + "/" + ref.sha256;
  EXPECT_EQ(file_text(path), "hello\n");
  EXPECT_EQ(mode_of(path), owner_only_file);
  EXPECT_EQ(mode_of(folder()), owner_only_folder);
  EXPECT_EQ(mode_of(folder() + "/" + ref.sha256.substr(0, 2)), owner_only_folder);
}

TEST_F(ContentStoreTest, WhatIsPinnedIsNotDroppedForOthers) {
  FolderContentStore store(folder(), {10, 10});
  const auto wanted = keep(store, "aaaa").value();
  const auto other = keep(store, "bbbb").value();
  store.pin(wanted.sha256);
  const auto third = keep(store, "cccc").value();
  EXPECT_EQ(text_of(store, wanted).value(), "aaaa");
  EXPECT_EQ(store.open(other).error().code, ErrorCode::not_found);
  EXPECT_EQ(text_of(store, third).value(), "cccc");
}

TEST_F(ContentStoreTest, OpeningMakesNothing) {
  const FolderContentStore store(folder());
  const auto opened = store.open({sha256("x"), 1});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::not_found);
  EXPECT_FALSE(std::filesystem::exists(folder()));
  EXPECT_EQ(FolderContentStore(folder()).total().value(), 0U);
}

TEST_F(ContentStoreTest, AMalformedDigestNeverBecomesAPath) {
  const FolderContentStore store(folder());
  EXPECT_EQ(store.open({"../../etc/passwd", 1}).error().code, ErrorCode::invalid);
}

TEST_F(ContentStoreTest, RefusesWhatIsTooLargeAndLeavesNothingBehind) {
  FolderContentStore store(folder(), {.total = 1000, .item = 100});
  EXPECT_TRUE(keep(store, std::string(100, 'a')));
  const auto kept = keep(store, std::string(101, 'b'));
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, ErrorCode::unsupported);
  EXPECT_EQ(store.total().value(), 100U);
  EXPECT_EQ(FolderContentStore(folder()).total().value(), 100U);
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    EXPECT_TRUE(entry.is_directory()) << entry.path();
  }
}

TEST_F(ContentStoreTest, TheOldestGoFirst) {
  std::vector<ContentRef> refs;
  {
    FolderContentStore store(folder(), {.total = 300, .item = 100});
    for (const char letter : {'a', 'b', 'c'}) refs.push_back(keep(store, std::string(100, letter)).value());
    EXPECT_TRUE(keep(store, std::string(100, 'a'))) << "kept again: now the newest";
    refs.push_back(keep(store, std::string(100, 'd')).value());
    EXPECT_EQ(store.total().value(), 300U);
  }
  FolderContentStore store(folder(), {.total = 300, .item = 100});
  EXPECT_TRUE(store.open(refs[0]));
  EXPECT_EQ(store.open(refs[1]).error().code, ErrorCode::not_found);
  EXPECT_THAT(store.open(refs[1]).error().text(), HasSubstr("no longer in the store"));
  EXPECT_TRUE(store.open(refs[2]));
  EXPECT_TRUE(keep(store, std::string(50, 'e'))) << "the next process knows the ages too";
  EXPECT_EQ(store.open(refs[2]).error().code, ErrorCode::not_found);
  EXPECT_TRUE(store.open(refs[0]));
  EXPECT_EQ(store.total().value(), 250U);
}

TEST_F(ContentStoreTest, NoticesDamage) {
  FolderContentStore store(folder());
  const auto ref = keep(store, "hello\n").value();
  const std::string path = content_path(folder(), ref.sha256);
  write_file(path, "jello\n");
  const auto other_bytes = text_of(store, ref);
  ASSERT_FALSE(other_bytes);
  EXPECT_EQ(other_bytes.error().code, ErrorCode::invalid);
  EXPECT_THAT(other_bytes.error().text(), HasSubstr(path));
  write_file(path, "hello");
  EXPECT_EQ(store.open(ref).error().code, ErrorCode::invalid) << "the size is checked at once";
  ASSERT_TRUE(keep(store, "hello\n"));
  EXPECT_EQ(text_of(store, ref).value(), "hello\n") << "keeping it again heals it";
}

TEST_F(ContentStoreTest, FollowsNoLinks) {
  FolderContentStore store(folder());
  const auto ref = keep(store, "hello\n").value();
  const std::string path = content_path(folder(), ref.sha256);
  std::filesystem::rename(path, temporary_ / "elsewhere");
  std::filesystem::create_symlink(temporary_ / "elsewhere", path);
  EXPECT_FALSE(store.open(ref));
}

TEST_F(ContentStoreTest, AReaderThatFailsLeavesNothing) {
  FolderContentStore store(folder());
  BrokenReader reader;
  const auto kept = store.keep(reader);
  ASSERT_FALSE(kept);
  EXPECT_THAT(kept.error().text(), HasSubstr("the disk is gone"));
  EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

TEST_F(ContentStoreTest, SweepsUpAfterAKilledRun) {
  std::filesystem::create_directory(folder());
  write_file(folder() + "/.pending-abc123", "half");
  write_file(folder() + "/README", "not ours");
  FolderContentStore store(folder());
  ASSERT_TRUE(keep(store, "x"));
  EXPECT_FALSE(std::filesystem::exists(folder() + "/.pending-abc123"));
  EXPECT_TRUE(std::filesystem::exists(folder() + "/README"));
}

TEST_F(ContentStoreTest, KeepsFromSeveralThreads) {
  FolderContentStore store(folder());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&store, t] {
      for (int i = 0; i < 20; ++i) {
        const std::string text = std::to_string(i % 2 == 0 ? i : t * 100 + i);  // half of them shared
        const auto ref = keep(store, text);
        EXPECT_TRUE(ref && text_of(store, *ref) == text);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(ContentStoreTest, StreamsLargeContents) {
  FolderContentStore store(folder());
  LongReader reader(std::uint64_t{48} << 20);
  const auto ref = store.keep(reader);
  ASSERT_TRUE(ref);
  EXPECT_EQ(ref->size, std::uint64_t{48} << 20);
  const auto opened = store.open(*ref);
  ASSERT_TRUE(opened);
  std::vector<char> buffer(1 << 16);
  std::uint64_t total = 0;
  for (auto count = (*opened)->read(buffer); count && *count > 0; count = (*opened)->read(buffer)) total += *count;
  EXPECT_EQ(total, ref->size);
}

}  // namespace
}  // namespace converge
