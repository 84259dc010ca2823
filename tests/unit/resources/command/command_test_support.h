// SPDX-License-Identifier: MIT
// tests/unit/resources/command/command_test_support.h: what the tests of the kind share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/json.h"
#include "resources/command/command.h"
#include "tests/fakes/fake_path_probe.h"
#include "tests/fakes/fake_process_runner.h"

namespace converge {

/// Attributes from JSON, normalised as the compiler does it.
inline Value normalised(std::string_view json, Diagnostics& diagnostics, std::string_view title = "label") {
  const auto value = parse_json(json);
  EXPECT_TRUE(value) << json;
  return normalise(Command::schema(), value ? *value : Value::map(), title, Span{}, diagnostics);
}

/// The command that these attributes mean; a test with wrong ones fails.
inline CommandDesired command(std::string_view json, std::string_view title = "label") {
  Diagnostics diagnostics;
  const auto want = Command::parse(normalised(json, diagnostics, title), diagnostics);
  for (const Diagnostic& found : diagnostics.all()) ADD_FAILURE() << json << ": " << found.message;
  return want.value_or(CommandDesired{});
}

/// The kind on fakes.
class CommandTest : public testing::Test {
 protected:
  Result<CommandActual> probe(const CommandDesired& want, std::stop_token stop = {}) {
    const std::vector<const CommandDesired*> wants = {&want};
    return kind_.probe(wants, std::move(stop)).at(0);
  }
  Result<Applied> apply(const CommandDesired& want, std::stop_token stop = {}) {
    const std::vector<CommandChange> changes = {{want.run, "because"}};
    const std::vector<std::span<const CommandChange>> work = {changes};
    return kind_.apply(work, std::move(stop)).at(0);
  }

  FakeProcessRunner runner_;
  FakePathProbe paths_;
  Command kind_{runner_, paths_};
};

}  // namespace converge
