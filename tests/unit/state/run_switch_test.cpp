// SPDX-License-Identifier: MIT
#include "state/run_switch.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class RunSwitchTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string folder() const { return temporary_ / "state"; }
  TemporaryFolder temporary_;
};

TEST_F(RunSwitchTest, IsOnWhereNothingExists) {
  const auto found = disabled(folder());
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_FALSE(*found);
  EXPECT_TRUE(enable(folder())) << "enabling what is enabled is fine";
  EXPECT_FALSE(std::filesystem::exists(folder()));
}

TEST_F(RunSwitchTest, RemembersWhyWhoAndSinceWhen) {
  ::setenv("SUDO_USER", "anna", 1);
  ASSERT_TRUE(disable(folder(), "a training run needs \"quiet\""));
  ::unsetenv("SUDO_USER");
  const auto found = disabled(folder()).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->reason, "a training run needs \"quiet\"");
  EXPECT_EQ(found->who, "anna");
  EXPECT_GT(found->since_ms, 1'700'000'000'000);
  EXPECT_THAT(found->text(), StartsWith("disabled by anna since 2"));
  EXPECT_THAT(found->text(), HasSubstr(" UTC: a training run"));
  EXPECT_EQ(mode_of(folder() + "/disabled"), owner_only_file);
}

TEST_F(RunSwitchTest, WithoutSudoItIsTheLoginName) {
  ::unsetenv("SUDO_USER");
  ASSERT_TRUE(disable(folder(), "x"));
  EXPECT_NE(disabled(folder()).value()->who, "");
}

TEST_F(RunSwitchTest, ALaterReasonReplacesTheEarlier) {
  ASSERT_TRUE(disable(folder(), "first"));
  ASSERT_TRUE(disable(folder(), "second"));
  EXPECT_EQ(disabled(folder()).value()->reason, "second");
  ASSERT_TRUE(enable(folder()));
  EXPECT_FALSE(disabled(folder()).value());
}

TEST_F(RunSwitchTest, AFileMadeByHandCounts) {
  std::filesystem::create_directory(folder());
  write_file(folder() + "/disabled", "");
  EXPECT_EQ(disabled(folder()).value()->text(), "disabled");
  write_file(folder() + "/disabled", "until monday");
  EXPECT_EQ(disabled(folder()).value()->text(), "disabled: until monday");
}

TEST_F(RunSwitchTest, WhatCannotBeReadIsAnError) {
  std::filesystem::create_directories(folder() + "/disabled");
  EXPECT_FALSE(disabled(folder())) << "never taken for enabled";
}

}  // namespace
}  // namespace converge
