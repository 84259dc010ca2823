// SPDX-License-Identifier: MIT
// Programs that end and leave others behind.
#include <signal.h>

#include "tests/unit/resources/process/process_test_support.h"

namespace converge {
namespace {

/// Ends a daemon that a test has let live, by its number and only by that.
class Daemon {
 public:
  explicit Daemon(pid_t pid) : pid_(pid) {}
  ~Daemon() {
    if (pid_ > 1) ::kill(pid_, SIGKILL);
  }

 private:
  pid_t pid_;
};

TEST_F(ProcessTest, WhatHoldsThePipeDoesNotHoldUsAndEndsWithTheProgram) {
  const auto end = runner_.run(shell("sleep 1000 & echo $!"), {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->exit_code, 0);
  EXPECT_FALSE(is_alive(std::stoi(end->output)));
}

TEST_F(ProcessTest, WhatHasClosedThePipeEndsWithTheProgramToo) {
  const auto end = runner_.run(shell("sleep 1000 >/dev/null 2>&1 & echo $!"), {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_FALSE(is_alive(std::stoi(end->output)));
}

TEST_F(ProcessTest, AGroupOfItsOwnInTheSessionIsNoHidingPlace) {
  const auto end = runner_.run(program({"bash", "-c", "set -m; sleep 1000 & echo $!"}), {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_FALSE(is_alive(std::stoi(end->output)));
}

TEST_F(ProcessTest, WhoIgnoresTheSignalInTheBackgroundIsKilled) {
  const auto end = runner_.run(shell("(trap '' TERM; while :; do sleep 1000; done) & echo $!"), {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_FALSE(is_alive(std::stoi(end->output)));
}

TEST_F(ProcessTest, ADaemonInASessionOfItsOwnLives) {
  const auto end =
      runner_.run(shell("setsid sh -c 'echo $$ >" + path("pid") + "; exec sleep 1000' >/dev/null 2>&1 & while ! [ -s " +
                        path("pid") + " ]; do :; done"),
                  {});
  ASSERT_TRUE(end) << end.error().text();
  const pid_t pid = std::stoi(read("pid"));
  const Daemon daemon(pid);
  EXPECT_TRUE(is_alive(pid));
}

TEST_F(ProcessTest, ADaemonThatHoldsThePipeDoesNotHoldUs) {
  const auto end =
      runner_.run(shell("setsid sh -c 'echo $$; exec sleep 1000' & while :; do [ -e /proc/$! ] && "
                        "read -r x x x x x s x </proc/$!/stat && [ $s = $! ] && break; done; echo started"),
                  {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_NE(end->output.find("started\n"), std::string::npos);
  const pid_t pid = std::stoi(end->output.substr(end->output.find_first_of("0123456789")));
  const Daemon daemon(pid);
  EXPECT_TRUE(is_alive(pid));
}

TEST_F(ProcessTest, OutputOfTheLastOnesInAPipelineIsNotLost) {
  // The shell is gone at once; the reader of the pipeline speaks after it.
  const auto end = runner_.run(shell("mkfifo " + path("gate") + "; (cat " + path("gate") + ") & exec tee " +
                                     path("gate") + " <<'END' >/dev/null\nlate words\nEND"),
                               {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->output, "late words\n");
}

}  // namespace
}  // namespace converge
