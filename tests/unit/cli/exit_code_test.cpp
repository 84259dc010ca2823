// SPDX-License-Identifier: MIT
#include "engine/cli/exit_code.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

Plan plan_of(std::vector<Decision> decisions) {
  Plan plan;
  for (const Decision decision : decisions) plan.resources.emplace_back().decision = decision;
  return plan;
}

TEST(ExitCode, of_a_plan) {
  EXPECT_EQ(exit_code_of(plan_of({})), 0);
  EXPECT_EQ(exit_code_of(plan_of({Decision::in_sync, Decision::not_due})), 0);
  for (const Decision decision : {Decision::change, Decision::after_apply, Decision::deferred, Decision::blocked})
    EXPECT_EQ(exit_code_of(plan_of({Decision::in_sync, decision})), 2) << decision_name(decision);
}

TEST(ExitCode, what_could_not_be_read_wins_over_differences) {
  EXPECT_EQ(exit_code_of(plan_of({Decision::change, Decision::unknown})), 1);
}

TEST(ExitCode, an_orphan_is_a_difference) {
  Plan plan = plan_of({Decision::in_sync});
  plan.orphans.push_back({{"command", "reload"}, "file[/a]", "r1"});
  EXPECT_EQ(exit_code_of(plan), 2);
}

RunFinished totals_with(std::size_t RunFinished::*count) {
  RunFinished totals;
  totals.unchanged = 5;
  totals.*count = 1;
  return totals;
}

TEST(ExitCode, of_a_run) {
  EXPECT_EQ(exit_code_of(totals_with(&RunFinished::changed), ExitDetail::plain), 0);
  for (const auto count : {&RunFinished::failed, &RunFinished::not_converged, &RunFinished::skipped,
                           &RunFinished::canceled, &RunFinished::timed_out, &RunFinished::deferred, &RunFinished::owed})
    EXPECT_EQ(exit_code_of(totals_with(count), ExitDetail::plain), 1);
}

TEST(ExitCode, of_a_run_in_bits) {
  EXPECT_EQ(exit_code_of(RunFinished{}, ExitDetail::detailed), 0);
  EXPECT_EQ(exit_code_of(totals_with(&RunFinished::changed), ExitDetail::detailed), 2);
  for (const auto count :
       {&RunFinished::failed, &RunFinished::not_converged, &RunFinished::canceled, &RunFinished::timed_out})
    EXPECT_EQ(exit_code_of(totals_with(count), ExitDetail::detailed), 4);
  for (const auto count : {&RunFinished::deferred, &RunFinished::owed})
    EXPECT_EQ(exit_code_of(totals_with(count), ExitDetail::detailed), 8);
  RunFinished all;
  all.changed = all.failed = all.owed = 3;
  EXPECT_EQ(exit_code_of(all, ExitDetail::detailed), 14);
}

TEST(ExitCode, what_waits_counts_like_what_it_waits_for) {
  RunFinished totals = totals_with(&RunFinished::deferred);
  totals.skipped = 2;
  EXPECT_EQ(exit_code_of(totals, ExitDetail::detailed), 8);
  totals.failed = 1;
  EXPECT_EQ(exit_code_of(totals, ExitDetail::detailed), 12);
  totals.deferred = 0;
  EXPECT_EQ(exit_code_of(totals, ExitDetail::detailed), 4);
}

TEST(ExitCode, of_what_could_not_go_on) {
  EXPECT_EQ(exit_code_of(Error{ErrorCode::busy, "", {}}), 75);
  for (const ErrorCode code : {ErrorCode::not_found, ErrorCode::denied, ErrorCode::unsupported, ErrorCode::io})
    EXPECT_EQ(exit_code_of(Error{code, "", {}}), 69);
  EXPECT_EQ(exit_code_of(Error{ErrorCode::invalid, "", {}}), 65);
  for (const ErrorCode code : {ErrorCode::timed_out, ErrorCode::conflict, ErrorCode::canceled, ErrorCode::failed})
    EXPECT_EQ(exit_code_of(Error{code, "", {}}), 1);
}

}  // namespace
}  // namespace converge
