// SPDX-License-Identifier: MIT
// The judges judged: a golden that differs, is missing, or is accepted must fail its test.
#include "tests/fakes/golden.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include "tests/fakes/program.h"

namespace converge {
namespace {

/// Sets CONVERGE_ACCEPT for one test and puts it back.
class Accepting {
 public:
  explicit Accepting(const char* value) {
    if (const char* before = std::getenv("CONVERGE_ACCEPT")) before_ = before;
    setenv("CONVERGE_ACCEPT", value, 1);
  }
  ~Accepting() {
    if (before_)
      setenv("CONVERGE_ACCEPT", before_->c_str(), 1);
    else
      unsetenv("CONVERGE_ACCEPT");
  }
  Accepting(const Accepting&) = delete;
  Accepting& operator=(const Accepting&) = delete;

 private:
  std::optional<std::string> before_;
};

/// A golden file in a temporary folder, named as seen from tests/golden.
class GoldenTest : public ::testing::Test {
 protected:
  static inline std::string name;  // static, as the macros of gtest-spi want it
  TemporaryFolder folder;
  void SetUp() override {
    const std::filesystem::path goldens = std::filesystem::path(CONVERGE_SOURCE_DIR) / "tests" / "golden";
    name = std::filesystem::relative(folder.path() / "sub" / "x.txt", std::filesystem::canonical(goldens)).string();
    std::filesystem::create_directory(folder.path() / "sub");
  }
  std::string content() const {
    std::ifstream stream(folder.path() / "sub" / "x.txt");
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }
};

TEST_F(GoldenTest, an_equal_text_passes) {
  const Accepting no("0");
  folder.write("sub/x.txt", "same\n");
  expect_golden(name, "same\n");
}

TEST_F(GoldenTest, a_different_text_fails) {
  const Accepting no("0");
  folder.write("sub/x.txt", "old\n");
  EXPECT_NONFATAL_FAILURE(expect_golden(name, "new\n"), "CONVERGE_ACCEPT=1 writes it");
  EXPECT_EQ(content(), "old\n");
}

TEST_F(GoldenTest, a_missing_file_fails) {
  const Accepting no("0");
  EXPECT_NONFATAL_FAILURE(expect_golden(name, "new\n"), "there is no");
}

TEST_F(GoldenTest, accepting_writes_and_fails_all_the_same) {
  const Accepting yes("1");
  EXPECT_NONFATAL_FAILURE(expect_golden(name, "new\n"), "accepted");
  EXPECT_EQ(content(), "new\n");
  EXPECT_NONFATAL_FAILURE(expect_golden(name, "new\n"), "accepted");
}

TEST(RunProgram, gives_output_and_exit_code) {
  const ProgramEnd end = run_program({"sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_EQ(end.output, "out\nerr\n");
}

TEST(RunProgram, hands_arguments_over_as_they_are) {
  const std::string odd = "it's $HOME \"x\" `y` \\ *\n";
  EXPECT_EQ(run_program({"printf", "%s|", odd, ""}).output, odd + "||");
}

TEST(RunProgram, knows_what_is_not_installed) {
  EXPECT_TRUE(has_program("sh"));
  EXPECT_FALSE(has_program("no-such-program-anywhere"));
  EXPECT_EQ(run_program({"no-such-program-anywhere"}).exit_code, 127);
}

TEST(TemporaryFolder, goes_away_with_all_that_is_in_it) {
  std::filesystem::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    folder.write("x", "y");
    EXPECT_TRUE(std::filesystem::exists(path / "x"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace converge
