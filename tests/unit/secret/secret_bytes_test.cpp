// SPDX-License-Identifier: MIT
#include "engine/secret/secret_bytes.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <type_traits>

namespace converge::secret {
namespace {

template <typename T>
concept Printable = requires(std::ostringstream& out, const T& value) {
  out << value;
};

static_assert(!std::is_copy_constructible_v<SecretBytes> && !std::is_copy_assignable_v<SecretBytes>);
static_assert(std::is_nothrow_move_constructible_v<SecretBytes>);
static_assert(!Printable<SecretBytes> && Printable<std::string>);

TEST(SecretBytes, holds_bytes_of_all_values) {
  SecretBytes bytes(std::string_view("a\0b", 3));
  bytes.append("cd");
  EXPECT_EQ(bytes.view(), std::string_view("a\0bcd", 5));
  EXPECT_EQ(bytes.clone().view(), bytes.view());
  bytes.shorten(1);
  EXPECT_EQ(bytes.view(), "a");
  bytes.shorten(5);
  EXPECT_EQ(bytes.size(), 1U);
}

/// A block that its user gives back is looked at by the allocator below it.
TEST(WipingAllocator, wipes_a_block_before_it_is_given_back) {
  char block[8] = "secret!";
  wipe(block, sizeof block);
  EXPECT_EQ(std::string(block, sizeof block), std::string(8, '\0'));
}

TEST(SecretBytes, leaves_nothing_where_it_was_moved_from) {
  SecretBytes first("a secret that is longer than what a string keeps inside itself");
  const SecretBytes second = std::move(first);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
  EXPECT_FALSE(second.empty());
}

}  // namespace
}  // namespace converge::secret
