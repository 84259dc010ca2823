// SPDX-License-Identifier: MIT
// tests/golden/diff/command/: attributes, what the guards found and a refresh;
// then what would be done. The engine's own JSON writer makes the files.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/fakes/golden.h"
#include "tests/unit/resources/command/command_test_support.h"

namespace converge {
namespace {

constexpr Guard guards[] = {Guard::creates, Guard::removes, Guard::only_if, Guard::unless};

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  const std::filesystem::path folder = std::filesystem::path(CONVERGE_SOURCE_DIR) / "tests/golden/diff/command";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_case(const std::string& name) {
  std::ifstream stream(std::string(CONVERGE_SOURCE_DIR) + "/tests/golden/diff/command/" + name + ".json");
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

CommandActual actual_of(const Value& found) {
  CommandActual have;
  for (const Guard guard : guards) {
    const Value* code = found.find(guard_name(guard));
    if (code != nullptr) have.answers.push_back({guard, static_cast<int>(code->as_integer())});
  }
  return have;
}

Refresh refresh_of(const Value* word) {
  if (word == nullptr) return Refresh::no;
  return word->text() == "reload" ? Refresh::reload : Refresh::restart;
}

Value outcome_of(const CommandDesired& want, const CommandActual& have, Refresh refresh) {
  Value changes = Value::list();
  for (const CommandChange& change : Command::diff(want, have, refresh)) {
    const Step step = Command::describe(change);
    Value row = Value::map();
    row.set("attribute", Value::string(step.delta.attribute));
    row.set("before", Value::string(step.delta.before));
    row.set("after", Value::string(step.delta.after));
    row.set("disruption", Value::string(std::string(disruption_name(step.disruption))));
    changes.push_back(std::move(row));
  }
  return changes;
}

Value observed(const CommandDesired& want, const CommandActual& have) {
  Value seen = Value::map();
  for (const Observation& row : Command::observe(want, have)) seen.set(row.attribute, Value::string(row.value));
  return seen;
}

class CommandGolden : public testing::TestWithParam<std::string> {};

TEST_P(CommandGolden, Diff) {
  const auto document = parse_json(read_case(GetParam()));
  ASSERT_TRUE(document) << document.error().text();
  const Value* title = document->find("title");
  const Value* attributes = document->find("desired");
  const Value* found = document->find("actual");
  ASSERT_TRUE(attributes != nullptr && found != nullptr);
  const CommandDesired want = command(to_json(*attributes), title != nullptr ? title->text() : "label");
  const CommandActual have = actual_of(*found);

  Value result = *document;
  result.set("changes", outcome_of(want, have, refresh_of(document->find("refresh"))));
  result.set("observed", observed(want, have));
  std::string text = to_pretty_json(result);
  if (!text.ends_with('\n')) text += '\n';
  expect_golden("diff/command/" + GetParam() + ".json", text);
}

INSTANTIATE_TEST_SUITE_P(Cases, CommandGolden, testing::ValuesIn(case_names()),
                         [](const auto& named) { return named.param; });

TEST(CommandGoldenCases, AreAllThere) { EXPECT_GE(case_names().size(), 25U); }

}  // namespace
}  // namespace converge
