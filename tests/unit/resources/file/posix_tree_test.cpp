// SPDX-License-Identifier: MIT
// Source folders and purging, on the real file system.
#include <sys/stat.h>
#include <unistd.h>

#include "engine/core/hash.h"
#include "tests/unit/resources/file/file_fixture.h"

namespace converge {
namespace {

using Rows = std::vector<std::string>;

class PosixTreeTest : public FileFixture {
 protected:
  Value file_entry(const std::string& path, const std::string& content) {
    Value entry = Value::map();
    entry.set("path", text(path));
    entry.set("type", text("file"));
    const ContentRef ref = contents_.add(content);
    entry.set("sha256", text(ref.sha256));
    entry.set("size", Value::integer(static_cast<std::int64_t>(ref.size)));
    return entry;
  }
  static Value entry(const std::string& path, const std::string& type, const std::string& target = "") {
    Value value = Value::map();
    value.set("path", text(path));
    value.set("type", text(type));
    if (!target.empty()) value.set("target", text(target));
    return value;
  }
  file::Desired tree(const std::string& path, List entries, Pairs more = {}) {
    Value source = Value::map();
    source.set("$tree", Value::list(std::move(entries)));
    more.emplace_back("source", std::move(source));
    return desired(path, std::move(more));
  }
};

TEST_F(PosixTreeTest, IsCopiedWhole) {
  Value tool = file_entry("bin/tool", "#!/bin/sh\n");
  tool.set("executable", Value::boolean(true));
  const auto want = tree(
      "/app", {tool, entry("bin", "directory"), file_entry("app.conf", "a"), entry("current", "link", "bin/tool")});
  expect_converges(want);
  EXPECT_EQ(get("/app/current"), "#!/bin/sh\n");
  EXPECT_EQ(mode_of("/app/bin/tool"), 0755U);
  EXPECT_EQ(mode_of("/app/app.conf"), 0644U);
}

TEST_F(PosixTreeTest, ModesApplyToFilesAndFolders) {
  expect_converges(tree("/app", {entry("d", "directory"), file_entry("d/f", "x")},
                        {{"file_mode", text("0640")}, {"directory_mode", text("0750")}}));
  EXPECT_EQ(mode_of("/app"), 0750U);
  EXPECT_EQ(mode_of("/app/d"), 0750U);
  EXPECT_EQ(mode_of("/app/d/f"), 0640U);
}

TEST_F(PosixTreeTest, OnlyWhatDiffersIsWritten) {
  const auto want = tree("/app", {file_entry("a", "1"), file_entry("b", "2")});
  expect_converges(want);
  put("/app/b", "changed", 0600);
  EXPECT_EQ(rows(want), Rows{"b content: sha256:" + sha256("changed").substr(0, 12) +
                             " (7 B) -> sha256:" + sha256("2").substr(0, 12) + " (1 B)"});
  expect_converges(want);
  EXPECT_EQ(mode_of("/app/b"), 0600U) << "a mode that is not managed stays";
  EXPECT_TRUE(contents_.holds("changed"));
}

TEST_F(PosixTreeTest, WhatOthersPutThereStaysWithoutPurge) {
  put("/app/other", "mine");
  expect_converges(tree("/app", {file_entry("a", "1")}));
  EXPECT_EQ(get("/app/other"), "mine");
}

TEST_F(PosixTreeTest, FoldersAreFoundThroughLinks) {
  put("/usr/lib/app/conf", "x");
  put("/file", "x");
  ASSERT_EQ(::symlink("usr/lib", real("/lib").c_str()), 0);
  ASSERT_EQ(::symlink("/usr/../lib/app", real("/app").c_str()), 0);
  const std::string paths[] = {"/", "/usr/lib", "/lib/app", "/app", "/lib/no/deep", "/file/x", "/app/conf/x"};
  const auto found = files_->find_folders(paths, {});
  using file::Folder;
  using file::NodeType;
  const Folder expected[] = {{"/", "", "", NodeType::directory},
                             {"/usr/lib", "", "", NodeType::directory},
                             {"/usr/lib/app", "/lib", "", NodeType::directory},
                             {"/usr/lib/app", "/app", "", NodeType::directory},
                             {"/usr/lib/no/deep", "/lib", "/usr/lib/no", NodeType::absent},
                             {"/file/x", "", "/file", NodeType::regular},
                             {"/usr/lib/app/conf/x", "/app", "/usr/lib/app/conf", NodeType::regular}};
  for (std::size_t i = 0; i < std::size(paths); ++i) {
    ASSERT_TRUE(found[i]) << paths[i];
    EXPECT_EQ(found[i]->real, expected[i].real) << paths[i];
    EXPECT_EQ(found[i]->link, expected[i].link) << paths[i];
    EXPECT_EQ(found[i]->lacks, expected[i].lacks) << paths[i];
    EXPECT_EQ(found[i]->found, expected[i].found) << paths[i];
  }
}

TEST_F(PosixTreeTest, AFolderThatHoldsWhatAnotherKeepsIsNotReplaced) {
  put("/app/sub/mine", "precious");
  auto want = tree("/app", {file_entry("sub", "now a file")}, {{"purge", Value::boolean(true)}});
  want.keep = {"/app/sub/mine"};
  const auto actual = probe(want);
  ASSERT_FALSE(actual);
  EXPECT_EQ(actual.error().code, ErrorCode::conflict);
  EXPECT_NE(actual.error().message.find("/app/sub is a folder that holds /app/sub/mine"), std::string::npos);
  EXPECT_FALSE(converge(want));
  EXPECT_EQ(get("/app/sub/mine"), "precious");
}

TEST_F(PosixTreeTest, WhatGoesWithAReplacedFolderIsNamed) {
  put("/app/sub/mine", "x");
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h", "i"}) put(std::string("/app/full/") + name, "x");
  const auto want =
      tree("/app", {entry("full", "link", "x"), file_entry("sub", "y")}, {{"purge", Value::boolean(true)}});
  const Rows found = rows(want);
  EXPECT_EQ(
      found.at(0),
      "full state: directory with 9 in it (a, b, c, d, e, f, g, h and 1 more), of which no copy is kept -> absent");
  EXPECT_EQ(found.at(1), "sub state: directory with 1 in it (mine), of which no copy is kept -> absent");
  expect_converges(want);
}

TEST_F(PosixTreeTest, PurgeRemovesAllElseButWhatIsKept) {
  put("/app/old/deep/file", "x");
  put("/app/sub/kept", "k");
  put("/app/sub/junk", "j");
  put("/else/file", "e");
  ASSERT_EQ(::symlink("../else", real("/app/link").c_str()), 0);
  const auto want = tree("/app", {file_entry("a", "1")},
                         {{"purge", Value::boolean(true)}, {"$keep", Value::list({text("/app/sub/kept")})}});
  EXPECT_EQ(rows(want), (Rows{"a content: absent -> sha256:" + sha256("1").substr(0, 12) + " (1 B)",
                              "link state: link, of which no copy is kept -> absent",
                              "old state: directory, of which no copy is kept -> absent",
                              "sub/junk state: file, of which no copy is kept -> absent"}));
  expect_converges(want);
  EXPECT_EQ(names_in("/app"), (std::vector<std::string>{"a", "sub"}));
  EXPECT_EQ(names_in("/app/sub"), std::vector<std::string>{"kept"});
  EXPECT_EQ(get("/else/file"), "e");
}

TEST_F(PosixTreeTest, ALinkInPlaceOfTheFolderIsNotFollowed) {
  put("/real/a", "1");
  ASSERT_EQ(::symlink("real", real("/app").c_str()), 0);
  const auto want = tree("/app", {file_entry("a", "2"), entry("d", "directory")});
  expect_converges(want);
  EXPECT_EQ(get("/real/a"), "1");
  EXPECT_EQ(get("/app/a"), "2");
}

TEST_F(PosixTreeTest, EntriesChangeTheirType) {
  expect_converges(tree("/app", {file_entry("x", "1"), entry("y", "directory"), entry("z", "link", "x")}));
  expect_converges(tree("/app", {entry("x", "directory"), entry("y", "link", "x"), file_entry("z", "2")}));
  expect_converges(tree("/app", {entry("x", "link", "z"), file_entry("y", "3"), entry("z", "directory")}));
}

TEST_F(PosixTreeTest, AFailedContentLeavesTheWholeTreeAsItWas) {
  const auto want = tree("/app", {file_entry("a", "new a"), file_entry("b", "new b")});
  put("/app/a", "old a");
  put("/app/b", "old b");
  const auto changes = plan(want);
  struct Half final : ContentSource {
    const ContentSource& all;
    explicit Half(const ContentSource& source) : all(source) {}
    Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override {
      if (ref.sha256 == sha256("new b")) return fail(ErrorCode::not_found, "gone");
      return all.open(ref);
    }
  } half(contents_);
  FileKind kind(FilePorts{*files_, *accounts_, half, runner_, nullptr});
  const std::span<const file::Change> work[] = {changes};
  EXPECT_FALSE(kind.apply(work, {}).front());
  EXPECT_EQ(get("/app/a"), "old a");
  EXPECT_EQ(names_in("/app"), (std::vector<std::string>{"a", "b"}));
}

TEST_F(PosixTreeTest, UndoPutsEveryEntryBack) {
  put("/app/a", "old a", 0600);
  put("/app/z", "mine");
  const auto want = tree("/app", {file_entry("a", "new a"), file_entry("b", "new b")}, {{"file_mode", text("0644")}});
  const auto before = probe(want);
  ASSERT_TRUE(before);
  const Inverse inverse = FileKind::inverse(want, *before);
  ASSERT_TRUE(inverse.attributes) << inverse.reason;
  expect_converges(want);
  Diagnostics diagnostics;
  const auto undo = FileKind::parse(*inverse.attributes, diagnostics);
  ASSERT_TRUE(undo) << diagnostics.all().front().message;
  expect_converges(*undo);
  EXPECT_EQ(get("/app/a"), "old a");
  EXPECT_EQ(mode_of("/app/a"), 0600U);
  EXPECT_EQ(names_in("/app"), (std::vector<std::string>{"a", "z"}));
}

TEST_F(PosixTreeTest, ManyFilesInManyFoldersGoThroughOneBatch) {
  List entries;
  for (int folder = 0; folder < 20; ++folder) {
    entries.push_back(entry("d" + std::to_string(folder), "directory"));
    for (int i = 0; i < 20; ++i) {
      const std::string name = "d" + std::to_string(folder) + "/f" + std::to_string(i);
      entries.push_back(file_entry(name, name));
    }
  }
  expect_converges(tree("/app", std::move(entries)));
  EXPECT_EQ(get("/app/d19/f19"), "d19/f19");
}

}  // namespace
}  // namespace converge
