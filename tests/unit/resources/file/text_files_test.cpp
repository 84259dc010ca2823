// SPDX-License-Identifier: MIT
// Whole texts of other kinds, on files in memory.
#include "resources/file/text_files.h"

#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "tests/fakes/fake_filesystem.h"

namespace converge {
namespace {

using file::Node;
using file::NodeType;

class TextFilesTest : public testing::Test {
 protected:
  TextFilesTest() { files_.put("/etc", {NodeType::directory, 0755, 0, 0, "", ""}); }
  Node look(const std::string& path) {
    auto found = texts_.read(std::span(&path, 1), {});
    EXPECT_TRUE(found.at(0)) << found[0].error().text();
    return found[0] ? *found[0] : Node{};
  }
  std::string content(const std::string& path) { return files_.get(path) ? files_.get(path)->content : "(absent)"; }

  FakeFileSystem files_;
  file::TextFiles texts_{files_};
};

TEST_F(TextFilesTest, makes_a_file_with_the_folders_that_are_missing) {
  ASSERT_TRUE(texts_.write("/etc/a/b/c.conf", "hello\n", look("/etc/a/b/c.conf").version));
  EXPECT_EQ(content("/etc/a/b/c.conf"), "hello\n");
  EXPECT_EQ(files_.get("/etc/a/b/c.conf")->mode, 0644U);
  EXPECT_EQ(files_.get("/etc/a")->mode, 0755U);
}

TEST_F(TextFilesTest, replaces_a_text_and_keeps_its_owner_and_mode) {
  files_.put("/etc/x", {NodeType::regular, 0600, 7, 8, "old", ""});
  const Node seen = look("/etc/x");
  EXPECT_EQ(seen.text, "old");
  ASSERT_TRUE(texts_.write("/etc/x", "new", seen.version));
  EXPECT_EQ(content("/etc/x"), "new");
  EXPECT_EQ(files_.get("/etc/x")->mode, 0600U);
  EXPECT_EQ(files_.get("/etc/x")->uid, 7U);
}

TEST_F(TextFilesTest, replaces_nothing_but_what_was_seen) {
  const Node seen = look("/etc/x");
  files_.put("/etc/x", {NodeType::regular, 0644, 0, 0, "somebody's", ""});
  const auto done = texts_.write("/etc/x", "mine", seen.version);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  EXPECT_EQ(content("/etc/x"), "somebody's");
}

TEST_F(TextFilesTest, a_link_takes_the_place_of_a_file) {
  files_.put("/etc/x", {NodeType::regular, 0644, 0, 0, "old", ""});
  ASSERT_TRUE(texts_.link("/etc/x", "/dev/null"));
  EXPECT_EQ(look("/etc/x").target, "/dev/null");
}

TEST_F(TextFilesTest, removes_files_and_links_but_no_folder) {
  files_.put("/etc/x", {NodeType::regular, 0644, 0, 0, "old", ""});
  EXPECT_TRUE(texts_.remove("/etc/x"));
  EXPECT_TRUE(texts_.remove("/etc/x")) << "nothing there is fine";
  EXPECT_EQ(look("/etc/x").type, NodeType::absent);
  files_.put("/etc/d", {NodeType::directory, 0755, 0, 0, "", ""});
  const auto done = texts_.remove("/etc/d");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
}

TEST_F(TextFilesTest, a_file_where_a_folder_would_have_to_be_is_named) {
  files_.put("/etc/a", {NodeType::regular, 0644, 0, 0, "", ""});
  const auto done = texts_.write("/etc/a/b/c", "x", {});
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().text().find("/etc/a is a file"), std::string::npos) << done.error().text();
}

TEST_F(TextFilesTest, whatever_operation_fails_is_told_and_leaves_whole_files) {
  const std::size_t before = files_.operations();
  ASSERT_TRUE(texts_.write("/etc/a/x", "1", {}));
  const std::size_t all = files_.operations() - before;
  ASSERT_GT(all, 2U);
  for (std::size_t k = 1; k <= all; ++k) {
    files_.erase("/etc/a/x");
    files_.erase("/etc/a");
    files_.fail_operation(k, 5);
    EXPECT_FALSE(texts_.write("/etc/a/x", "1", {})) << k;
    const std::string left = content("/etc/a/x");
    EXPECT_TRUE(left == "(absent)" || left == "1") << k << ": " << left;
    EXPECT_EQ(to_json(files_.save()).find("converge-tmp"), std::string::npos) << k;
  }
}

}  // namespace
}  // namespace converge
