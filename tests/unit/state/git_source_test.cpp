// SPDX-License-Identifier: MIT
// Reads repositories that the `git` program makes.
#include "state/git_source.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class GitSourceTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    // What the user's own configuration trusts must not decide these tests.
    ::setenv("HOME", "/nonexistent", 1);
    ::setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    ::setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
  }

  void SetUp() override {
    if (std::system("git --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "needs the git program";
    fs::create_directories(repository() + "/files");
    git("init -q -b main .");
    write_file(repository() + "/site.yaml", "- name: old\n");
    commit("first");
    write_file(repository() + "/site.yaml", "- name: new\n");
    write_file(repository() + "/files/run.sh", "#!/bin/sh\n");
    write_file(repository() + "/files.txt", "a\r\nb\r\n");
    write_file(repository() + "/.gitattributes", "*.txt text eol=crlf\n*.sh filter=evil\n");
    fs::permissions(repository() + "/files/run.sh", fs::perms::owner_all);
    fs::create_symlink("files/run.sh", repository() + "/run");
    commit("second");
    git("tag v1");
    git("branch feature HEAD~1");
  }

  [[nodiscard]] std::string repository() const { return temporary_ / "repository"; }
  void git(const std::string& arguments, const std::string& folder = "repository") const {
    const std::string command = "cd " + (temporary_ / folder) +
                                " && git -c user.name=t -c user.email=t@example.org -c protocol.file.allow=always " +
                                arguments + " >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << arguments;
  }
  void commit(const std::string& message) const {
    git("add -A");
    git("commit -q -m " + message);
  }
  [[nodiscard]] std::unique_ptr<Source> open(const std::string& revision) const {
    auto source = open_git_source(repository(), revision);
    EXPECT_TRUE(source) << source.error().text();
    return source ? std::move(*source) : nullptr;
  }
  TemporaryFolder temporary_;
};

TEST_F(GitSourceTest, ReadsTheTreeAtARevision) {
  for (const std::string now : {"main", "HEAD", "v1", "refs/heads/main"}) {
    EXPECT_EQ(open(now)->read("site.yaml").value(), "- name: new\n") << now;
  }
  for (const std::string before : {"HEAD~1", "feature", "main^"}) {
    EXPECT_EQ(open(before)->read("site.yaml").value(), "- name: old\n") << before;
  }
}

TEST_F(GitSourceTest, NamesTheFullCommit) {
  const std::string id = open("main")->revision();
  EXPECT_EQ(id.size(), 40U);
  EXPECT_EQ(open(id)->revision(), id);
  EXPECT_EQ(open(id.substr(0, 10))->revision(), id);
  EXPECT_NE(open("HEAD~1")->revision(), id);
  EXPECT_EQ(open("main")->describe(), repository());
}

TEST_F(GitSourceTest, NeitherTheWorkingTreeNorFiltersMatter) {
  write_file(repository() + "/site.yaml", "- name: not committed\n");
  fs::remove_all(repository() + "/files");
  EXPECT_EQ(open("main")->read("site.yaml").value(), "- name: new\n");
  EXPECT_EQ(open("main")->read("files/run.sh").value(), "#!/bin/sh\n");
  EXPECT_EQ(open("main")->read("files.txt").value().find('\0'), std::string::npos);
}

TEST_F(GitSourceTest, ListsInByteOrder) {
  const auto entries = open("main")->list("").value();
  std::vector<std::string> names;
  for (const SourceEntry& entry : entries) names.push_back(entry.name);
  EXPECT_THAT(names, ::testing::ElementsAre(".gitattributes", "files", "files.txt", "run", "site.yaml"));
  EXPECT_EQ(entries[1].type, SourceType::directory);
  EXPECT_EQ(entries[3].type, SourceType::link);
  EXPECT_EQ(entries[3].target, "files/run.sh");
  EXPECT_EQ(entries[4].type, SourceType::file);
  EXPECT_EQ(entries[4].size, 12U);
}

TEST_F(GitSourceTest, StatsOneEntry) {
  const auto source = open("main");
  const auto file = source->stat("files/run.sh").value();
  EXPECT_EQ(file.name, "run.sh");
  EXPECT_TRUE(file.executable);
  EXPECT_EQ(file.size, 10U);
  EXPECT_FALSE(source->stat("site.yaml").value().executable);
  EXPECT_EQ(source->stat("").value().type, SourceType::directory);
  EXPECT_EQ(source->stat("missing").error().code, ErrorCode::not_found);
  EXPECT_EQ(source->stat("site.yaml/below").error().code, ErrorCode::not_found);
}

TEST_F(GitSourceTest, SaysWhatCannotBeRead) {
  const auto source = open("main");
  EXPECT_EQ(source->read("files").error().code, ErrorCode::unsupported);
  EXPECT_EQ(source->read("run").error().code, ErrorCode::unsupported) << "links are not followed";
  EXPECT_EQ(source->list("site.yaml").error().code, ErrorCode::not_found);
  EXPECT_EQ(source->read("../repository/site.yaml").error().code, ErrorCode::denied);
  EXPECT_EQ(source->read("/etc/passwd").error().code, ErrorCode::denied);
  EXPECT_THAT(source->read("missing").error().text(), HasSubstr(repository()));
}

TEST_F(GitSourceTest, AReaderOutlivesItsSource) {
  auto reader = open("main")->open("site.yaml").value();
  std::string text(100, '\0');
  text.resize(reader->read(text).value());
  EXPECT_EQ(text, "- name: new\n");
}

TEST_F(GitSourceTest, RefusesLfsPointers) {
  write_file(repository() + "/big.bin",
             "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daa\n"
             "size 12345\n");
  commit("lfs");
  const auto text = open("main")->read("big.bin");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, ErrorCode::unsupported);
  EXPECT_THAT(text.error().text(), AllOf(HasSubstr("big.bin"), HasSubstr("LFS"), HasSubstr("sha256")));
}

TEST_F(GitSourceTest, RefusesSubmodules) {
  git("clone -q repository other", "");
  git("submodule add -q " + (temporary_ / "other") + " sub");
  commit("submodule");
  const auto source = open("main");
  EXPECT_TRUE(source->list("")) << "the rest of the folder is still there";
  EXPECT_EQ(source->stat("sub").value().type, SourceType::directory);
  for (const auto& text :
       {source->read("sub/site.yaml").error(), source->list("sub").error(), source->read("sub").error()}) {
    EXPECT_EQ(text.code, ErrorCode::unsupported);
    EXPECT_THAT(text.text(), HasSubstr("submodule"));
  }
}

TEST_F(GitSourceTest, ReadsBareAndShallowClones) {
  git("clone -q --bare repository bare.git", "");
  EXPECT_EQ(open_git_source(temporary_ / "bare.git", "feature").value()->read("site.yaml").value(), "- name: old\n");
  git("clone -q --depth 1 file://" + repository() + " shallow", "");
  EXPECT_EQ(open_git_source(temporary_ / "shallow", "HEAD").value()->read("site.yaml").value(), "- name: new\n");
  const auto before = open_git_source(temporary_ / "shallow", "HEAD~1");
  ASSERT_FALSE(before);
  EXPECT_THAT(before.error().text(), HasSubstr("unshallow"));
}

TEST_F(GitSourceTest, SaysWhichRevisionOrRepositoryIsMissing) {
  const auto revision = open_git_source(repository(), "nope");
  ASSERT_FALSE(revision);
  EXPECT_EQ(revision.error().code, ErrorCode::not_found);
  EXPECT_THAT(revision.error().text(), AllOf(HasSubstr("'nope'"), HasSubstr(repository()), HasSubstr("branch -a")));
  const auto place = open_git_source(temporary_ / "none", "main");
  ASSERT_FALSE(place);
  EXPECT_EQ(place.error().code, ErrorCode::not_found);
  EXPECT_EQ(open_git_source(repository() + "/files", "main").error().code, ErrorCode::not_found)
      << "a folder inside a repository is not one";
}

TEST_F(GitSourceTest, AnEmptyRepositoryHasNoRevision) {
  fs::create_directory(temporary_ / "empty");
  git("init -q .", "empty");
  EXPECT_FALSE(open_git_source(temporary_ / "empty", "HEAD"));
}

TEST_F(GitSourceTest, ATreeIsNoCommit) {
  const auto source = open_git_source(repository(), "main^{tree}");
  ASSERT_FALSE(source);
  EXPECT_THAT(source.error().text(), HasSubstr("not a commit"));
}

TEST_F(GitSourceTest, SaysHowToTrustAnothersRepository) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to give the repository away";
  for (const std::string path : {"", "/.git"}) ASSERT_EQ(::chown((repository() + path).c_str(), 12345, 12345), 0);
  const auto source = open_git_source(repository(), "main");
  if (source) GTEST_SKIP() << "the system's Git configuration trusts every folder";
  EXPECT_EQ(source.error().code, ErrorCode::denied);
  EXPECT_THAT(source.error().text(), HasSubstr("safe.directory " + repository()));
}

/// As in a partial clone whose objects could not be fetched: what a tree names is not there.
TEST_F(GitSourceTest, AnObjectThatTheCloneLacksIsNoFileThatIsAbsent) {
  const std::string objects = repository() + "/.git/objects";
  const auto remove = [&](const std::string& name) {
    const std::string id = [&] {
      const std::string command = "cd " + repository() + " && git rev-parse HEAD:" + name + " > " + (temporary_ / "id");
      EXPECT_EQ(std::system(command.c_str()), 0);
      return file_text(temporary_ / "id").substr(0, 40);
    }();
    ASSERT_TRUE(fs::remove(objects + "/" + id.substr(0, 2) + "/" + id.substr(2)));
  };
  remove("site.yaml");
  remove("files");
  const auto source = open("main");
  for (const char* path : {"site.yaml", "files/run.sh"}) {
    const auto found = source->stat(path);
    ASSERT_FALSE(found) << path;
    EXPECT_EQ(found.error().code, ErrorCode::io) << path;
    EXPECT_THAT(found.error().text(), HasSubstr("this clone lacks the object")) << path;
  }
  EXPECT_EQ(source->stat("nothing").error().code, ErrorCode::not_found);
  EXPECT_EQ(source->stat("files.txt/below").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace converge
