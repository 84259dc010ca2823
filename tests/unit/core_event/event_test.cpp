// SPDX-License-Identifier: MIT
#include "engine/core/event.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

TEST(Outcome, every_name_reads_back) {
  for (int i = 0; i <= static_cast<int>(Outcome::timed_out); ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_EQ(parse_outcome(outcome_name(outcome)), outcome);
  }
  EXPECT_EQ(outcome_name(Outcome::not_converged), "not_converged");
  EXPECT_EQ(parse_outcome("ok"), std::nullopt);
  EXPECT_EQ(parse_outcome(""), std::nullopt);
}

TEST(Outcome, only_unchanged_and_changed_let_dependents_go_on) {
  int converged = 0;
  for (int i = 0; i <= static_cast<int>(Outcome::timed_out); ++i)
    converged += is_converged(static_cast<Outcome>(i)) ? 1 : 0;
  EXPECT_EQ(converged, 2);
  EXPECT_TRUE(is_converged(Outcome::unchanged));
  EXPECT_TRUE(is_converged(Outcome::changed));
}

TEST(ErrorCode, every_name_reads_back) {
  for (int i = 0; i <= static_cast<int>(ErrorCode::failed); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    EXPECT_EQ(parse_error_code(error_code_name(code)), code);
  }
  EXPECT_EQ(parse_error_code("EIO"), std::nullopt);
}

TEST(Refresh, every_name_reads_back) {
  for (const Refresh refresh : {Refresh::no, Refresh::reload, Refresh::restart})
    EXPECT_EQ(parse_refresh(refresh_name(refresh)), refresh);
  EXPECT_EQ(parse_refresh("yes"), std::nullopt);
}

}  // namespace
}  // namespace converge
