// SPDX-License-Identifier: MIT
// tests/golden/diff/sysctl/: attributes and what was found; then what would be done.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "engine/core/hash.h"
#include "tests/fakes/golden.h"
#include "tests/unit/resources/sysctl/sysctl_support.h"

namespace converge {
namespace {

std::filesystem::path folder() { return std::filesystem::path(CONVERGE_SOURCE_DIR) / "tests/golden/diff/sysctl"; }

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_case(const std::string& name) {
  std::ifstream stream(folder() / (name + ".json"));
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// {"value": X, "file": its text or {"link": X}, "shadow": {"path", "line", "value"}, "no_kernel": why}
sysctl::Actual actual_of(const Value& found) {
  sysctl::Actual have;
  if (const Value* value = found.find("value")) have.value = value->text();
  if (const Value* why = found.find("no_kernel")) have.no_kernel = why->text();
  if (const Value* file = found.find("file")) {
    have.file.type = file->is_map() ? file::NodeType::link : file::NodeType::regular;
    if (file->is_map())
      have.file.target = file->find("link")->text();
    else
      have.file.text = file->text();
  }
  if (const Value* shadow = found.find("shadow"))
    have.shadow = {shadow->find("path")->text(), static_cast<std::size_t>(shadow->find("line")->as_integer()),
                   shadow->find("value")->text()};
  return have;
}

class SysctlGolden : public testing::TestWithParam<std::string> {};

TEST_P(SysctlGolden, Diff) {
  const auto document = parse_json(read_case(GetParam()));
  ASSERT_TRUE(document) << document.error().text();
  const sysctl::Desired want = setting(to_json(*document->find("desired")),
                                       document->find("veil") != nullptr ? document->find("veil")->text() : "");
  const sysctl::Actual have = actual_of(*document->find("actual"));
  Value changes = Value::list();
  for (const sysctl::Change& change : SysctlKind::diff(want, have, Refresh::no)) {
    const Delta delta = SysctlKind::describe(change).delta;
    changes.push_back(Value::string(delta.attribute + ": " + delta.before + " -> " + delta.after));
  }
  Value seen = Value::map();
  for (const Observation& row : SysctlKind::observe(want, have)) seen.set(row.attribute, Value::string(row.value));
  Value obstacles = Value::list();
  for (const Obstacle& each : SysctlKind::obstacles(want, have)) obstacles.push_back(Value::string(each.error.message));
  const Inverse inverse = SysctlKind::inverse(want, have);
  Value result = *document;
  result.set("changes", std::move(changes));
  result.set("observed", std::move(seen));
  result.set("obstacles", std::move(obstacles));
  result.set("defers", Value::string(SysctlKind::defers(want, have)));
  result.set("inverse", inverse.attributes ? *inverse.attributes : Value::string(inverse.reason));
  std::string text = to_pretty_json(result);
  if (!text.ends_with('\n')) text += '\n';
  expect_golden("diff/sysctl/" + GetParam() + ".json", text);
}

INSTANTIATE_TEST_SUITE_P(Cases, SysctlGolden, testing::ValuesIn(case_names()),
                         [](const auto& named) { return named.param; });

TEST(SysctlGoldenCases, AreAllThere) { EXPECT_GE(case_names().size(), 12U); }

}  // namespace
}  // namespace converge
