// SPDX-License-Identifier: MIT
// Whatever was there comes back: every shape over every shape, and back.
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/resources/file/file_fixture.h"

namespace converge {
namespace {

struct Shape {
  const char* name;
  Pairs pairs;
};

std::vector<Shape> shapes() {
  return {{"absent", {{"state", text("absent")}}},
          {"file", {{"content", text("first\n")}, {"mode", text("0640")}}},
          {"other_file", {{"content", text("second\n")}, {"mode", text("4755")}}},
          {"directory", {{"state", text("directory")}, {"mode", text("2750")}}},
          {"link", {{"target", text("somewhere")}}},
          {"other_link", {{"target", text("/else/where")}}}};
}

class FileInverseTest : public FileFixture, public testing::WithParamInterface<std::pair<int, int>> {};

TEST_P(FileInverseTest, PutsBackWhatWasThere) {
  const Shape from = shapes()[static_cast<std::size_t>(GetParam().first)];
  const Shape to = shapes()[static_cast<std::size_t>(GetParam().second)];
  expect_converges(desired("/thing", from.pairs));
  const auto want = desired("/thing", to.pairs);
  const auto before = probe(want);
  ASSERT_TRUE(before);
  const Inverse inverse = FileKind::inverse(want, *before);
  ASSERT_TRUE(inverse.attributes) << inverse.reason;
  expect_converges(want);
  Diagnostics diagnostics;
  const auto undo = FileKind::parse(*inverse.attributes, diagnostics);
  ASSERT_TRUE(undo) << diagnostics.all().front().message;
  expect_converges(*undo);
  EXPECT_TRUE(rows(desired("/thing", from.pairs)).empty()) << from.name << " under " << to.name;
}

std::vector<std::pair<int, int>> all_pairs() {
  std::vector<std::pair<int, int>> pairs;
  for (int from = 0; from < 6; ++from) {
    for (int to = 0; to < 6; ++to) pairs.emplace_back(from, to);
  }
  return pairs;
}

INSTANTIATE_TEST_SUITE_P(All, FileInverseTest, testing::ValuesIn(all_pairs()), [](const auto& test) {
  return std::string(shapes()[static_cast<std::size_t>(test.param.first)].name) + "_to_" +
         shapes()[static_cast<std::size_t>(test.param.second)].name;
});

using FileInverseReasons = FileFixture;

class FileInverseTree : public FileFixture {
 protected:
  /// A source folder: {path: content}, where no content means a folder.
  file::Desired tree(const std::string& path, const std::vector<std::pair<std::string, const char*>>& entries) {
    Value list = Value::list();
    for (const auto& [name, content] : entries) {
      Value entry = Value::map();
      entry.set("path", text(name));
      entry.set("type", text(content == nullptr ? "directory" : "file"));
      if (content != nullptr) entry.set("sha256", text(contents_.add(content).sha256));
      list.push_back(std::move(entry));
    }
    Value source = Value::map();
    source.set("$tree", std::move(list));
    return desired(path, {{"state", text("directory")}, {"source", source}});
  }

  /// The way back from `want`, before it is applied.
  file::Desired way_back(const file::Desired& want) {
    const auto have = probe(want);
    EXPECT_TRUE(have) << (have ? "" : have.error().text());
    const Inverse inverse = FileKind::inverse(want, *have);
    EXPECT_TRUE(inverse.attributes) << inverse.reason;
    Diagnostics diagnostics;
    auto back = FileKind::parse(*inverse.attributes, diagnostics);
    EXPECT_TRUE(back) << diagnostics.all().front().message;
    return *back;
  }
};

TEST_F(FileInverseTree, OnlyWhatWasCopiedGoes) {
  const auto want = tree("/app", {{"a", "1"}, {"data", nullptr}, {"data/x", "2"}, {"empty", nullptr}});
  const auto back = way_back(want);
  expect_converges(want);
  put("/app/data/db", "precious");
  expect_converges(back);
  EXPECT_EQ(get("/app/data/db"), "precious");
  EXPECT_EQ(names_in("/app"), std::vector<std::string>{"data"});
  EXPECT_EQ(names_in("/app/data"), std::vector<std::string>{"db"});
}

TEST_F(FileInverseTree, AnUntouchedCopyGoesWhole) {
  const auto want = tree("/app", {{"a", nullptr}, {"a/b", nullptr}, {"a/b/c", "1"}, {"a-b", "2"}});
  const auto back = way_back(want);
  expect_converges(want);
  expect_converges(back);
  EXPECT_FALSE(exists("/app"));
}

TEST_F(FileInverseTree, NewSubfoldersGoFromTheBottom) {
  put("/app/old", "kept");
  const auto want = tree("/app", {{"a", nullptr}, {"a/b", nullptr}, {"a/b/c", "1"}});
  const auto back = way_back(want);
  expect_converges(want);
  expect_converges(back);
  EXPECT_EQ(names_in("/app"), std::vector<std::string>{"old"});
}

TEST_F(FileInverseTree, ALinkInAFoldersPlaceComesBack) {
  put("/app/old", "kept");
  ASSERT_EQ(::symlink("old", real("/app/a").c_str()), 0);
  const auto want = tree("/app", {{"a", nullptr}, {"a/b", "1"}});
  const auto back = way_back(want);
  expect_converges(want);
  expect_converges(back);
  EXPECT_EQ(get("/app/a"), "kept");
}

TEST_F(FileInverseTree, WhatAWholeCopyReplacedComesBack) {
  put("/file", "text");
  ASSERT_EQ(::symlink("file", real("/link").c_str()), 0);
  for (const std::string path : {"/file", "/link"}) {
    const auto want = tree(path, {{"a", nullptr}, {"a/b", "1"}});
    const auto back = way_back(want);
    expect_converges(want);
    put(path + "/a/mine", "precious");
    EXPECT_FALSE(converge(back));
    EXPECT_EQ(get(path + "/a/b"), "1");
    ASSERT_EQ(::unlink(real(path + "/a/mine").c_str()), 0);
    expect_converges(back);
    EXPECT_EQ(get(path), "text");
  }
}

TEST_F(FileInverseReasons, AMergeOfAFileThatNobodyTouchedRestoresItsBytes) {
  put("/d.json", "{ \"a\":1 }\n");
  Value content = Value::map();
  content.set("b", Value::integer(2));
  const auto want = desired("/d.json", {{"merge", text("json")}, {"content", content}});
  const Inverse inverse = FileKind::inverse(want, *probe(want));
  expect_converges(want);
  Diagnostics diagnostics;
  expect_converges(*FileKind::parse(*inverse.attributes, diagnostics));
  EXPECT_EQ(get("/d.json"), "{ \"a\":1 }\n");
}

TEST_F(FileInverseReasons, AMergeOfAFileThatOthersEditedTakesBackItsKeysAlone) {
  put("/d.json", "{ \"a\":1 }\n");
  Value content = Value::map();
  content.set("a", Value::integer(2));
  content.set("b", Value::integer(2));
  const auto want = desired("/d.json", {{"merge", text("json")}, {"content", content}});
  const Inverse inverse = FileKind::inverse(want, *probe(want));
  expect_converges(want);
  put("/d.json", "{ \"a\":2, \"b\":2, \"theirs\":3 }\n");
  Diagnostics diagnostics;
  expect_converges(*FileKind::parse(*inverse.attributes, diagnostics));
  EXPECT_EQ(get("/d.json"), "{ \"a\":1, \"theirs\":3 }\n");
}

TEST_F(FileInverseReasons, AFileThatAMergeMadeGoesUnlessOthersAddedToIt) {
  Value content = Value::map();
  content.set("a", Value::integer(1));
  const auto want = desired("/d.json", {{"merge", text("json")}, {"content", content}});
  Diagnostics diagnostics;
  const auto back = FileKind::parse(*FileKind::inverse(want, *probe(want)).attributes, diagnostics);
  expect_converges(want);
  expect_converges(*back);
  EXPECT_FALSE(exists("/d.json"));
  put("/d.json", "{\"a\": 1, \"theirs\": 3}\n");
  expect_converges(*back);
  EXPECT_EQ(get("/d.json"), "{\"theirs\": 3}\n");
}

TEST_F(FileInverseTree, WhatWasPurgedIsNamedAndTheRestComesBack) {
  put("/app/a", "old");
  put("/app/stranger", "x");
  auto want = tree("/app", {{"a", "new"}, {"b", "new"}});
  want.purge = file::Purge::remove;
  const Inverse inverse = FileKind::inverse(want, *probe(want));
  EXPECT_EQ(inverse.lost, std::vector<std::string>{"/app/stranger is purged, and no copy of it is kept"});
  const auto back = way_back(want);
  expect_converges(want);
  expect_converges(back);
  EXPECT_EQ(get("/app/a"), "old");
  EXPECT_EQ(names_in("/app"), std::vector<std::string>{"a"});
}

TEST_F(FileInverseTree, AnEntryThatCannotComeBackStaysAndTheRestDoes) {
  put("/app/a", "old");
  ASSERT_EQ(::mkfifo(real("/app/b").c_str(), 0600), 0);
  const auto want = tree("/app", {{"a", "new"}, {"b", "new"}});
  const Inverse inverse = FileKind::inverse(want, *probe(want));
  EXPECT_EQ(inverse.lost, std::vector<std::string>{"/app/b was a fifo"});
  const auto back = way_back(want);
  expect_converges(want);
  expect_converges(back);
  EXPECT_EQ(get("/app/a"), "old");
  EXPECT_EQ(get("/app/b"), "new");
}

TEST_F(FileInverseTree, MetadataOfTheFolderAloneIsNotThatOfItsEntries) {
  put("/app/sub/a", "old");
  ASSERT_EQ(::chmod(real("/app").c_str(), 0755), 0);
  ASSERT_EQ(::chmod(real("/app/sub").c_str(), 0750), 0);
  auto want = tree("/app", {{"sub", nullptr}, {"sub/a", "new"}});
  want.mode = *file::Mode::parse("0750");
  for (file::TreeEntry& entry : *want.tree)
    if (entry.type == file::NodeType::directory) entry.mode = want.mode;
  const auto back = way_back(want);
  expect_converges(want);
  const auto forth = way_back(back);
  expect_converges(back);
  EXPECT_EQ(mode_of("/app"), 0755U);
  EXPECT_EQ(mode_of("/app/sub"), 0750U) << "the run did not set it";
  expect_converges(forth);
  EXPECT_TRUE(plan(want).empty());
}

TEST_F(FileInverseTree, TheWayBackOfAWholeCopyCanBeGoneBackAsWell) {
  auto want = tree("/app", {{"sub", nullptr}, {"sub/a", "new"}});
  const auto back = way_back(want);
  expect_converges(want);
  ASSERT_EQ(::chmod(real("/app").c_str(), 0700), 0);
  const auto forth = way_back(back);
  expect_converges(back);
  EXPECT_FALSE(exists("/app"));
  expect_converges(forth);
  EXPECT_EQ(get("/app/sub/a"), "new");
  EXPECT_EQ(mode_of("/app"), 0700U);
}

TEST_F(FileInverseTree, AFolderThatOthersFilledStaysUnlessAllOfItGoes) {
  const auto want = desired("/new", {{"state", text("directory")}});
  auto back = way_back(want);
  expect_converges(want);
  put("/new/conf", "x");
  EXPECT_TRUE(plan(back).empty());
  EXPECT_EQ(FileKind::leaves(back, *probe(back)), std::vector<std::string>{"/new holds conf, and stays"});
  back.goes->push_back("/new/conf");
  EXPECT_EQ(rows(back), std::vector<std::string>{"state: directory -> absent"});
  EXPECT_TRUE(FileKind::leaves(back, *probe(back)).empty());
}

TEST_F(FileInverseReasons, AModeThatSomebodySetSinceIsLeftAndNamed) {
  put("/a", "old", 0644);
  const auto want = desired("/a", {{"content", text("new")}, {"mode", text("0600")}});
  Diagnostics diagnostics;
  const auto back = FileKind::parse(*FileKind::inverse(want, *probe(want)).attributes, diagnostics);
  expect_converges(want);
  ASSERT_EQ(::chmod(real("/a").c_str(), 0640), 0);
  EXPECT_EQ(FileKind::leaves(*back, *probe(*back)),
            std::vector<std::string>{"its mode is 0640 by now, and the run left 0600"});
  expect_converges(*back);
  EXPECT_EQ(get("/a"), "old");
  EXPECT_EQ(mode_of("/a"), 0640U);
  ASSERT_EQ(::chmod(real("/a").c_str(), 0644), 0);
  EXPECT_TRUE(FileKind::leaves(*back, *probe(*back)).empty()) << "it is as it was before";
}

TEST_F(FileInverseReasons, WhatTheRunDidNotSetGoesItsOwnWay) {
  put("/a", "old", 0640);
  const auto want = desired("/a", {{"content", text("new")}, {"mode", text("0640")}});
  Diagnostics diagnostics;
  const auto back = FileKind::parse(*FileKind::inverse(want, *probe(want)).attributes, diagnostics);
  expect_converges(want);
  ASSERT_EQ(::chmod(real("/a").c_str(), 0600), 0);
  expect_converges(*back);
  EXPECT_EQ(mode_of("/a"), 0600U);
}

TEST_F(FileInverseReasons, WhatCannotComeBackSaysWhy) {
  put("/full/x", "1");
  ASSERT_EQ(::mkfifo(real("/fifo").c_str(), 0600), 0);
  const auto reason = [&](const file::Desired& want) { return FileKind::inverse(want, *probe(want)).reason; };
  EXPECT_NE(reason(desired("/full", {{"state", text("absent")}, {"recursive", Value::boolean(true)}})), "");
  EXPECT_NE(reason(desired("/fifo", {{"content", text("x")}})), "");
  EXPECT_NE(reason(desired("/full", {{"state", text("directory")}, {"purge", Value::boolean(true)}})), "");
  Value secret = text("new");
  secret.set_sensitivity(Sensitivity::secret);
  EXPECT_NE(reason(desired("/full/x", {{"content", secret}, {"mode", text("0600")}})), "");
}

}  // namespace
}  // namespace converge
