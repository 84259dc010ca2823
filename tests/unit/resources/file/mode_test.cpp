// SPDX-License-Identifier: MIT
#include "resources/file/mode.h"

#include <gtest/gtest.h>

namespace converge::file {
namespace {

struct Case {
  const char* text;
  unsigned current;
  NodeType type;
  unsigned wanted;
};

constexpr NodeType regular = NodeType::regular;
constexpr NodeType folder = NodeType::directory;

class ModeTest : public testing::TestWithParam<Case> {};

TEST_P(ModeTest, ResolvesAsChmodDoes) {
  const auto mode = Mode::parse(GetParam().text);
  ASSERT_TRUE(mode) << mode.error().message;
  EXPECT_EQ(mode->resolve(GetParam().current, GetParam().type), GetParam().wanted) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(All, ModeTest,
                         testing::Values(Case{"0644", 07777, regular, 0644}, Case{"644", 0, regular, 0644},
                                         Case{"04755", 0, regular, 04755}, Case{"0755", 02755, folder, 0755},
                                         Case{"u=rw,go=r", 0777, regular, 0644}, Case{"+x", 0644, regular, 0755},
                                         Case{"a-w", 0666, regular, 0444}, Case{"go-rwx", 0755, regular, 0700},
                                         Case{"a+X", 0644, regular, 0644}, Case{"a+X", 0744, regular, 0755},
                                         Case{"a+X", 0600, folder, 0711}, Case{"u+s", 0755, regular, 04755},
                                         Case{"g+s", 0755, folder, 02755}, Case{"u=rwx", 04755, regular, 0755},
                                         Case{"u=rwx", 04755, folder, 04755}, Case{"+t", 0777, folder, 01777},
                                         Case{"u+t", 0777, folder, 0777}, Case{"g=u", 0640, regular, 0660},
                                         Case{"o=", 0777, regular, 0770}, Case{"u+rw-x", 0100, regular, 0600},
                                         Case{"=", 0777, regular, 0}, Case{"ug=rwX", 0100, regular, 0770}));

class BadModeTest : public testing::TestWithParam<const char*> {};

TEST_P(BadModeTest, IsRefused) { EXPECT_FALSE(Mode::parse(GetParam())) << GetParam(); }

INSTANTIATE_TEST_SUITE_P(All, BadModeTest,
                         testing::Values("", "8", "64", "0999", "10000", "77777", "rw", "u", "u~r", "u=rq", "u=rw,",
                                         ",u=r", "u=rw,,g=r", "g=u,u=o", "0644 "));

TEST(ModeText, HasFourDigits) {
  EXPECT_EQ(mode_text(0), "0000");
  EXPECT_EQ(mode_text(0644), "0644");
  EXPECT_EQ(mode_text(07777), "7777");
}

TEST(ModeText, EqualOctalModesAreEqual) { EXPECT_EQ(*Mode::parse("644"), *Mode::parse("0644")); }

}  // namespace
}  // namespace converge::file
