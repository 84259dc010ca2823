// SPDX-License-Identifier: MIT
// tests/unit/resources/systemd/systemd_support.h: what the tests of the kind share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/json.h"
#include "resources/systemd/systemd_kind.h"
#include "tests/fakes/fake_filesystem.h"
#include "tests/fakes/fake_process_runner.h"
#include "tests/fakes/fake_unit_manager.h"

namespace converge {

/// Attributes from JSON, normalised as the compiler does it.
inline Value normalised_unit(std::string_view json, Diagnostics& diagnostics, std::string_view title = "app") {
  const auto value = parse_json(json);
  EXPECT_TRUE(value) << json;
  return normalise(SystemdKind::schema(), value ? *value : Value::map(), title, Span{}, diagnostics);
}

/// What these attributes ask for; a test with wrong ones fails.
inline systemd::Desired unit(std::string_view json, std::string_view title = "app", std::string_view veil = "") {
  Diagnostics diagnostics;
  Value attributes = normalised_unit(json, diagnostics, title);
  if (!veil.empty()) attributes.set("$veil", Value::string(std::string(veil)));
  const auto want = SystemdKind::parse(attributes, diagnostics);
  for (const Diagnostic& found : diagnostics.all()) ADD_FAILURE() << json << ": " << found.message;
  return want.value_or(systemd::Desired{});
}

/// The findings about these attributes, one a line, each with its fix.
inline std::string findings(std::string_view json, std::string_view title = "app") {
  Diagnostics diagnostics;
  SystemdKind::parse(normalised_unit(json, diagnostics, title), diagnostics);
  std::string text;
  for (const Diagnostic& found : diagnostics.all()) text += found.message + "; " + found.fix + "\n";
  return text;
}

inline const std::string app_text = "[Service]\nExecStart=/bin/app\n[Install]\nWantedBy=multi-user.target\n";

/// The kind on fakes: a systemd whose unit files are in memory.
class SystemdTest : public testing::Test {
 protected:
  SystemdTest() {
    for (const char* folder : {"/etc", "/etc/systemd", "/etc/systemd/system", "/usr", "/usr/lib", "/usr/lib/systemd",
                               "/usr/lib/systemd/system", "/run", "/run/systemd", "/run/systemd/system"})
      files_.put(folder, {file::NodeType::directory, 0755, 0, 0, "", ""});
    programs_.answer({"journalctl", "--sync"}, 0);
  }
  void put(const std::string& path, const std::string& text) {
    files_.put(path, {file::NodeType::regular, 0644, 0, 0, text, ""});
  }
  void link(const std::string& path, const std::string& target) {
    files_.put(path, {file::NodeType::link, 0777, 0, 0, "", target});
  }
  Result<systemd::Actual> probe(const systemd::Desired& want) {
    const std::vector<const systemd::Desired*> wants = {&want};
    return std::move(kind_.probe(wants, {}).front());
  }
  std::vector<systemd::Change> plan(const systemd::Desired& want, Refresh refresh = Refresh::no) {
    const auto have = probe(want);
    EXPECT_TRUE(have) << have.error().text();
    return have ? SystemdKind::diff(want, *have, refresh) : std::vector<systemd::Change>{};
  }
  std::vector<Result<Applied>> apply(const std::vector<std::vector<systemd::Change>>& work, std::stop_token stop = {}) {
    std::vector<std::span<const systemd::Change>> spans(work.begin(), work.end());
    return kind_.apply(spans, std::move(stop));
  }
  /// Probe, diff and apply of one.
  Result<Applied> converge(const systemd::Desired& want, Refresh refresh = Refresh::no) {
    return std::move(apply({plan(want, refresh)}).front());
  }
  /// The rows of a plan, as "attribute: before -> after".
  std::vector<std::string> rows(const systemd::Desired& want, Refresh refresh = Refresh::no) {
    std::vector<std::string> rows;
    for (const systemd::Change& change : plan(want, refresh)) {
      const Delta delta = SystemdKind::describe(change).delta;
      rows.push_back(delta.attribute + ": " + delta.before + " -> " + delta.after);
    }
    return rows;
  }
  /// What stands in the way of a plan, one a line.
  std::string obstacles(const systemd::Desired& want) {
    const auto have = probe(want);
    EXPECT_TRUE(have) << have.error().text();
    std::string text;
    if (have)
      for (const Obstacle& each : SystemdKind::obstacles(want, *have)) text += each.error.message + "\n";
    return text;
  }
  /// What the unit's journal ends with.
  void journal(const std::string& unit, const std::string& text) {
    programs_.answer({"journalctl", "--unit=" + unit, "--lines=10", "--output=cat", "--no-pager", "--quiet"}, 0, text);
  }

  FakeFileSystem files_;
  FakeUnitManager units_{files_};
  FakeProcessRunner programs_;
  SystemdKind kind_{{units_, files_, programs_}};
};

}  // namespace converge
