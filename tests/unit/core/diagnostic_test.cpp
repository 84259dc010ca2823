// SPDX-License-Identifier: MIT
#include "engine/core/diagnostic.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

TEST(Diagnostics, are_shown_by_place_and_equal_ones_once) {
  Diagnostics all;
  all.error(parse_span("b.yaml:1:1"), "last");
  all.error(parse_span("a.yaml:10:1"), "third");
  all.warning(parse_span("a.yaml:2:9"), "second");
  all.error(parse_span("a.yaml:2:3"), "first");
  all.error(parse_span("a.yaml:2:3"), "first");
  const auto sorted = all.sorted();
  ASSERT_EQ(sorted.size(), 4U);
  EXPECT_EQ(sorted[0].message, "first");
  EXPECT_EQ(sorted[1].message, "second");
  EXPECT_EQ(sorted[2].message, "third");
  EXPECT_EQ(sorted[3].message, "last");
  EXPECT_EQ(all.error_count(), 4U);
}

TEST(Diagnostics, warnings_are_no_errors) {
  Diagnostics all;
  EXPECT_TRUE(all.empty());
  all.warning({}, "hm");
  EXPECT_FALSE(all.has_errors());
  Diagnostics more;
  more.error({}, "no").notes.push_back({{}, "because"});
  all.append(more);
  EXPECT_TRUE(all.has_errors());
  EXPECT_EQ(all.all()[1].notes.size(), 1U);
}

TEST(Nearest, finds_what_was_meant) {
  EXPECT_EQ(nearest("verison", {"version", "vendor"}), "version");
  EXPECT_EQ(nearest("contnet", {"content", "contents"}), "content");
  EXPECT_EQ(nearest("mdoe", {"mode", "node"}), "mode") << "a swap is one edit";
  EXPECT_EQ(nearest("hosts", {"host", "hosts:"}), "host") << "of equals the first";
}

TEST(Nearest, keeps_quiet_where_nothing_is_near) {
  EXPECT_EQ(nearest("banana", {"mode", "owner"}), "");
  EXPECT_EQ(nearest("", {"a"}), "");
  EXPECT_EQ(nearest("mode", {}), "");
  EXPECT_EQ(nearest(std::string(10'000, 'x'), {std::string_view("xxxx")}), "") << "and is quick about it";
}

}  // namespace
}  // namespace converge
