// SPDX-License-Identifier: MIT
// tests/golden/diff/systemd/: attributes, what was found and a refresh; then what
// would be done. The engine's own JSON writer makes the files.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "engine/core/hash.h"
#include "tests/fakes/golden.h"
#include "tests/unit/resources/systemd/systemd_support.h"

namespace converge {
namespace {

using systemd::Actual;

std::filesystem::path folder() { return std::filesystem::path(CONVERGE_SOURCE_DIR) / "tests/golden/diff/systemd"; }

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

std::string text_of(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value == nullptr ? "" : value->text();
}

/// A text is a file, {"link": X} a link, null nothing.
file::Node node_of(const Value* value) {
  file::Node node;
  if (value == nullptr || value->is_null()) return node;
  node.type = value->is_map() ? file::NodeType::link : file::NodeType::regular;
  node.target = value->is_map() ? text_of(*value, "link") : "";
  if (value->is_map()) return node;
  node.text = value->text();
  node.sha256 = sha256(value->text());
  node.size = value->text().size();
  return node;
}

/// As short as it can be said: what is not there is as of a unit that is loaded and stopped.
Actual actual_of(const Value& found, const systemd::Desired& want) {
  Actual have;
  have.nothing_runs = text_of(found, "nothing_runs");
  have.status.name = want.unit.text;
  have.status.load = have.nothing_runs.empty() ? "loaded" : "";
  if (found.find("load") != nullptr) have.status.load = text_of(found, "load");
  have.status.active = found.find("active") != nullptr ? text_of(found, "active") : "inactive";
  have.status.sub = text_of(found, "sub");
  have.status.file_state = text_of(found, "file_state");
  have.status.load_error = text_of(found, "load_error");
  if (found.find("stale") != nullptr) have.status.definition = systemd::Definition::older_than_its_files;
  if (found.find("can_reload") != nullptr) have.status.reloading = systemd::Reloading::possible;
  have.file = node_of(found.find("file"));
  const Value* drop_ins = found.find("drop_in");
  for (const systemd::DropIn& each : want.drop_ins)
    have.drop_ins.push_back(node_of(drop_ins == nullptr ? nullptr : drop_ins->find(each.name)));
  return have;
}

Value rows_of(const systemd::Desired& want, const Actual& have, Refresh refresh) {
  Value changes = Value::list();
  for (const systemd::Change& change : SystemdKind::diff(want, have, refresh)) {
    const Step step = SystemdKind::describe(change);
    Value row = Value::map();
    row.set("attribute", Value::string(step.delta.attribute));
    row.set("before", Value::string(step.delta.before));
    row.set("after", Value::string(step.delta.after));
    row.set("disruption", Value::string(std::string(disruption_name(step.disruption))));
    if (change.owes != Refresh::no) row.set("owes", Value::string(std::string(refresh_name(change.owes))));
    changes.push_back(std::move(row));
  }
  return changes;
}

/// Where what was there may be a secret, no word of it is in what is shown or kept.
void expect_no_secret(const std::vector<systemd::Change>& steps, const Value& result) {
  if (result.find("veil") == nullptr) return;
  FakeFileSystem files;
  FakeUnitManager units(files);
  FakeProcessRunner programs;
  SystemdKind kind({units, files, programs});
  const std::vector<std::span<const systemd::Change>> work = {steps};
  EXPECT_EQ(kind.forecast(work, {}).front()->text_diff.find("hush"), std::string::npos);
  for (const char* part : {"changes", "observed", "inverse"})
    EXPECT_EQ(to_json(*result.find(part)).find("hush"), std::string::npos) << part;
}

class SystemdGolden : public testing::TestWithParam<std::string> {};

TEST_P(SystemdGolden, Diff) {
  const auto document = parse_json(read_case(GetParam()));
  ASSERT_TRUE(document) << document.error().text();
  const Value* attributes = document->find("desired");
  const Value* found = document->find("actual");
  ASSERT_TRUE(attributes != nullptr && found != nullptr);
  const systemd::Desired want = unit(to_json(*attributes), "app", text_of(*document, "veil"));
  const Actual have = actual_of(*found, want);
  const Refresh refresh = parse_refresh(text_of(*document, "refresh")).value_or(Refresh::no);

  Value result = *document;
  result.set("changes", rows_of(want, have, refresh));
  Value seen = Value::map();
  for (const Observation& row : SystemdKind::observe(want, have)) seen.set(row.attribute, Value::string(row.value));
  result.set("observed", std::move(seen));
  Value obstacles = Value::list();
  for (const Obstacle& each : SystemdKind::obstacles(want, have))
    obstacles.push_back(Value::string(each.error.message));
  result.set("obstacles", std::move(obstacles));
  result.set("defers", Value::string(SystemdKind::defers(want, have)));
  const Inverse inverse = SystemdKind::inverse(want, have);
  result.set("inverse", inverse.attributes ? *inverse.attributes : Value::string(inverse.reason));
  const std::vector<systemd::Change> steps = SystemdKind::diff(want, have, refresh);
  expect_no_secret(steps, result);
  std::string text = to_pretty_json(result);
  if (!text.ends_with('\n')) text += '\n';
  expect_golden("diff/systemd/" + GetParam() + ".json", text);
}

INSTANTIATE_TEST_SUITE_P(Cases, SystemdGolden, testing::ValuesIn(case_names()),
                         [](const auto& named) { return named.param; });

TEST(SystemdGoldenCases, AreAllThere) { EXPECT_GE(case_names().size(), 25U); }

}  // namespace
}  // namespace converge
