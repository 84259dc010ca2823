// SPDX-License-Identifier: MIT
#include "tests/unit/resources/command/command_test_support.h"

namespace converge {
namespace {

/// All that is said about attributes, one "message | fix" a line.
std::string complaints(std::string_view json) {
  Diagnostics diagnostics;
  const auto want = Command::parse(normalised(json, diagnostics), diagnostics);
  EXPECT_EQ(want.has_value(), !diagnostics.has_errors()) << "refused exactly where something is said";
  std::string text;
  for (const Diagnostic& found : diagnostics.sorted()) text += found.message + " | " + found.fix + "\n";
  return text;
}

bool says(std::string_view json, std::string_view part) { return complaints(json).find(part) != std::string::npos; }

TEST(CommandParse, TheTitleIsTheCommandUnlessThereIsOne) {
  const CommandDesired titled = command(R"({"when_notified":true})", "systemctl reload nginx");
  EXPECT_EQ(titled.run.line, (CommandLine{CommandLine::Form::shell, {"systemctl reload nginx"}}));
  const CommandDesired labelled = command(R"({"run":["nginx","-s","reload"],"when_notified":true})", "reload nginx");
  EXPECT_EQ(labelled.run.line, (CommandLine{CommandLine::Form::arguments, {"nginx", "-s", "reload"}}));
}

TEST(CommandParse, DefaultsAreThoseOfTheDocumentation) {
  const CommandRun run = command(R"({"run":["a"],"creates":"/c"})").run;
  EXPECT_EQ(run.setting.cwd, "/");
  EXPECT_EQ(run.setting.timeout, std::chrono::seconds(300));
  EXPECT_TRUE(run.setting.environment.empty());
  EXPECT_EQ(run.success, std::set<int>{0});
  EXPECT_EQ(run.output, OutputUse::always);
  EXPECT_EQ(run.input, "");
}

TEST(CommandParse, ACommandWithoutAGuardIsRefusedAndToldWhy) {
  EXPECT_EQ(complaints(R"({"run":["apt-get","update"]})"),
            "command: nothing says when it has to run, so it would run every time and no plan could tell whether it is "
            "needed | add `creates: PATH`, `removes: PATH`, `unless: COMMAND` or `only_if: COMMAND`; or "
            "`when_notified: true` to run it when another resource changes\n");
  EXPECT_TRUE(says(R"({"run":["a"],"when_notified":false})", "nothing says when it has to run"));
}

TEST(CommandParse, EachGuardIsEnough) {
  for (const char* guard : {R"("creates":"/c")", R"("removes":"/r")", R"("only_if":"true")", R"("unless":["true"])",
                            R"("when_notified":true)"}) {
    EXPECT_EQ(complaints(R"({"run":["a"],)" + std::string(guard) + "}"), "");
  }
}

TEST(CommandParse, AContradictionIsRefused) {
  EXPECT_TRUE(says(R"({"run":["a"],"creates":"/x","removes":"/x/"})", "name the same path, so it would never run"));
}

TEST(CommandParse, EnvironmentVariablesHaveNamesAndUnambiguousValues) {
  EXPECT_EQ(complaints(R"({"run":["a"],"creates":"/c","env":{"A_1":"x","_b":8080,"C":true,"D":""}})"), "");
  EXPECT_TRUE(says(R"({"run":["a"],"creates":"/c","env":{"1A":"x"}})", "'1A' cannot be the name"));
  EXPECT_TRUE(says(R"({"run":["a"],"creates":"/c","env":{"A-B":"x"}})", "'A-B' cannot be the name"));
  EXPECT_TRUE(says(R"({"run":["a"],"creates":"/c","env":{"":"x"}})", "'' cannot be the name"));
  EXPECT_TRUE(says(R"({"run":["a"],"creates":"/c","env":{"A":1.5}})", "variable A is a number"));
  EXPECT_TRUE(says(R"({"run":["a"],"creates":"/c","env":{"A":null}})", "write its value as a string in quotes"));
  EXPECT_TRUE(says(R"({"run":["a"],"creates":"/c","env":{"A":["x"]}})", "variable A is a list"));
  EXPECT_TRUE(says(R"({"run":["a"],"creates":"/c","env":["A=1"]})", "a map of variables, not a list"));
}

TEST(CommandParse, APlainNumberThatReadsInTwoWaysWantsQuotes) {
  for (const char* text : {"0644", "1.10", "0x1F", "True"}) {
    Diagnostics diagnostics;
    Value attributes = normalised(R"({"run":["a"],"creates":"/c","env":{"A":"x"}})", diagnostics);
    attributes.find("env")->set("A", Value::plain(text, Span{}));
    EXPECT_FALSE(Command::parse(attributes, diagnostics)) << text;
    EXPECT_TRUE(diagnostics.has_errors()) << text;
  }
  Diagnostics diagnostics;
  Value attributes = normalised(R"({"run":["a"],"creates":"/c","env":{"A":"x"}})", diagnostics);
  attributes.find("env")->set("A", Value::plain("8080", Span{}));
  EXPECT_EQ(Command::parse(attributes, diagnostics)->run.setting.environment.at(0).second, "8080");
}

TEST(CommandParse, TimeoutsHaveBounds) {
  EXPECT_EQ(complaints(R"({"run":["a"],"creates":"/c","timeout":"1h30m"})"), "");
  EXPECT_TRUE(says(R"({"run":["a"],"creates":"/c","timeout":0})", "at least 1 second"));
  EXPECT_TRUE(says(R"({"run":["a"],"creates":"/c","timeout":"31d"})", "at most 30 days"));
}

TEST(CommandParse, SuccessIsAListOfExitCodes) {
  EXPECT_EQ(command(R"({"run":["a"],"creates":"/c","success":["0","3","255"]})").run.success,
            (std::set<int>{0, 3, 255}));
  EXPECT_EQ(command(R"({"run":["a"],"creates":"/c","success":"3"})").run.success, (std::set<int>{3}));
  for (const char* bad : {"256", "-1", "x", "1x", ""}) {
    EXPECT_TRUE(says(R"({"run":["a"],"creates":"/c","success":[")" + std::string(bad) + "\"]}", "is not an exit code"))
        << bad;
  }
  EXPECT_TRUE(says(R"({"run":["a"],"creates":"/c","success":[]})", "it could only fail"));
}

TEST(CommandParse, OutputIsOneOfThree) {
  EXPECT_EQ(command(R"({"run":["a"],"creates":"/c","output":"never"})").run.output, OutputUse::never);
  EXPECT_EQ(command(R"({"run":["a"],"creates":"/c","output":"on_failure"})").run.output, OutputUse::on_failure);
}

TEST(CommandParse, AnEmptyProgramIsRefused) {
  EXPECT_TRUE(says(R"({"run":["","x"],"creates":"/c"})", "the name of the program is empty"));
}

TEST(CommandParse, ASecretOnACommandLineIsRefused) {
  Diagnostics diagnostics;
  Value attributes = normalised(R"({"run":["login","hunter2"],"unless":"ask hunter2"})", diagnostics);
  attributes.find("run")->items()[1].set_sensitivity(Sensitivity::secret);
  attributes.find("unless")->set_sensitivity(Sensitivity::secret);
  EXPECT_FALSE(Command::parse(attributes, diagnostics));
  ASSERT_EQ(diagnostics.error_count(), 2U);
  EXPECT_EQ(diagnostics.all()[0].message, "command: a secret in `run` would show up in the list of processes");
  EXPECT_EQ(diagnostics.all()[0].fix, "hand it over by `env` or `stdin`");
}

TEST(CommandParse, SecretsAreKeptLongestFirst) {
  Diagnostics diagnostics;
  Value attributes =
      normalised(R"({"run":["a"],"creates":"/c","env":{"A":"pass","B":"password","C":"abc"}})", diagnostics);
  for (Entry& entry : attributes.find("env")->entries()) entry.value.set_sensitivity(Sensitivity::secret);
  EXPECT_EQ(Command::parse(attributes, diagnostics)->run.setting.secrets,
            (std::vector<std::string>{"password", "pass"}));
}

TEST(CommandParse, AllThatIsWrongIsSaidAtOnce) {
  Diagnostics diagnostics;
  const Value attributes = normalised(R"({"run":["a"],"timeout":0,"success":["x"],"env":{"1":"x"}})", diagnostics);
  EXPECT_FALSE(Command::parse(attributes, diagnostics));
  EXPECT_EQ(diagnostics.error_count(), 4U);
}

TEST(CommandParse, WhatTheSchemaHasRefusedIsNotLookedAtAgain) {
  Diagnostics diagnostics;
  const Value attributes = normalised(
      R"({"run":"","creates":"relative","timeout":"soon","success":{},"output":"maybe","when_notified":"yes","cwd":7})",
      diagnostics);
  EXPECT_FALSE(Command::parse(attributes, diagnostics));
  EXPECT_GE(diagnostics.error_count(), 6U);
}

}  // namespace
}  // namespace converge
