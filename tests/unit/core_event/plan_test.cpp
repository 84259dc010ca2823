// SPDX-License-Identifier: MIT
#include "engine/core/plan.h"

#include <gtest/gtest.h>

#include "engine/core/hash.h"

namespace converge {
namespace {

PlannedResource planned(Decision decision) {
  PlannedResource resource;
  resource.decision = decision;
  return resource;
}

TEST(Decision, every_name_reads_back) {
  for (int i = 0; i <= static_cast<int>(Decision::unknown); ++i) {
    const auto decision = static_cast<Decision>(i);
    EXPECT_EQ(parse_decision(decision_name(decision)), decision);
  }
  EXPECT_EQ(decision_name(Decision::after_apply), "after_apply");
  EXPECT_EQ(parse_decision("maybe"), std::nullopt);
}

TEST(Reason, every_name_reads_back) {
  for (int i = 0; i <= static_cast<int>(Reason::undone); ++i) {
    const auto reason = static_cast<Reason>(i);
    EXPECT_EQ(parse_reason(reason_name(reason)), reason);
  }
  EXPECT_EQ(parse_reason("because"), std::nullopt);
}

TEST(PlannedResource, its_disruption_is_the_strongest_of_its_steps) {
  PlannedResource resource;
  EXPECT_EQ(resource.disruption(), Disruption::none);
  resource.steps = {Step{{}, Disruption::reload}, Step{{}, Disruption::reboot}, Step{{}, Disruption::restart}};
  EXPECT_EQ(resource.disruption(), Disruption::reboot);
}

TEST(Plan, counts_by_decision) {
  Plan plan;
  plan.resources = {planned(Decision::in_sync), planned(Decision::change), planned(Decision::in_sync)};
  EXPECT_EQ(plan.count(Decision::in_sync), 2U);
  EXPECT_EQ(plan.count(Decision::change), 1U);
  EXPECT_EQ(plan.count(Decision::blocked), 0U);
}

TEST(Plan, is_in_sync_only_if_nothing_is_to_do_unknown_or_owed) {
  Plan plan;
  EXPECT_TRUE(plan.in_sync());
  plan.resources = {planned(Decision::in_sync), planned(Decision::assumed), planned(Decision::not_due)};
  EXPECT_TRUE(plan.in_sync());
  for (const Decision decision : {Decision::change, Decision::after_apply, Decision::deferred, Decision::blocked,
                                  Decision::unsupported, Decision::unknown}) {
    plan.resources[1].decision = decision;
    EXPECT_FALSE(plan.in_sync()) << decision_name(decision);
  }
  plan.resources[1].decision = Decision::in_sync;
  plan.orphans.push_back(Orphan{{"systemd", "gone.service"}, "file[/etc/gone]", "run-1"});
  EXPECT_FALSE(plan.in_sync());
}

TEST(Fingerprint, is_the_digest_of_counted_pairs) {
  EXPECT_EQ(fingerprint_of({{"mode", "0644"}}), sha256("4:mode4:0644"));
  EXPECT_EQ(fingerprint_of({}), sha256(""));
}

TEST(Fingerprint, does_not_confuse_where_one_text_ends) {
  EXPECT_NE(fingerprint_of({{"a", "bc"}}), fingerprint_of({{"ab", "c"}}));
  EXPECT_NE(fingerprint_of({{"a", "1"}, {"b", "2"}}), fingerprint_of({{"a", "11:b1:2"}}));
  EXPECT_NE(fingerprint_of({{"a", ""}}), fingerprint_of({}));
  EXPECT_NE(fingerprint_of({{"a", "1"}, {"b", "2"}}), fingerprint_of({{"b", "2"}, {"a", "1"}}));
}

}  // namespace
}  // namespace converge
