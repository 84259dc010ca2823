// SPDX-License-Identifier: MIT
#include "engine/core/diagnostic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

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

/// The textbook's table, without a bound.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      cost[i][j] =
          std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

TEST(Nearest, gives_up_early_only_on_what_is_too_far) {
  std::mt19937 dice(7);
  const auto word = [&] {
    std::string text;
    for (std::size_t length = dice() % 12; length > 0; --length) text += static_cast<char>('a' + dice() % 3);
    return text;
  };
  for (int round = 0; round < 2000; ++round) {
    const std::string wanted = "w" + word();
    std::vector<std::string> candidates;
    for (int i = 0; i < 5; ++i) candidates.push_back("w" + word());
    std::string expected;
    std::size_t least = std::max<std::size_t>(1, (wanted.size() + 1) / 3) + 1;
    for (const std::string& candidate : candidates) {
      if (distance(wanted, candidate) >= least) continue;
      least = distance(wanted, candidate);
      expected = candidate;
    }
    ASSERT_EQ(nearest(wanted, {candidates.begin(), candidates.end()}), expected) << wanted;
  }
}

TEST(Nearest, keeps_quiet_where_nothing_is_near) {
  EXPECT_EQ(nearest("banana", {"mode", "owner"}), "");
  EXPECT_EQ(nearest("", {"a"}), "");
  EXPECT_EQ(nearest("mode", {}), "");
  EXPECT_EQ(nearest(std::string(10'000, 'x'), {std::string_view("xxxx")}), "") << "and is quick about it";
}

}  // namespace
}  // namespace converge
