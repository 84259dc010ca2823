// SPDX-License-Identifier: MIT
// What a program finds around it when it runs.
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <thread>

#include "resources/process/descriptor.h"
#include "tests/unit/resources/process/process_test_support.h"

namespace converge {
namespace {

TEST_F(ProcessTest, OutputAndErrorsComeThroughOnePipeInOrder) {
  const auto end = runner_.run(shell("echo one; echo two >&2; echo three"), {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->output, "one\ntwo\nthree\n");
  EXPECT_EQ(end->exit_code, 0);
  EXPECT_EQ(end->signal, 0);
}

TEST_F(ProcessTest, ExitCodesComeThrough) {
  for (const int code : {0, 1, 2, 125, 126, 127, 128, 255}) {
    const auto end = runner_.run(shell("exit " + std::to_string(code)), {});
    ASSERT_TRUE(end) << end.error().text();
    EXPECT_EQ(end->exit_code, code);
    EXPECT_EQ(end->signal, 0);
  }
}

TEST_F(ProcessTest, ASignalIsToldApartFromTheExitCodeThatLooksLikeIt) {
  const auto killed = runner_.run(shell("kill -9 $$"), {});
  ASSERT_TRUE(killed) << killed.error().text();
  EXPECT_EQ(killed->signal, SIGKILL);
  EXPECT_EQ(killed->exit_code, 137);
  const auto exited = runner_.run(shell("exit 137"), {});
  ASSERT_TRUE(exited) << exited.error().text();
  EXPECT_EQ(exited->signal, 0);
  EXPECT_EQ(exited->exit_code, 137);
}

TEST_F(ProcessTest, ArgumentsArriveAsTheyAre) {
  const auto end = runner_.run(program({"printf", "<%s>", "a b", "", "$HOME", "*", "x\ny"}), {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->output, "<a b><><$HOME><*><x\ny>");
}

TEST_F(ProcessTest, StandardInputIsWhatTheSpecSays) {
  ProcessSpec spec = program({"cat"});
  spec.input = std::string("line\n\0binary", 12);
  const auto end = runner_.run(spec, {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->output, spec.input);
}

TEST_F(ProcessTest, ALargeInputNeedsNoReader) {
  ProcessSpec spec = program({"wc", "-c"});
  spec.input = std::string(5'000'000, 'x');
  EXPECT_EQ(runner_.run(spec, {})->output, "5000000\n");
  spec.argv = {"true"};
  EXPECT_EQ(runner_.run(spec, {})->exit_code, 0) << "who does not read it is not killed by a closed pipe";
}

TEST_F(ProcessTest, WithoutInputThereIsNothingToRead) {
  EXPECT_EQ(runner_.run(program({"readlink", "/proc/self/fd/0"}), {})->output, "/dev/null\n");
  EXPECT_EQ(runner_.run(program({"cat"}), {})->output, "");
}

TEST_F(ProcessTest, TheEnvironmentIsFixed) {
  ::setenv("CONVERGE_TEST_LEAK", "1", 1);
  const auto end = runner_.run(program({"env"}), {});
  ::unsetenv("CONVERGE_TEST_LEAK");
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_NE(end->output.find("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"), std::string::npos);
  EXPECT_NE(end->output.find("LANG=C.UTF-8\n"), std::string::npos);
  EXPECT_NE(end->output.find("SHELL=/bin/sh\n"), std::string::npos);
  EXPECT_NE(end->output.find("HOME=/"), std::string::npos);
  EXPECT_NE(end->output.find("USER="), std::string::npos);
  EXPECT_EQ(std::count(end->output.begin(), end->output.end(), '\n'), 5) << end->output;
}

TEST_F(ProcessTest, TheSpecAddsToTheEnvironmentAndReplaces) {
  ProcessSpec spec = shell("echo \"$A/$LANG/$B\"");
  spec.environment = {{"A", "1"}, {"LANG", "de_DE.UTF-8"}, {"B", "x=y z"}, {"A", "2"}};
  EXPECT_EQ(runner_.run(spec, {})->output, "2/de_DE.UTF-8/x=y z\n");
}

TEST_F(ProcessTest, TheWorkingFolderIsTheRootOrWhatTheSpecSays) {
  EXPECT_EQ(runner_.run(program({"pwd"}), {})->output, "/\n");
  ProcessSpec spec = program({"pwd"});
  spec.cwd = folder_.string();
  EXPECT_EQ(runner_.run(spec, {})->output, folder_.string() + "\n");
}

TEST_F(ProcessTest, NoOtherDescriptorIsPassedOn) {
  std::vector<process::Descriptor> inheritable;
  for (int i = 0; i < 40; ++i) inheritable.emplace_back(::open("/dev/null", O_RDONLY));  // on purpose without O_CLOEXEC
  const auto end = runner_.run(program({"ls", "/proc/self/fd"}), {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->output, "0\n1\n2\n3\n") << "3 is the folder that ls itself reads";
}

TEST_F(ProcessTest, WorksWhereTheProgramHasClosedItsStandardDescriptors) {
  const auto attempt = [] {
    ::close(0);
    ::close(1);
    ::close(2);
    ProcessSpec spec = shell("cat; echo out; echo err >&2; ls /proc/self/fd | wc -l");
    spec.input = "in\n";
    const auto end = PosixProcessRunner().run(spec, {});
    ::_exit(end && end->output == "in\nout\nerr\n4\n" ? 0 : 1);
  };
  EXPECT_EXIT(attempt(), testing::ExitedWithCode(0), "");
}

TEST_F(ProcessTest, OurOwnDescriptorsAreAllClosedAgain) {
  const auto count = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  ASSERT_TRUE(runner_.run(program({"true"}), {}));  // the guard's pipe stays open from the first program on
  const auto before = count();
  ProcessSpec spec = shell("cat; exit 3");
  spec.input = "x";
  ASSERT_TRUE(runner_.run(spec, {}));
  ASSERT_FALSE(runner_.run(program({"/nonexistent"}), {}));
  EXPECT_EQ(count(), before);
}

TEST_F(ProcessTest, SignalsStartFromTheirDefaults) {
  const auto before = ::signal(SIGUSR1, SIG_IGN);
  sigset_t blocked;
  sigset_t old;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGUSR2);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &old);
  const auto end = runner_.run(program({"grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"}), {});
  ::pthread_sigmask(SIG_SETMASK, &old, nullptr);
  ::signal(SIGUSR1, before);
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->output, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

/// sigaction(3) does not speak of 32 and 33, which the C library keeps; a
/// parent may have had them ignored all the same.
TEST_F(ProcessTest, SignalsThatTheLibraryKeepsStartFromTheirDefaultsToo) {
  struct {
    void (*handler)(int) = SIG_IGN;
    std::array<std::uint64_t, 7> rest{};
  } ignore;
  std::array<std::uint64_t, 8> before{};
  constexpr int kept = 33;
  ASSERT_EQ(::syscall(SYS_rt_sigaction, kept, &ignore, before.data(), 8), 0);
  const auto end = runner_.run(program({"grep", "^SigIgn", "/proc/self/status"}), {});
  ASSERT_EQ(::syscall(SYS_rt_sigaction, kept, before.data(), nullptr, 8), 0);
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->output, "SigIgn:\t0000000000000000\n");
}

TEST_F(ProcessTest, OurOwnSignalMaskIsAsBefore) {
  sigset_t before;
  sigset_t after;
  ::pthread_sigmask(SIG_BLOCK, nullptr, &before);
  ASSERT_TRUE(runner_.run(program({"true"}), {}));
  ::pthread_sigmask(SIG_BLOCK, nullptr, &after);
  for (int number = 1; number < NSIG; ++number) {
    EXPECT_EQ(::sigismember(&before, number), ::sigismember(&after, number)) << "signal " << number;
  }
}

TEST_F(ProcessTest, ItLeadsASessionOfItsOwn) {
  const auto end = runner_.run(shell("read -r pid name state parent group session rest </proc/$$/stat; "
                                     "[ $pid = $group ] && [ $pid = $session ] && echo leader"),
                               {});
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->output, "leader\n");
}

TEST_F(ProcessTest, TheFileCreationMaskIsFixed) {
  const mode_t before = ::umask(0077);
  const auto end = runner_.run(shell("umask"), {});
  ::umask(before);
  EXPECT_EQ(end->output, "0022\n");
}

TEST_F(ProcessTest, SeveralRunAtOnceWithoutMixingUp) {
  constexpr int threads = 4;
  constexpr int runs = 15;
  std::vector<int> right(threads, 0);
  {
    std::vector<std::jthread> pool;
    for (int t = 0; t < threads; ++t) {
      pool.emplace_back([&, t] {
        for (int i = 0; i < runs; ++i) {
          const std::string word = std::to_string(t) + "." + std::to_string(i);
          ProcessSpec spec = shell("cat; exit " + std::to_string(t * runs + i));
          spec.input = word;
          const auto end = runner_.run(spec, {});
          if (end && end->output == word && end->exit_code == t * runs + i) ++right[static_cast<std::size_t>(t)];
        }
      });
    }
  }
  EXPECT_EQ(right, std::vector<int>(threads, runs));
}

}  // namespace
}  // namespace converge
