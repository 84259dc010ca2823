// SPDX-License-Identifier: MIT
// Running it: what the program gets, what of its output is told, what fails.
#include "resources/process/posix_process_runner.h"
#include "tests/unit/resources/command/command_test_support.h"

namespace converge {
namespace {

TEST_F(CommandTest, TheProgramGetsAllThatIsWritten) {
  runner_.answer({"make", "it"}, 0, "made\n");
  const auto outcome = apply(
      command(R"({"run":["make","it"],"creates":"/c","cwd":"/srv","env":{"A":"1"},"stdin":"text","timeout":"2m"})"));
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_EQ(outcome->output, "made\n");
  const ProcessSpec ran = runner_.calls().at(0);
  EXPECT_EQ(ran.cwd, "/srv");
  EXPECT_EQ(ran.environment, (std::vector<std::pair<std::string, std::string>>{{"A", "1"}}));
  EXPECT_EQ(ran.input, "text");
  EXPECT_EQ(ran.timeout, std::chrono::seconds(120));
  EXPECT_EQ(ran.output_limit, 16U * 1024U);
}

TEST_F(CommandTest, AShellLineRunsByTheShell) {
  runner_.answer(shell_argv("echo a | tr a b"), 0, "b\n");
  const auto outcome = apply(command(R"({"when_notified":true})", "echo a | tr a b"));
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_EQ(outcome->output, "b\n");
}

TEST_F(CommandTest, AnotherExitCodeThanZeroFails) {
  runner_.answer({"make"}, 2, "line 1\nno space left\n");
  const auto outcome = apply(command(R"({"run":["make"],"creates":"/c"})"));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::failed);
  EXPECT_EQ(outcome.error().text(), "`make`: exit code 2; its last words:\nline 1\nno space left");
}

TEST_F(CommandTest, OnlyTheLastLinesAreQuoted) {
  std::string output;
  for (int i = 1; i <= 50; ++i) output += std::to_string(i) + "\n";
  runner_.answer({"make"}, 1, output);
  const auto outcome = apply(command(R"({"run":["make"],"creates":"/c"})"));
  ASSERT_FALSE(outcome);
  EXPECT_TRUE(outcome.error().text().starts_with("`make`: exit code 1; its last words:\n31\n"))
      << outcome.error().text();
  EXPECT_TRUE(outcome.error().text().ends_with("\n50"));
}

TEST_F(CommandTest, OtherCodesCanMeanSuccess) {
  const CommandDesired want = command(R"({"run":["make"],"creates":"/c","success":["0","2","143"]})");
  runner_.answer({"make"}, 2);
  EXPECT_TRUE(apply(want));
  runner_.answer({"make"}, {ProcessEnd{143, 15, ""}});
  EXPECT_TRUE(apply(want));
  runner_.answer({"make"}, 1);
  const auto outcome = apply(want);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().text(), "`make`: exit code 1 where 0, 2, 143 would be success; it said nothing");
}

TEST_F(CommandTest, ASignalIsNamed) {
  runner_.answer({"make"}, {ProcessEnd{137, 9, "half done\n"}});
  const auto outcome = apply(command(R"({"run":["make"],"creates":"/c"})"));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().text(), "`make`: ended by SIGKILL; its last words:\nhalf done");
}

TEST_F(CommandTest, WhatTheRunnerSaysKeepsItsCode) {
  for (const ErrorCode code : {ErrorCode::not_found, ErrorCode::denied, ErrorCode::timed_out, ErrorCode::canceled}) {
    runner_.answer({"make"}, {fail(code, "reason")});
    const auto outcome = apply(command(R"({"run":["make"],"creates":"/c"})"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, code);
    EXPECT_EQ(outcome.error().text(), "running `make`: reason");
  }
}

TEST_F(CommandTest, OutputIsToldAsAskedFor) {
  runner_.answer({"make"}, {ProcessEnd{0, 0, "words"}, ProcessEnd{1, 0, "words"}});
  const CommandDesired on_failure = command(R"({"run":["make"],"creates":"/c","output":"on_failure"})");
  EXPECT_EQ(apply(on_failure)->output, "");
  EXPECT_NE(apply(on_failure).error().text().find("words"), std::string::npos);
  const CommandDesired never = command(R"({"run":["make"],"creates":"/c","output":"never"})");
  EXPECT_EQ(apply(never).error().text(), "`make`: exit code 1");
  EXPECT_EQ(runner_.calls().back().output_limit, 0U);
}

/// A command whose environment and input hold secrets.
CommandDesired secretive() {
  Diagnostics diagnostics;
  Value attributes = normalised(
      R"({"run":["login"],"unless":["ask"],"env":{"TOKEN":"hunter2","USER":"me"},"stdin":"first line\nsecond line\n"})",
      diagnostics);
  attributes.find("env")->find("TOKEN")->set_sensitivity(Sensitivity::secret);
  attributes.find("stdin")->set_sensitivity(Sensitivity::secret);
  return Command::parse(attributes, diagnostics).value_or(CommandDesired{});
}

TEST_F(CommandTest, SecretsAreMaskedInOutput) {
  runner_.answer({"login"}, 0, "me: hunter2, hunter2!\n> second line\nhunter\n");
  const auto outcome = apply(secretive());
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_EQ(outcome->output, "me: (secret), (secret)!\n> (secret)\nhunter\n");
}

TEST_F(CommandTest, SecretsAreMaskedInErrors) {
  runner_.answer({"login"}, {ProcessEnd{1, 0, "bad token hunter2\n"}, fail(ErrorCode::timed_out, "said hunter2")});
  EXPECT_EQ(apply(secretive()).error().text(), "`login`: exit code 1; its last words:\nbad token (secret)");
  EXPECT_EQ(apply(secretive()).error().text(), "running `login`: said (secret)");
  runner_.answer({"ask"}, {ProcessEnd{134, 6, "hunter2"}, fail(ErrorCode::timed_out, "said hunter2")});
  EXPECT_TRUE(probe(secretive()).error().text().ends_with("its last words:\n(secret)"));
  EXPECT_EQ(probe(secretive()).error().text(), "asking unless: said (secret)");
}

TEST_F(CommandTest, NothingToDoIsDoneAtOnce) {
  const std::vector<std::span<const CommandChange>> work(3);
  const auto outcomes = kind_.apply(work, {});
  ASSERT_EQ(outcomes.size(), 3U);
  for (const auto& outcome : outcomes) EXPECT_TRUE(outcome);
  EXPECT_EQ(kind_.forecast(work, {}).size(), 3U);
  EXPECT_TRUE(runner_.calls().empty());
}

TEST(CommandOnThisMachine, RunsAndBoundsItsOutput) {
  PosixProcessRunner runner;
  FakePathProbe paths;
  Command kind(runner, paths);
  const CommandDesired want = command(R"({"run":"yes line | head -n 100000; echo end","creates":"/c"})");
  const std::vector<CommandChange> changes = {{want.run, ""}};
  const std::vector<std::span<const CommandChange>> work = {changes};
  const auto outcome = kind.apply(work, {}).at(0);
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_LE(outcome->output.size(), 16U * 1024U + 64U);
  EXPECT_TRUE(outcome->output.ends_with("\nline\nend\n"));
}

}  // namespace
}  // namespace converge
