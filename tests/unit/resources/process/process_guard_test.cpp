// SPDX-License-Identifier: MIT
// What becomes of programs when the process that runs them is killed.
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <functional>
#include <thread>

#include "tests/unit/resources/process/process_test_support.h"

namespace converge {
namespace {

/// Waits for what another process does; nobody tells us, so we look.
bool comes_true(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

class GuardTest : public ProcessTest {
 protected:
  /// Runs a command line in a process of its own that is killed once the line has written `pid`; answers that number.
  pid_t kill_the_runner_of(const std::string& line) {
    const pid_t runner = ::fork();
    if (runner == 0) {
      PosixProcessRunner inner("/", short_patience);
      static_cast<void>(inner.run(shell(line), {}));
      ::_exit(0);
    }
    EXPECT_TRUE(comes_true([this] { return read("pid").ends_with("\n"); }));
    const pid_t started = std::stoi(read("pid"));
    EXPECT_TRUE(is_alive(started));
    ::kill(runner, SIGKILL);
    ::waitpid(runner, nullptr, 0);
    return started;
  }
};

TEST_F(GuardTest, ACommandEndsWithTheProcessThatRunsIt) {
  const pid_t command = kill_the_runner_of("echo $$ > " + path("pid") + "; exec sleep 1000");
  EXPECT_TRUE(comes_true([&] { return !is_alive(command); }));
}

TEST_F(GuardTest, SoDoesWhatItHasStartedAndWhatIgnoresTheFirstSignal) {
  const pid_t child = kill_the_runner_of("(trap '' TERM; exec sleep 1000) & echo $! > " + path("pid") + "; wait");
  EXPECT_TRUE(comes_true([&] { return !is_alive(child); }));
}

TEST_F(GuardTest, TheGuardKeepsNothingOpenAndEndsWithItsRunner) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  {
    PosixProcessRunner inner("/", short_patience);
    ASSERT_TRUE(inner.run(shell("true"), {}));
    ::close(ends[1]);
    char byte = 0;
    EXPECT_EQ(::read(ends[0], &byte, 1), 0) << "somebody still holds the other end";
  }
  ::close(ends[0]);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left behind";
}

}  // namespace
}  // namespace converge
