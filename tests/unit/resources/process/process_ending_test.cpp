// SPDX-License-Identifier: MIT
// Programs that do not end by themselves: deadlines, stops, floods.
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "tests/unit/resources/process/process_test_support.h"

namespace converge {
namespace {

/// Runs a program and asks it to stop as soon as it has said its number through
/// the pipe `ready` in the test's folder.
class StoppedProcessTest : public ProcessTest {
 protected:
  Result<ProcessEnd> run_and_stop(const std::string& line) {
    EXPECT_EQ(::mkfifo(path("ready").c_str(), 0600), 0);
    std::stop_source stop;
    const std::jthread watcher([&] {
      std::ifstream(path("ready")) >> pid_;
      stop.request_stop();
    });
    ProcessSpec spec = shell(line);
    spec.cwd = folder_.string();
    return runner_.run(spec, stop.get_token());
  }
  pid_t pid_ = 0;
};

ProcessSpec with_timeout(ProcessSpec spec, int seconds) {
  spec.timeout = std::chrono::seconds(seconds);
  return spec;
}

TEST_F(ProcessTest, ADeadlineKillsAndQuotesTheLastWords) {
  const auto end = runner_.run(with_timeout(shell("echo started; exec sleep 1000"), 1), {});
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, ErrorCode::timed_out);
  EXPECT_EQ(end.error().text(),
            "`/bin/sh -c 'echo started; exec sleep 1000'` did not end within 1 s and was killed with all of its "
            "session; its last words:\nstarted");
}

TEST_F(ProcessTest, ADeadlineKillsGrandchildrenInTheBackground) {
  const auto end = runner_.run(with_timeout(shell("sleep 1000 & echo $!; sleep 1000 | sleep 1000"), 1), {});
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, ErrorCode::timed_out);
  const std::string text = end.error().text();
  const pid_t grandchild = std::stoi(text.substr(text.rfind('\n') + 1));
  ASSERT_GT(grandchild, 1) << text;
  EXPECT_FALSE(is_alive(grandchild));
}

TEST_F(ProcessTest, ADeadlineThatIsPastAtOnceLeavesNothing) {
  for (int i = 0; i < 20; ++i) {
    const auto end = runner_.run(with_timeout(program({"sleep", "1000"}), 0), {});
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, ErrorCode::timed_out);
  }
}

TEST_F(ProcessTest, WhoHandlesTheSignalMayCleanUp) {
  const auto end = runner_.run(with_timeout(shell("trap 'echo cleaned; exit 3' TERM; sleep 1000 & wait"), 1), {});
  ASSERT_FALSE(end);
  EXPECT_NE(end.error().text().find("cleaned"), std::string::npos) << end.error().text();
}

TEST_F(ProcessTest, WhoIgnoresTheSignalIsKilled) {
  const auto end = runner_.run(with_timeout(shell("trap '' TERM; echo $$; while :; do sleep 1000; done"), 1), {});
  ASSERT_FALSE(end);
  const std::string text = end.error().text();
  EXPECT_FALSE(is_alive(std::stoi(text.substr(text.rfind('\n') + 1)))) << text;
}

TEST_F(ProcessTest, AStoppedProcessIsKilledToo) {
  const auto end = runner_.run(with_timeout(shell("echo $$; kill -STOP $$"), 1), {});
  ASSERT_FALSE(end);
  const std::string text = end.error().text();
  EXPECT_FALSE(is_alive(std::stoi(text.substr(text.rfind('\n') + 1)))) << text;
}

TEST_F(ProcessTest, WhoEndsInTimeIsNotTouchedByTheDeadline) {
  const auto end = runner_.run(with_timeout(shell("exit 4"), 600), {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->exit_code, 4);
}

TEST_F(ProcessTest, AFloodIsReadToItsEndInBoundedMemory) {
  ProcessSpec spec = shell("head -c 52428800 /dev/zero | tr '\\0' x; echo; echo last line");
  spec.output_limit = 4096;
  const auto end = runner_.run(spec, {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->exit_code, 0);
  EXPECT_LE(end->output.size(), 4096U + 64U);
  EXPECT_NE(end->output.find(" bytes cut ..."), std::string::npos);
  EXPECT_TRUE(end->output.ends_with("\nlast line\n"));
}

TEST_F(ProcessTest, AnEndlessFloodMeetsItsDeadline) {
  ProcessSpec spec = with_timeout(program({"yes", "flood"}), 1);
  spec.output_limit = 1000;
  const auto end = runner_.run(spec, {});
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, ErrorCode::timed_out);
  EXPECT_LT(end.error().text().size(), 1500U);
}

TEST_F(ProcessTest, AProgramThatKeepsNoOutputSaysNothingEvenWhenKilled) {
  ProcessSpec spec = with_timeout(shell("echo secret; exec sleep 1000"), 1);
  spec.output_limit = 0;
  const auto end = runner_.run(spec, {});
  ASSERT_FALSE(end);
  EXPECT_TRUE(end.error().text().ends_with("killed with all of its session")) << end.error().text();
}

TEST_F(ProcessTest, ARunThatWasStoppedBeforeStartsNothing) {
  std::stop_source stop;
  stop.request_stop();
  const auto end = runner_.run(shell("echo x >" + path("made")), stop.get_token());
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, ErrorCode::canceled);
  EXPECT_FALSE(std::filesystem::exists(path("made")));
}

TEST_F(StoppedProcessTest, AStopKillsTheProgram) {
  const auto end = run_and_stop("echo $$ >ready; exec sleep 1000");
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, ErrorCode::canceled);
  ASSERT_GT(pid_, 1);
  EXPECT_FALSE(is_alive(pid_));
}

TEST_F(StoppedProcessTest, AStopKillsWhatTheProgramHasStarted) {
  const auto end = run_and_stop("sleep 1000 & echo $! >ready; wait");
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, ErrorCode::canceled);
  ASSERT_GT(pid_, 1);
  EXPECT_FALSE(is_alive(pid_));
}

}  // namespace
}  // namespace converge
