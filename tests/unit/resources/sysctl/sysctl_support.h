// SPDX-License-Identifier: MIT
// tests/unit/resources/sysctl/sysctl_support.h: what the tests of the kind share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/json.h"
#include "resources/sysctl/sysctl_kind.h"
#include "tests/fakes/fake_filesystem.h"
#include "tests/fakes/fake_kernel_settings.h"

namespace converge {

inline Value normalised_setting(std::string_view json, Diagnostics& diagnostics) {
  const auto value = parse_json(json);
  EXPECT_TRUE(value) << json;
  return normalise(SysctlKind::schema(), value ? *value : Value::map(), "net.ipv4.ip_forward", Span{}, diagnostics);
}

/// What these attributes ask for; a test with wrong ones fails.
inline sysctl::Desired setting(std::string_view json, std::string_view veil = "") {
  Diagnostics diagnostics;
  Value attributes = normalised_setting(json, diagnostics);
  if (!veil.empty()) attributes.set("$veil", Value::string(std::string(veil)));
  const auto want = SysctlKind::parse(attributes, diagnostics);
  for (const Diagnostic& found : diagnostics.all()) ADD_FAILURE() << json << ": " << found.message;
  return want.value_or(sysctl::Desired{});
}

/// The findings about these attributes, one a line, each with its fix.
inline std::string setting_findings(std::string_view json) {
  Diagnostics diagnostics;
  SysctlKind::parse(normalised_setting(json, diagnostics), diagnostics);
  std::string text;
  for (const Diagnostic& found : diagnostics.all()) text += found.message + "; " + found.fix + "\n";
  return text;
}

/// The kind on fakes.
class SysctlTest : public testing::Test {
 protected:
  SysctlTest() { kernel_.values["net/ipv4/ip_forward"] = "0"; }
  void put(const std::string& path, const std::string& text) {
    make_folders(path);
    files_.put(path, {file::NodeType::regular, 0644, 0, 0, text, ""});
  }
  void link(const std::string& path, const std::string& target) {
    make_folders(path);
    files_.put(path, {file::NodeType::link, 0777, 0, 0, "", target});
  }
  void make_folders(const std::string& path) {
    for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1))
      if (!files_.get(path.substr(0, at)))
        files_.put(path.substr(0, at), {file::NodeType::directory, 0755, 0, 0, "", ""});
  }
  Result<sysctl::Actual> probe(const sysctl::Desired& want) {
    const std::vector<const sysctl::Desired*> wants = {&want};
    return std::move(kind_.probe(wants, {}).front());
  }
  std::vector<sysctl::Change> plan(const sysctl::Desired& want) {
    const auto have = probe(want);
    EXPECT_TRUE(have) << have.error().text();
    return have ? SysctlKind::diff(want, *have, Refresh::no) : std::vector<sysctl::Change>{};
  }
  Result<Applied> converge(const sysctl::Desired& want) {
    const auto changes = plan(want);
    const std::vector<std::span<const sysctl::Change>> work = {changes};
    return std::move(kind_.apply(work, {}).front());
  }
  /// The rows of a plan, as "attribute: before -> after".
  std::vector<std::string> rows(const sysctl::Desired& want) {
    std::vector<std::string> rows;
    for (const sysctl::Change& change : plan(want)) {
      const Delta delta = SysctlKind::describe(change).delta;
      rows.push_back(delta.attribute + ": " + delta.before + " -> " + delta.after);
    }
    return rows;
  }
  std::string obstacles(const sysctl::Desired& want) {
    const auto have = probe(want);
    std::string text;
    for (const Obstacle& each : SysctlKind::obstacles(want, *have)) text += each.error.message + "\n";
    return text;
  }

  FakeFileSystem files_;
  FakeKernelSettings kernel_;
  SysctlKind kind_{{kernel_, files_}};
};

}  // namespace converge
