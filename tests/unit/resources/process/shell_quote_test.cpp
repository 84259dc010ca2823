// SPDX-License-Identifier: MIT
#include "resources/process/shell_quote.h"

#include <gtest/gtest.h>

#include "tests/unit/resources/process/process_test_support.h"

namespace converge {
namespace {

TEST(ShellQuote, LeavesHarmlessWordsAlone) {
  EXPECT_EQ(shell_quote("systemctl"), "systemctl");
  EXPECT_EQ(shell_quote("/etc/a-b_c.d/x@y:1,2=3%+"), "/etc/a-b_c.d/x@y:1,2=3%+");
}

TEST(ShellQuote, QuotesWhatAShellWouldRead) {
  EXPECT_EQ(shell_quote(""), "''");
  EXPECT_EQ(shell_quote("a b"), "'a b'");
  EXPECT_EQ(shell_quote("$HOME"), "'$HOME'");
  EXPECT_EQ(shell_quote("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quote("~"), "'~'");
}

TEST(ShellText, AShellReadsTheSameWordsBack) {
  const std::vector<std::string> words = {"a b", "", "it's", "$(id)", "line\nend", "\"", "*", "\\", "ü"};
  PosixProcessRunner runner;
  const auto end = runner.run(shell("printf '<%s>' " + shell_text(words)), {});
  ASSERT_TRUE(end) << end.error().text();
  std::string expected;
  for (const std::string& word : words) expected += "<" + word + ">";
  EXPECT_EQ(end->output, expected);
}

TEST(OneLine, JoinsLinesAndShortens) {
  EXPECT_EQ(one_line("echo a\necho b\n", 100), "echo a; echo b");
  EXPECT_EQ(one_line("0123456789", 10), "0123456789");
  EXPECT_EQ(one_line("0123456789a", 10), "0123456...");
  EXPECT_EQ(one_line("", 10), "");
  EXPECT_EQ(one_line("abcdef", 2), "...");
}

TEST(OneLine, NeverCutsACharacterInTwo) {
  EXPECT_EQ(one_line("abcd\u00fc\u00fc\u00fc", 8), "abcd...") << "byte 5 is the middle of a character";
}

}  // namespace
}  // namespace converge
