// SPDX-License-Identifier: MIT
// History is bounded; debts and fingerprints are not history.
#include <gmock/gmock.h>

#include "tests/unit/state/journal_fixture.h"

namespace converge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

std::vector<std::string> names(const std::vector<RunRecord>& runs) {
  std::vector<std::string> names;
  for (const RunRecord& run : runs) names.push_back(run.run);
  return names;
}

class JournalBoundsTest : public JournalTest {
 protected:
  void run(SqliteJournal& journal, const std::string& name, std::int64_t started_ms) {
    ASSERT_OK(journal.begin(run_record(name, started_ms)));
    const std::vector<Intent> intents = {intent_for(file_id("/a"))};
    const std::vector<OwedTrigger> debts = {owed_by(name)};
    const std::vector<OutcomeRecord> outcomes = {outcome_for(name, file_id("/a"))};
    const std::vector<Settled> settled = {{file_id("/of/" + name), "d", "a"}};
    ASSERT_OK(journal.intend(name, intents, debts));
    ASSERT_OK(journal.record(name, outcomes, settled, {}));
    ASSERT_OK(journal.finish(finished(run_record(name, started_ms))));
  }
};

TEST_F(JournalBoundsTest, KeepsSoManyRuns) {
  JournalBounds bounds;
  bounds.runs = 3;
  SqliteJournal journal(folder(), bounds);
  for (int i = 1; i <= 5; ++i) run(journal, "r" + std::to_string(i), 1000 + i);
  EXPECT_THAT(names(journal.runs(100).value()), ElementsAre("r5", "r4", "r3"));
  EXPECT_THAT(journal.outcomes("r2").value(), IsEmpty());
  EXPECT_EQ(journal.outcomes("r3").value().size(), 1U);
  EXPECT_EQ(query(folder(), "SELECT count(*) FROM outcome"), "3");
}

TEST_F(JournalBoundsTest, KeepsSoManyDays) {
  JournalBounds bounds;
  bounds.age = std::chrono::hours(24 * 10);
  SqliteJournal journal(folder(), bounds);
  run(journal, "old", 1 * day_ms);
  run(journal, "edge", 5 * day_ms);
  run(journal, "new", 15 * day_ms);
  EXPECT_THAT(names(journal.runs(100).value()), ElementsAre("new", "edge"));
}

TEST_F(JournalBoundsTest, NeverForgetsDebtsAndFingerprints) {
  JournalBounds bounds;
  bounds.runs = 1;
  SqliteJournal journal(folder(), bounds);
  run(journal, "r1", 1);
  run(journal, "r2", 1000 * day_ms);
  EXPECT_THAT(names(journal.runs(100).value()), ElementsAre("r2"));
  EXPECT_THAT(journal.owed().value(), ElementsAre(owed_by("r1"), owed_by("r2")));
  EXPECT_EQ(journal.last_applied().value().at(file_id("/of/r1")).run, "r1");
}

}  // namespace
}  // namespace converge
