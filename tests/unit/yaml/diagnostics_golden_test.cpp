// SPDX-License-Identifier: MIT
// The tour of bad inputs: each tests/golden/diagnostics/yaml/NAME.yaml, and what the user sees of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/core/yaml/document.h"
#include "engine/report/diagnostic_text.h"
#include "tests/fakes/golden.h"

namespace converge {
namespace {

const std::filesystem::path folder =
    std::filesystem::path(CONVERGE_SOURCE_DIR) / "tests" / "golden" / "diagnostics" / "yaml";

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    if (file.path().extension() == ".yaml") found.push_back(file.path().stem().string());
  std::sort(found.begin(), found.end());
  return found;
}

class YamlDiagnostics : public testing::TestWithParam<std::string> {};

TEST_P(YamlDiagnostics, are_as_accepted) {
  const std::string file = GetParam() + ".yaml";
  std::ifstream stream(folder / file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  Diagnostics diagnostics;
  EXPECT_TRUE(parse_yaml(text, file, diagnostics).is_null());
  EXPECT_TRUE(diagnostics.has_errors());
  for (const Diagnostic& finding : diagnostics.all()) EXPECT_NE(finding.fix, "") << finding.message;
  expect_golden("diagnostics/yaml/" + GetParam() + ".txt",
                diagnostics_text(
                    diagnostics, [&](const std::string&) { return text; }, TextStyle{}));
}

INSTANTIATE_TEST_SUITE_P(Tour, YamlDiagnostics, testing::ValuesIn(names()),
                         [](const testing::TestParamInfo<std::string>& param) { return param.param; });

TEST(YamlDiagnostics, are_a_tour_of_at_least_forty) { EXPECT_GE(names().size(), 40U); }

}  // namespace
}  // namespace converge
