// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <stdlib.h>  // mkdtemp

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "engine/core/text_diff.h"
#include "tests/unit/core_diff/patch_applier.h"

namespace converge {
namespace {

namespace fs = std::filesystem;

/// Two random texts that share much: the second is the first with some edits.
class Pairs {
 public:
  explicit Pairs(unsigned seed) : random_(seed) {}

  std::pair<std::string, std::string> next() {
    std::vector<std::string> lines(pick(40));
    for (std::string& line : lines) line = word();
    std::vector<std::string> edited = lines;
    for (std::size_t edits = pick(8); edits > 0; --edits) edit(edited);
    return {join(lines), join(edited)};
  }

 private:
  std::size_t pick(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }
  std::string word() { return std::vector<std::string>{"", "a", "b", "}", "key = 1", "- x", "+ y", "@@"}[pick(8)]; }
  void edit(std::vector<std::string>& lines) {
    const auto at = static_cast<std::ptrdiff_t>(pick(lines.size() + 1));
    const bool past_end = at == static_cast<std::ptrdiff_t>(lines.size());
    switch (pick(3)) {
      case 0: lines.insert(lines.begin() + at, word()); break;
      case 1: {
        if (!past_end) lines.erase(lines.begin() + at);
        break;
      }
      default: {
        if (!past_end) lines[static_cast<std::size_t>(at)] = word();
        break;
      }
    }
  }
  std::string join(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& line : lines) out += line + "\n";
    if (!out.empty() && pick(4) == 0) out.pop_back();
    return out;
  }

  std::mt19937 random_;
};

/// A folder that goes away with the test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "converge-diff-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path_ / name, std::ios::binary).rdbuf();
    return text.str();
  }
  /// Runs a shell command inside the folder; its exit code.
  [[nodiscard]] int run(const std::string& command) const {
    const int status = std::system(("cd '" + path_.string() + "' && " + command).c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  fs::path path_;
};

const DiffLabels labels{"a/text", "b/text"};

TEST(UnifiedDiffProperty, AppliedToBeforeItGivesAfter) {
  Pairs pairs(1);
  for (int i = 0; i < 5000; ++i) {
    const auto [before, after] = pairs.next();
    const std::string text = unified_diff(before, after, labels);
    ASSERT_EQ(apply_diff(before, text), after) << "before:\n" << before << "\nafter:\n" << after << "\ndiff:\n" << text;
    EXPECT_EQ(text.empty(), before == after);
  }
}

TEST(UnifiedDiffProperty, PatchAppliesIt) {
  const Folder folder;
  if (folder.run("patch --version >out 2>&1") != 0) GTEST_SKIP() << "the program patch is not installed";
  Pairs pairs(2);
  for (int i = 0; i < 60; ++i) {
    const auto [before, after] = pairs.next();
    if (before == after) continue;
    folder.write("text", before);
    folder.write("diff", unified_diff(before, after, labels));
    ASSERT_EQ(folder.run("patch --silent --fuzz=0 -o new text diff >out 2>&1"), 0) << folder.read("diff");
    ASSERT_EQ(folder.read("new"), after) << folder.read("diff");
  }
}

TEST(UnifiedDiffProperty, GitAppliesIt) {
  const Folder folder;
  if (folder.run("git init -q . >out 2>&1") != 0) GTEST_SKIP() << "the program git is not installed";
  Pairs pairs(3);
  for (int i = 0; i < 60; ++i) {
    const auto [before, after] = pairs.next();
    if (before == after || before.empty() || after.empty()) continue;  // git wants /dev/null there
    folder.write("text", before);
    folder.write("diff", unified_diff(before, after, labels));
    ASSERT_EQ(folder.run("git apply --whitespace=nowarn diff >out 2>&1"), 0)
        << folder.read("out") << folder.read("diff");
    ASSERT_EQ(folder.read("text"), after) << folder.read("diff");
  }
}

TEST(UnifiedDiffProperty, RemovesAndAddsAsFewLinesAsDiffDoes) {
  const Folder folder;
  if (folder.run("diff --version >out 2>&1") != 0) GTEST_SKIP() << "the program diff is not installed";
  Pairs pairs(4);
  for (int i = 0; i < 200; ++i) {
    const auto [before, after] = pairs.next();
    folder.write("before", before);
    folder.write("after", after);
    ASSERT_LE(folder.run("diff --minimal -u before after >theirs"), 1);
    const std::string ours = unified_diff(before, after, labels);
    EXPECT_EQ(count_lines(ours), count_lines(folder.read("theirs"))) << ours << folder.read("theirs");
  }
}

}  // namespace
}  // namespace converge
