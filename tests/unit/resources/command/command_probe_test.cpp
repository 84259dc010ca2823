// SPDX-License-Identifier: MIT
// How guards are asked, and what happens to those that cannot answer.
#include "tests/unit/resources/command/command_test_support.h"

namespace converge {
namespace {

TEST_F(CommandTest, AnswersAreExitCodes) {
  runner_.answer({"only"}, 0);
  runner_.answer(shell_argv("test -e /x"), 4);
  const auto have = probe(command(R"({"run":["a"],"creates":"/c","only_if":["only"],"unless":"test -e /x"})"));
  ASSERT_TRUE(have) << have.error().text();
  EXPECT_EQ(have->answers, (std::vector<GuardAnswer>{{Guard::creates, 1}, {Guard::only_if, 0}, {Guard::unless, 4}}));
}

TEST_F(CommandTest, TheFirstThatHoldsEndsTheQuestions) {
  paths_.present = {"/c"};
  const auto have = probe(command(R"({"run":["a"],"creates":"/c","unless":["not-installed"]})"));
  ASSERT_TRUE(have) << "a program that nobody needs to ask need not be there";
  EXPECT_EQ(have->answers, (std::vector<GuardAnswer>{{Guard::creates, 0}}));
  EXPECT_TRUE(runner_.calls().empty());
}

TEST_F(CommandTest, GuardsShareTheSettingButNotTheInput) {
  runner_.answer({"ask"}, 0);
  const auto want = command(
      R"({"run":["a"],"unless":["ask"],"cwd":"/srv","env":{"A":"1","N":8080,"B":true},"stdin":"text","timeout":"90s"})");
  ASSERT_TRUE(probe(want));
  const ProcessSpec asked = runner_.calls().at(0);
  EXPECT_EQ(asked.cwd, "/srv");
  EXPECT_EQ(asked.environment,
            (std::vector<std::pair<std::string, std::string>>{{"A", "1"}, {"N", "8080"}, {"B", "true"}}));
  EXPECT_EQ(asked.timeout, std::chrono::seconds(90));
  EXPECT_EQ(asked.input, "");
}

TEST_F(CommandTest, AProgramThatIsNotThereIsAnError) {
  const auto have = probe(command(R"({"run":["a"],"only_if":["not-installed"]})"));
  ASSERT_FALSE(have);
  EXPECT_EQ(have.error().code, ErrorCode::not_found);
  EXPECT_EQ(have.error().text(), "asking only_if: there is no program 'not-installed'");
}

TEST_F(CommandTest, AShellThatDoesNotFindTheProgramIsNoAnswer) {
  runner_.answer(shell_argv("nvidia-smi -L"), 127, "/bin/sh: 1: nvidia-smi: not found\n");
  const auto have = probe(command(R"({"run":["a"],"unless":"nvidia-smi -L"})"));
  ASSERT_FALSE(have);
  EXPECT_EQ(have.error().code, ErrorCode::failed);
  EXPECT_EQ(
      have.error().text(),
      "asking unless: `nvidia-smi -L` could not answer: exit code 127 (where a program may be missing, ask first: "
      "command -v NAME); its last words:\n/bin/sh: 1: nvidia-smi: not found");
}

TEST_F(CommandTest, A127OfAnArgumentListIsItsOwnExitCode) {
  runner_.answer({"ask"}, 127);
  const auto have = probe(command(R"({"run":["a"],"unless":["ask"]})"));
  ASSERT_TRUE(have) << have.error().text();
  EXPECT_EQ(have->answers, (std::vector<GuardAnswer>{{Guard::unless, 127}}));
}

TEST_F(CommandTest, ACrashIsNoAnswer) {
  runner_.answer({"ask"}, {ProcessEnd{139, 11, ""}});
  const auto have = probe(command(R"({"run":["a"],"unless":["ask"]})"));
  ASSERT_FALSE(have);
  EXPECT_EQ(have.error().text(), "asking unless: `ask` could not answer: ended by SIGSEGV; it said nothing");
}

TEST_F(CommandTest, ADeadlineComesThrough) {
  runner_.answer({"ask"}, {fail(ErrorCode::timed_out, "too slow")});
  const auto have = probe(command(R"({"run":["a"],"unless":["ask"]})"));
  ASSERT_FALSE(have);
  EXPECT_EQ(have.error().code, ErrorCode::timed_out);
  EXPECT_EQ(have.error().text(), "asking unless: too slow");
}

TEST_F(CommandTest, APathThatCannotBeLookedAtIsAnErrorAndNotMissing) {
  paths_.errors["/c"] = Error{ErrorCode::denied, "looking for /c: Permission denied", {}};
  const auto have = probe(command(R"({"run":["a"],"creates":"/c"})"));
  ASSERT_FALSE(have);
  EXPECT_EQ(have.error().code, ErrorCode::denied);
  EXPECT_EQ(have.error().text(), "asking creates: looking for /c: Permission denied");
}

TEST_F(CommandTest, ABatchIsAnsweredInOrder) {
  runner_.answer({"yes"}, 0);
  const CommandDesired first = command(R"({"run":["a"],"only_if":["yes"]})");
  const CommandDesired broken = command(R"({"run":["a"],"only_if":["not-installed"]})");
  const CommandDesired last = command(R"({"run":["a"],"when_notified":true})");
  const std::vector<const CommandDesired*> wants = {&first, &broken, &last};
  const auto answers = kind_.probe(wants, {});
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[0]->answers.size(), 1U);
  EXPECT_FALSE(answers[1]);
  EXPECT_TRUE(answers[2]->answers.empty());
}

TEST_F(CommandTest, AStopComesThrough) {
  runner_.answer({"ask"}, 0);
  std::stop_source stop;
  stop.request_stop();
  const auto have = probe(command(R"({"run":["a"],"only_if":["ask"]})"), stop.get_token());
  ASSERT_FALSE(have);
  EXPECT_EQ(have.error().code, ErrorCode::canceled);
}

}  // namespace
}  // namespace converge
