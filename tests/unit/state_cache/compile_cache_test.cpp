// SPDX-License-Identifier: MIT
#include "state/compile_cache.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/fakes/fake_source.h"
#include "tests/unit/state/contents.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

struct CompileCaches : testing::Test {
  TemporaryFolder folder;
  std::string path = folder / "cache";
  CompileCache cache{path};
  FakeSource source{{{"site.yaml", "- hosts: all\n"}}};
  MemoryContents contents;
  CacheKey key{"fake", "", "site.yaml", "web1", "selection", "0.1"};
  std::map<std::string, std::string> facts;
  std::map<std::string, std::string> now;  ///< what the facts are when the cache is asked
  CompileCache::StillKnown still = [this](const std::string& fact, const std::string& digest) { return now[fact] == digest; };
  std::string catalog = "{\"converge\":\"catalog\"}";

  void keep() {
    const RecordedSource recorded(source);
    static_cast<void>(recorded.read("site.yaml"));
    const std::vector<ContentRef> texts = {contents.add("hello")};
    const std::map<std::string, std::string> files = {{"digest", "files/a"}};
    const auto answers = recorded.answers();
    cache.keep(key, {catalog, contents, texts, files, answers, facts});
  }
  [[nodiscard]] std::string file() const { return path + "/" + key.digest() + ".catalog"; }
};

TEST_F(CompileCaches, what_is_kept_is_found) {
  keep();
  const auto found = cache.find(key, source, still);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->catalog, catalog);
  EXPECT_EQ(found->files.at("digest"), "files/a");
  EXPECT_EQ(*read_all(*found->contents, contents.refs()[0], 100), "hello");
}

TEST_F(CompileCaches, not_after_the_source_changed) {
  keep();
  source.files["site.yaml"] += "#";
  EXPECT_FALSE(cache.find(key, source, still));
}

TEST_F(CompileCaches, not_after_a_fact_changed) {
  facts = {{"os", "digest"}};
  now = facts;
  keep();
  EXPECT_TRUE(cache.find(key, source, still));
  now["os"] = "other";
  EXPECT_FALSE(cache.find(key, source, still));
}

TEST_F(CompileCaches, not_under_another_key) {
  keep();
  for (std::string CacheKey::*part : {&CacheKey::source, &CacheKey::revision, &CacheKey::playbook, &CacheKey::host,
                                      &CacheKey::selection, &CacheKey::tool}) {
    CacheKey other = key;
    other.*part += "x";
    EXPECT_FALSE(cache.find(other, source, still));
  }
  const CacheKey shifted{"fak", "e", key.playbook, key.host, key.selection, key.tool};
  EXPECT_NE(shifted.digest(), key.digest());
}

TEST_F(CompileCaches, a_file_that_others_may_write_is_not_trusted) {
  keep();
  ASSERT_EQ(chmod(file().c_str(), 0620), 0);
  EXPECT_FALSE(cache.find(key, source, still));
}

TEST_F(CompileCaches, a_link_is_not_trusted) {
  keep();
  std::filesystem::rename(file(), folder / "elsewhere");
  std::filesystem::create_symlink(folder / "elsewhere", file());
  EXPECT_FALSE(cache.find(key, source, still));
}

TEST_F(CompileCaches, a_torn_file_is_compiled_anew) {
  keep();
  const std::string whole = file_text(file());
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    write_file(file(), whole.substr(0, length));
    EXPECT_FALSE(cache.find(key, source, still)) << length;
  }
}

/// As after a power cut: the length is right and the bytes are not.
TEST_F(CompileCaches, contents_that_were_lost_are_noticed_and_the_entry_goes) {
  keep();
  std::string text = file_text(file());
  ASSERT_TRUE(text.ends_with("hello"));
  text.replace(text.size() - 5, 5, 5, '\0');
  write_file(file(), text);
  EXPECT_FALSE(cache.find(key, source, still));
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(CompileCaches, no_more_is_kept_than_the_bounds_say) {
  cache = CompileCache(path, {3, 1 << 20});
  const auto today = std::filesystem::file_time_type::clock::now();
  for (const char* host : {"a", "b", "c", "d", "e"}) {
    key.host = host;
    keep();
    // Their order must not hang on how fine the clock of the file system is.
    std::filesystem::last_write_time(file(), today - std::chrono::hours(200 - host[0]));
  }
  key.host = "f";
  keep();
  EXPECT_TRUE(cache.find(key, source, still));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path), {}), 3);
  key.host = "a";
  EXPECT_FALSE(cache.find(key, source, still));
  key.host = "e";
  EXPECT_TRUE(cache.find(key, source, still));
  cache = CompileCache(path, {3, 1});
  key.host = "g";
  keep();
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path), {}), 0);
}

TEST_F(CompileCaches, what_a_killed_run_left_goes_once_nobody_can_be_writing_it) {
  keep();
  const auto today = std::filesystem::file_time_type::clock::now();
  for (const auto& [name, age] : {std::pair{"old.catalog.12", 2}, std::pair{"new.catalog.13", 0}}) {
    write_file(path + "/" + name, "x");
    std::filesystem::last_write_time(path + "/" + name, today - std::chrono::hours(age));
  }
  CompileCache(path).keep({"fake", "", "site.yaml", "web2", "selection", "0.1"}, {catalog, contents, {}, {}, {}, {}});
  EXPECT_FALSE(std::filesystem::exists(path + "/old.catalog.12"));
  EXPECT_TRUE(std::filesystem::exists(path + "/new.catalog.13"));
  EXPECT_TRUE(cache.find(key, source, still));
}

TEST_F(CompileCaches, a_folder_that_cannot_be_made_costs_nothing) {
  write_file(folder / "file", "x");
  const CompileCache hopeless(folder / "file/cache");
  const std::vector<ContentRef> none;
  hopeless.keep(key, {catalog, contents, none, {}, {}, {}});
  EXPECT_FALSE(hopeless.find(key, source, still));
  EXPECT_FALSE(CompileCache("").find(key, source, still));
}

}  // namespace
}  // namespace converge
