// SPDX-License-Identifier: MIT
#include "resources/file/posix/posix_accounts.h"

#include "tests/unit/resources/file/file_fixture.h"

namespace converge {
namespace {

class PosixAccountsTest : public FileFixture {
 protected:
  PosixAccounts inside() { return {*files_, folder_.path()}; }
};

TEST_F(PosixAccountsTest, TheSystemKnowsRoot) {
  EXPECT_EQ(*accounts_->find_user("root"), 0U);
  EXPECT_EQ(*accounts_->find_group("root"), 0U);
  EXPECT_EQ(*accounts_->user_name(0), "root");
  EXPECT_EQ(*accounts_->find_user("nobody-has-this-name"), std::nullopt);
  EXPECT_EQ(*accounts_->user_name(4000000000U), "4000000000");
}

TEST_F(PosixAccountsTest, AnotherRootHasItsOwn) {
  put("/etc/passwd", "root:x:0:0::/root:/bin/sh\nbroken line\napp:x:990:991::/:/bin/false");
  put("/etc/group", "root:x:0:\nstaff:x:50:app\n");
  auto accounts = inside();
  EXPECT_EQ(*accounts.find_user("app"), 990U) << "the last line needs no newline";
  EXPECT_EQ(*accounts.user_name(990), "app");
  EXPECT_EQ(*accounts.find_group("staff"), 50U);
  EXPECT_EQ(*accounts.group_name(7), "7");
  EXPECT_EQ(*accounts.find_user("broken line"), std::nullopt);
  EXPECT_EQ(*accounts.find_user("daemon"), std::nullopt) << "our own machine's users do not count";
}

TEST_F(PosixAccountsTest, ARootWithoutUsersHasNone) { EXPECT_EQ(*inside().find_user("root"), std::nullopt); }

TEST_F(PosixAccountsTest, ALinkInPlaceOfTheDatabaseIsAnError) {
  put("/etc/real", "root:x:0:0::/:/bin/sh\n");
  ASSERT_EQ(::symlink("real", real("/etc/passwd").c_str()), 0);
  EXPECT_FALSE(inside().find_user("root"));
}

}  // namespace
}  // namespace converge
