// SPDX-License-Identifier: MIT
#include "engine/compile/extra_variables.h"

#include <gtest/gtest.h>

#include "engine/core/json.h"
#include "tests/fakes/fake_secret_door.h"

namespace converge {
namespace {

/// The variables as JSON, or the first finding.
std::string read(const std::vector<std::string>& words) {
  Diagnostics diagnostics;
  const auto file = [](const std::string& path) -> Result<std::string> {
    if (path == "more.yaml") return std::string("port: 80\nlist: [a]\n");
    return fail(ErrorCode::not_found, "there is no such file");
  };
  const Value value = read_extra_variables(words, file, diagnostics);
  return diagnostics.empty() ? to_json(value) : diagnostics.sorted().front().message;
}

TEST(ExtraVariables, pairs_are_texts) {
  EXPECT_EQ(read({"a=1 b='two words' c=\"x \\\" y\" d="}), R"({"a":"1","b":"two words","c":"x \" y","d":""})");
}

TEST(ExtraVariables, maps_and_files_keep_their_types) {
  EXPECT_EQ(read({"{port: 81, on: true}"}), R"({"on":true,"port":81})");
  EXPECT_EQ(read({"@more.yaml"}), R"({"list":["a"],"port":80})");
}

TEST(ExtraVariables, of_an_encrypted_file_are_secret) {
  FakeSecretDoor door;
  Diagnostics diagnostics;
  const auto file = [](const std::string&) { return Result<std::string>(FakeSecretDoor::sealed("token: hunter2\n")); };
  const Value value = read_extra_variables({"@vault.yaml", "open=x"}, file, diagnostics, &door);
  ASSERT_TRUE(diagnostics.empty());
  EXPECT_EQ(value.find("token")->text(), "hunter2");
  EXPECT_EQ(value.find("token")->sensitivity(), Sensitivity::secret);
  EXPECT_EQ(value.find("open")->sensitivity(), Sensitivity::open);
}

TEST(ExtraVariables, the_last_of_a_name_wins) { EXPECT_EQ(read({"port=1", "@more.yaml", "port=2"}), R"({"list":["a"],"port":"2"})"); }

TEST(ExtraVariables, what_is_no_variable_is_refused_without_repeating_it) {
  EXPECT_EQ(read({"hidden"}), "-e: expected NAME=VALUE, @FILE or a map");
  EXPECT_EQ(read({"1a=hidden"}), "-e: expected NAME=VALUE, @FILE or a map");
  EXPECT_EQ(read({"a='hidden"}), "-e: a quote is not closed");
  EXPECT_EQ(read({"[1]"}), "variables are a map, found a list");
  EXPECT_EQ(read({"@gone"}), "-e @gone: there is no such file");
}

}  // namespace
}  // namespace converge
