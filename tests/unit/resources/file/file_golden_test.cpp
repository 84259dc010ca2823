// SPDX-License-Identifier: MIT
// tests/golden/diff/file/*.yaml: what is desired and what is there, and below it
// the changes, rows, observations and inverse that follow.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/core/json.h"
#include "engine/core/yaml/document.h"
#include "tests/fakes/golden.h"
#include "tests/unit/resources/file/golden_values.h"

namespace converge {
namespace {

namespace fs = std::filesystem;

const fs::path& folder() {
  static const fs::path path = fs::path(CONVERGE_SOURCE_DIR) / "tests" / "golden" / "diff" / "file";
  return path;
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder())) names.push_back(entry.path().stem());
  std::sort(names.begin(), names.end());
  return names;
}

/// The part of a case that people write: all above the results.
std::string question_of(const std::string& name) {
  std::ifstream stream(folder() / (name + ".yaml"), std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  const std::size_t results = text.find("\nchanges:");
  return results == std::string::npos ? text : text.substr(0, results + 1);
}

template <typename Item, typename Words>
std::string section(const std::string& title, const std::vector<Item>& items, const Words& words) {
  std::string out = title + (items.empty() ? ": []\n" : ":\n");
  for (const Item& item : items) out += "  - " + to_json(words(item)) + "\n";
  return out;
}

std::string answer_of(const file::Desired& want, const file::Actual& have) {
  const auto changes = FileKind::diff(want, have, Refresh::no);
  std::string out = section("changes", changes, value_of_change);
  out +=
      section("deltas", changes, [](const file::Change& change) { return value_of_delta(FileKind::describe(change)); });
  out += section("observations", FileKind::observe(want, have), value_of_observation);
  const Inverse inverse = FileKind::inverse(want, have);
  out +=
      "inverse: " + (inverse.attributes ? to_json(*inverse.attributes) : to_json(Value::string(inverse.reason))) + "\n";
  return out;
}

class FileGoldenTest : public testing::TestWithParam<std::string> {};

TEST_P(FileGoldenTest, DiffsAsRecorded) {
  const std::string question = question_of(GetParam());
  Diagnostics diagnostics;
  const Value document = parse_yaml(question, GetParam() + ".yaml", diagnostics);
  ASSERT_TRUE(diagnostics.empty()) << diagnostics.all().front().message;
  ASSERT_TRUE(document.is_map() && document.find("desired") != nullptr && document.find("actual") != nullptr);
  const auto want = FileKind::parse(compiled_attributes(*document.find("desired")), diagnostics);
  ASSERT_TRUE(want && !diagnostics.has_errors()) << diagnostics.all().front().message;
  const file::Actual have = actual_of(*document.find("actual"), *want);
  expect_golden("diff/file/" + GetParam() + ".yaml", question + answer_of(*want, have));
}

INSTANTIATE_TEST_SUITE_P(All, FileGoldenTest, testing::ValuesIn(case_names()),
                         [](const auto& test) { return test.param; });

TEST(FileGoldenCases, ThereAreManyOfThem) { EXPECT_GE(case_names().size(), 30U); }

}  // namespace
}  // namespace converge
