// SPDX-License-Identifier: MIT
// What is owed is neither lost nor paid by the wrong run.
#include <gmock/gmock.h>

#include "tests/unit/state/journal_fixture.h"

namespace converge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class JournalTriggerTest : public JournalTest {
 protected:
  void SetUp() override {
    ASSERT_OK(journal_.begin(run_record("r1")));
    ASSERT_OK(journal_.begin(run_record("r2")));
  }
  void owe(const OwedTrigger& trigger) { ASSERT_OK(journal_.intend(trigger.run, {}, std::span(&trigger, 1))); }
  void fire(const OwedTrigger& trigger) { ASSERT_OK(journal_.record("r2", {}, {}, std::span(&trigger, 1))); }
  void release(const OwedTrigger& trigger) { ASSERT_OK(journal_.release(std::span(&trigger, 1))); }

  SqliteJournal journal_{folder()};
};

TEST_F(JournalTriggerTest, IsOwedUntilItHasFired) {
  owe(owed_by("r1"));
  EXPECT_THAT(journal_.owed().value(), ElementsAre(owed_by("r1")));
  EXPECT_THAT(SqliteJournal(folder()).owed().value(), ElementsAre(owed_by("r1"))) << "another process sees it";
  fire(owed_by("r1"));
  EXPECT_THAT(journal_.owed().value(), IsEmpty());
}

TEST_F(JournalTriggerTest, ReleasingTheDebtOfARunLeavesThatOfAnEarlierOne) {
  owe(owed_by("r1"));
  owe(owed_by("r2"));
  release(owed_by("r2"));
  EXPECT_THAT(journal_.owed().value(), ElementsAre(owed_by("r1")));
}

TEST_F(JournalTriggerTest, EachCauseIsADebtOfItsOwn) {
  OwedTrigger other = owed_by("r1");
  other.cause = file_id("/etc/other.conf");
  owe(owed_by("r1"));
  owe(other);
  fire(other);
  EXPECT_THAT(journal_.owed().value(), ElementsAre(owed_by("r1")));
}

TEST_F(JournalTriggerTest, TheStrongestRefreshWins) {
  owe(owed_by("r1", Refresh::reload));
  owe(owed_by("r1", Refresh::restart));
  owe(owed_by("r1", Refresh::reload));
  EXPECT_THAT(journal_.owed().value(), ElementsAre(owed_by("r1", Refresh::restart)));
}

TEST_F(JournalTriggerTest, AReloadDoesNotPayForARestart) {
  owe(owed_by("r1", Refresh::restart));
  fire(owed_by("r1", Refresh::reload));
  EXPECT_THAT(journal_.owed().value(), ElementsAre(owed_by("r1", Refresh::restart)));
  release(owed_by("r1", Refresh::reload));
  EXPECT_THAT(journal_.owed().value(), ElementsAre(owed_by("r1", Refresh::restart)));
}

TEST_F(JournalTriggerTest, ARestartPaysForAReload) {
  owe(owed_by("r1", Refresh::reload));
  fire(owed_by("r1", Refresh::restart));
  EXPECT_THAT(journal_.owed().value(), IsEmpty());
}

TEST_F(JournalTriggerTest, OutlivesTheEndOfItsRun) {
  owe(owed_by("r1"));
  ASSERT_OK(journal_.finish(finished(run_record("r1"))));
  EXPECT_THAT(journal_.owed().value(), ElementsAre(owed_by("r1")));
}

}  // namespace
}  // namespace converge
