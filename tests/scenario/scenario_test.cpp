// SPDX-License-Identifier: MIT
// Whole runs: cases/NAME.yaml says what happens, golden/scenario/NAME.txt what comes of it.
//
// A case: `machine` (files before), `programs`, and `runs`, each with `playbook`
// (that of the run before if there is none), `files` (of the repository), `move`
// (what somebody does to the machine first), `break` (the k-th file operation
// fails) or `undo` (a run). After the last one an extra run must find nothing to
// do, unless the case says `settles: false`.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/core/yaml/document.h"
#include "tests/fakes/golden.h"
#include "tests/scenario/fake_host.h"

namespace converge {
namespace {

const std::filesystem::path folder = std::filesystem::path(CONVERGE_SOURCE_DIR) / "tests/scenario/cases";

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) all.push_back(entry.path().stem().string());
  std::sort(all.begin(), all.end());
  return all;
}

Value load(const std::string& name) {
  std::ifstream file(folder / (name + ".yaml"), std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  Diagnostics diagnostics;
  Value value = parse_yaml(text, name + ".yaml", diagnostics);
  for (const Diagnostic& each : diagnostics.all()) ADD_FAILURE() << each.span.text() << ": " << each.message;
  return value;
}

Value part(const Value& map, std::string_view key) {
  const Value* found = map.find(key);
  return found == nullptr ? Value() : *found;
}

class Scenario : public testing::TestWithParam<std::string> {};

TEST_P(Scenario, comes_out_as_written_down) {
  const Value scenario = load(GetParam());
  ASSERT_TRUE(scenario.is_map());
  FakeHost host(part(scenario, "machine"), scenario.find("programs"));
  std::string playbook;
  Value files;
  std::string story;
  std::size_t number = 0;
  for (const Value& run : scenario.find("runs")->items()) {
    const std::string id = "r" + std::to_string(++number);
    if (const Value* text = run.find("playbook")) playbook = text->text();
    if (const Value* more = run.find("files")) files = *more;
    if (const Value* moved = run.find("move")) host.move(*moved);
    if (const Value* broken = run.find("break")) host.break_operation(static_cast<std::size_t>(broken->as_integer()));
    const Value* undone = run.find("undo");
    story += undone != nullptr ? host.undo(undone->text(), id) : host.apply(playbook, files, id);
    story += "\n";
  }
  const Value settles = part(scenario, "settles");
  if (settles.is_null() || settles.as_boolean()) {
    host.apply(playbook, files, "last");
    const RunFinished& totals = host.totals();
    EXPECT_EQ(totals.changed + totals.failed + totals.not_converged + totals.skipped + totals.deferred + totals.owed,
              0U)
        << "an extra run must find nothing to do";
  }
  expect_golden("scenario/" + GetParam() + ".txt", story);
}

INSTANTIATE_TEST_SUITE_P(Cases, Scenario, testing::ValuesIn(names()), [](const auto& param) { return param.param; });

}  // namespace
}  // namespace converge
