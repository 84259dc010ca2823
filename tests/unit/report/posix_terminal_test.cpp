// SPDX-License-Identifier: MIT
#include "engine/report/posix_terminal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

namespace converge {
namespace {

/// Two ends, closed at the end.
struct Pair {
  std::array<int, 2> ends{-1, -1};
  int& here = ends[0];
  int& there = ends[1];
  ~Pair() {
    for (const int each : ends)
      if (each >= 0) close(each);
  }
};

TEST(PosixTerminal, knows_the_size_of_its_window) {
  Pair pty;
  winsize window{};
  window.ws_row = 33;
  window.ws_col = 121;
  if (openpty(&pty.here, &pty.there, nullptr, nullptr, &window) != 0) GTEST_SKIP() << "no pseudo-terminals here";
  const TerminalSize size = PosixTerminal(pty.there).size();
  EXPECT_EQ(size.rows, 33U);
  EXPECT_EQ(size.columns, 121U);
}

TEST(PosixTerminal, an_unknown_size_is_the_usual_one) {
  Pair pipe_ends;
  ASSERT_EQ(pipe(pipe_ends.ends.data()), 0);
  const TerminalSize size = PosixTerminal(pipe_ends.there).size();
  EXPECT_EQ(size.rows, 24U);
  EXPECT_EQ(size.columns, 80U);
}

TEST(PosixTerminal, writes_everything) {
  Pair pipe_ends;
  ASSERT_EQ(pipe(pipe_ends.ends.data()), 0);
  PosixTerminal(pipe_ends.there).write("hello");
  std::array<char, 16> buffer{};
  const ssize_t size = read(pipe_ends.here, buffer.data(), buffer.size());
  EXPECT_EQ(std::string(buffer.data(), static_cast<std::size_t>(size)), "hello");
}

TEST(PosixTerminal, a_terminal_that_is_gone_swallows_what_is_written) {
  Pair pipe_ends;
  ASSERT_EQ(pipe(pipe_ends.ends.data()), 0);
  close(pipe_ends.here);
  pipe_ends.here = -1;
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  PosixTerminal(pipe_ends.there).write("hello");
  std::signal(SIGPIPE, before);
  PosixTerminal(-1).write("hello");
}

}  // namespace
}  // namespace converge
