// SPDX-License-Identifier: MIT
#include "inventory/facts/host_name.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

TEST(HostName, is_the_first_line_that_is_no_comment) {
  EXPECT_EQ(hostname_of("# x\n\n  gpu1 \nother\n"), "gpu1");
  EXPECT_EQ(hostname_of("# x\n"), "");
}

TEST(HostName, is_short_up_to_the_first_dot) {
  EXPECT_EQ(short_name("gpu1.example.org"), "gpu1");
  EXPECT_EQ(short_name("gpu1"), "gpu1");
}

TEST(FullName, is_the_name_itself_if_it_has_a_dot) { EXPECT_EQ(full_name("", "gpu1.example.org"), "gpu1.example.org"); }

TEST(FullName, is_found_among_the_names_of_a_line_in_any_order) {
  EXPECT_EQ(full_name("127.0.1.1 gpu1.example.org gpu1\n", "gpu1"), "gpu1.example.org");
  EXPECT_EQ(full_name("10.0.0.1 gpu1 gpu1.lan\n10.0.0.1 gpu1.other\n", "gpu1"), "gpu1.lan");
}

TEST(FullName, is_no_guess) {
  EXPECT_EQ(full_name("127.0.0.1 localhost.localdomain\n10.0.0.1 gpu10.example.org\n", "gpu1"), std::nullopt);
  EXPECT_EQ(full_name("# 10.0.0.1 gpu1.example.org\ngpu1.example.org\n", "gpu1"), std::nullopt);
  EXPECT_EQ(full_name("10.0.0.1 gpu1.\n", "gpu1"), std::nullopt);
}

}  // namespace
}  // namespace converge
