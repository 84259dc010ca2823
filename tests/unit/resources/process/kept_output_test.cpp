// SPDX-License-Identifier: MIT
#include "resources/process/kept_output.h"

#include <gtest/gtest.h>

namespace converge::process {
namespace {

TEST(KeptOutput, KeepsAllThatFits) {
  KeptOutput kept(10);
  kept.add("01234");
  kept.add("56789");
  EXPECT_EQ(kept.text(), "0123456789");
}

TEST(KeptOutput, KeepsHeadAndTailAndSaysHowMuchIsGone) {
  KeptOutput kept(8);
  kept.add("abcdefghijklmnop");
  EXPECT_EQ(kept.text(), "abcd\n... 8 bytes cut ...\nmnop");
}

TEST(KeptOutput, CutsAtLineEnds) {
  KeptOutput kept(16);
  for (const char* line : {"one\n", "two\n", "three\n", "four\n", "five\n", "six\n"}) kept.add(line);
  EXPECT_EQ(kept.text(), "one\ntwo\n... 16 bytes cut ...\nsix\n") << "half of five is not shown";
}

TEST(KeptOutput, IsTheSameHoweverTheBytesArrive) {
  std::string flood;
  for (int i = 0; i < 1000; ++i) flood += "line " + std::to_string(i) + "\n";
  KeptOutput whole(100);
  whole.add(flood);
  for (const std::size_t piece : {1U, 7U, 64U, 99U, 100U, 101U, 4096U}) {
    KeptOutput pieces(100);
    for (std::size_t at = 0; at < flood.size(); at += piece) pieces.add(std::string_view(flood).substr(at, piece));
    EXPECT_EQ(pieces.text(), whole.text()) << "in pieces of " << piece;
  }
}

TEST(KeptOutput, StaysWithinItsLimit) {
  KeptOutput kept(1000);
  const std::string block(4096, 'x');
  for (int i = 0; i < 10'000; ++i) kept.add(block);
  const std::string text = kept.text();
  EXPECT_EQ(text, std::string(500, 'x') + "\n... 40959000 bytes cut ...\n" + std::string(500, 'x'));
}

TEST(KeptOutput, AnOddLimitLosesNoByte) {
  KeptOutput kept(5);
  kept.add("abcde");
  EXPECT_EQ(kept.text(), "abcde");
}

TEST(KeptOutput, ALimitOfZeroKeepsNothing) {
  KeptOutput kept(0);
  kept.add("anything");
  EXPECT_EQ(kept.text(), "");
}

TEST(LastLines, CountsFromTheEnd) {
  EXPECT_EQ(last_lines("one\ntwo\nthree\n", 2), "two\nthree");
  EXPECT_EQ(last_lines("one\ntwo\nthree", 1), "three");
  EXPECT_EQ(last_lines("one\ntwo", 5), "one\ntwo");
  EXPECT_EQ(last_lines("one\ntwo", 2), "one\ntwo");
  EXPECT_EQ(last_lines("", 3), "");
  EXPECT_EQ(last_lines("\n\n", 3), "");
  EXPECT_EQ(last_lines("\nx", 1), "x");
}

}  // namespace
}  // namespace converge::process
