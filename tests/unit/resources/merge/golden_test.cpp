// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/unit/resources/merge/golden_case.h"

namespace converge {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class MergeGolden : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(MergeGolden, MergesAsRecorded) {
  const std::string recorded = read_file(GetParam());
  const std::string actual = write_case(run_case(read_case(GetParam())));
  if (actual == recorded) return;
  if (std::getenv("CONVERGE_ACCEPT") != nullptr) {
    std::ofstream(GetParam(), std::ios::binary) << actual;
    FAIL() << "rewrote " << GetParam() << "; look at the difference and run again";
  }
  EXPECT_EQ(actual, recorded) << GetParam();
}

std::string case_name(const testing::TestParamInfo<std::filesystem::path>& info) {
  return info.param.parent_path().filename().string() + "_" + info.param.stem().string();
}

INSTANTIATE_TEST_SUITE_P(Cases, MergeGolden, testing::ValuesIn(golden_cases()), case_name);

TEST(MergeGoldenFiles, ThereAreEnoughOfThem) { EXPECT_GE(golden_cases().size(), 60U); }

TEST(MergeGoldenFiles, TextsSurviveTheirEncoding) {
  GoldenCase golden{"{}\n", "a\r\nb", "x", "", ""};
  const std::string text = write_case(golden);
  EXPECT_NE(text.find("=== before (crlf) (no newline)\na\nb\n"), std::string::npos) << text;
  const std::filesystem::path path = testing::TempDir() + "converge-merge-case.txt";
  std::ofstream(path, std::ios::binary) << text;
  const GoldenCase again = read_case(path);
  std::filesystem::remove(path);
  EXPECT_EQ(again.before, golden.before);
  EXPECT_EQ(again.after, golden.after);
}

}  // namespace
}  // namespace converge
