// SPDX-License-Identifier: MIT
#include "state/journal.h"

#include <gmock/gmock.h>

#include "tests/unit/state/journal_fixture.h"

namespace converge {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(JournalTest, ReadingWhereNothingExistsAnswersEmptyAndMakesNothing) {
  SqliteJournal journal(folder());
  EXPECT_THAT(journal.last_applied().value(), IsEmpty());
  EXPECT_THAT(journal.owed().value(), IsEmpty());
  EXPECT_THAT(journal.runs(10).value(), IsEmpty());
  EXPECT_THAT(journal.outcomes("r1").value(), IsEmpty());
  EXPECT_THAT(journal.outcomes_of(file_id("/a"), 10).value(), IsEmpty());
  EXPECT_EQ(journal.settled_catalog().value(), "");
  EXPECT_FALSE(std::filesystem::exists(folder()));
}

TEST_F(JournalTest, TheFirstWriteMakesPrivateFiles) {
  SqliteJournal journal(folder());
  ASSERT_OK(journal.begin(run_record("r1")));
  EXPECT_EQ(mode_of(folder()), owner_only_folder);
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    EXPECT_EQ(mode_of(entry.path().string()), owner_only_file) << entry.path();
  }
}

TEST_F(JournalTest, AnEmptyDatabaseFileReadsAsNothing) {
  std::filesystem::create_directory(folder());
  write_file(folder() + "/journal.db", "");
  SqliteJournal journal(folder());
  EXPECT_THAT(journal.runs(10).value(), IsEmpty());
  ASSERT_OK(journal.begin(run_record("r1")));
  EXPECT_EQ(journal.runs(10).value().size(), 1U);
}

TEST_F(JournalTest, ARunInSyncStoresExactlyOneRow) {
  {
    SqliteJournal journal(folder());
    ASSERT_OK(journal.begin(run_record("r1")));
    ASSERT_OK(journal.intend("r1", {}, {}));
    ASSERT_OK(journal.record("r1", {}, {}, {}));
    ASSERT_OK(journal.finish(finished(run_record("r1"))));
  }
  EXPECT_EQ(query(folder(), "SELECT count(*) FROM run"), "1");
  EXPECT_EQ(query(folder(),
                  "SELECT (SELECT count(*) FROM outcome) + (SELECT count(*) FROM settled) + "
                  "(SELECT count(*) FROM owed)"),
            "0");
}

TEST_F(JournalTest, HistoryListsRunsNewestFirstWithAllThatIsKnown) {
  SqliteJournal journal(folder());
  ASSERT_OK(journal.begin(run_record("r1")));
  ASSERT_OK(journal.finish(finished(run_record("r1"))));
  ASSERT_OK(journal.begin(run_record("r2")));
  const auto runs = journal.runs(10).value();
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].run, "r2");
  EXPECT_EQ(runs[0].finished_ms, 0) << "still going, or interrupted";
  EXPECT_FALSE(runs[0].totals);
  const RunRecord& first = runs[1];
  EXPECT_EQ(first.run, "r1");
  EXPECT_EQ(first.command, "apply");
  EXPECT_EQ(first.host, "gpu01");
  EXPECT_EQ(first.owner, "/srv/site");
  EXPECT_EQ(first.revision, "1a2b3c");
  EXPECT_EQ(first.catalog_sha256, std::string(64, 'a'));
  EXPECT_EQ(first.tool, "0.1.0");
  EXPECT_EQ(first.started_ms, 1'000'000);
  EXPECT_EQ(first.finished_ms, 1'000'005);
  ASSERT_TRUE(first.totals);
  EXPECT_EQ(first.totals->changed, 2U);
  EXPECT_EQ(first.totals->unchanged, 7U);
  EXPECT_EQ(journal.runs(1).value().size(), 1U);
}

TEST_F(JournalTest, OutcomesComeBackWhole) {
  SqliteJournal journal(folder());
  ASSERT_OK(journal.begin(run_record("r1")));
  OutcomeRecord wrong = outcome_for("r1", file_id("/etc/wrong [1]"), 1'000'002);
  wrong.finished.outcome = Outcome::failed;
  wrong.finished.error = Error{ErrorCode::denied, "no", {"writing /etc/wrong"}};
  wrong.finished.cause = "cause";
  wrong.finished.output = "line\n";
  wrong.inverse = Inverse{std::nullopt, "nothing was done"};
  const std::vector<OutcomeRecord> batch = {wrong, outcome_for("r1", file_id("/etc/motd"))};
  ASSERT_OK(journal.record("r1", batch, {}, {}));
  const auto read = journal.outcomes("r1").value();
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].finished.resource, file_id("/etc/motd")) << "in order of time";
  EXPECT_EQ(read[0].finished.deltas, batch[1].finished.deltas);
  EXPECT_FALSE(read[0].inverse);
  EXPECT_EQ(read[1].run, "r1");
  EXPECT_EQ(read[1].time_ms, 1'000'002);
  EXPECT_EQ(read[1].finished.outcome, Outcome::failed);
  EXPECT_EQ(read[1].finished.error, wrong.finished.error);
  EXPECT_EQ(read[1].finished.cause, "cause");
  EXPECT_EQ(read[1].finished.output, "line\n");
  EXPECT_EQ(read[1].finished.elapsed, Milliseconds(3));
  ASSERT_TRUE(read[1].inverse);
  EXPECT_EQ(read[1].inverse->reason, "nothing was done");
}

TEST_F(JournalTest, OutcomesOfAResourceAreNewestFirst) {
  SqliteJournal journal(folder());
  for (const std::string run : {"r1", "r2", "r3"}) {
    ASSERT_OK(journal.begin(run_record(run)));
    const std::vector<OutcomeRecord> batch = {outcome_for(run, file_id("/a")), outcome_for(run, file_id("/b"))};
    ASSERT_OK(journal.record(run, batch, {}, {}));
  }
  const auto read = journal.outcomes_of(file_id("/a"), 2).value();
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].run, "r3");
  EXPECT_EQ(read[1].run, "r2");
}

TEST_F(JournalTest, TheInverseOfAnIntentStaysWithTheOutcome) {
  SqliteJournal journal(folder());
  ASSERT_OK(journal.begin(run_record("r1")));
  const std::vector<Intent> intents = {intent_for(file_id("/a"))};
  ASSERT_OK(journal.intend("r1", intents, {}));
  const std::vector<OutcomeRecord> batch = {outcome_for("r1", file_id("/a"))};
  ASSERT_OK(journal.record("r1", batch, {}, {}));
  const auto read = journal.outcomes("r1").value();
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].finished.outcome, Outcome::changed);
  ASSERT_TRUE(read[0].inverse && read[0].inverse->attributes);
  EXPECT_EQ(*read[0].inverse->attributes, *intents[0].inverse.attributes);
}

TEST_F(JournalTest, TheFirstIntentOfARunIsWhatUndoGoesBackTo) {
  SqliteJournal journal(folder());
  ASSERT_OK(journal.begin(run_record("r1")));
  const OutcomeRecord early = outcome_for("r1", file_id("/a"));
  ASSERT_OK(journal.record("r1", std::span(&early, 1), {}, {}));
  const Intent first = intent_for(file_id("/a"));
  Intent second = first;
  second.inverse = {std::nullopt, "too late"};
  ASSERT_OK(journal.intend("r1", std::span(&first, 1), {}));
  ASSERT_OK(journal.intend("r1", std::span(&second, 1), {}));
  const auto read = journal.outcomes("r1").value();
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].finished.outcome, Outcome::changed) << "an outcome is not forgotten for an intent";
  ASSERT_TRUE(read[0].inverse && read[0].inverse->attributes);
}

TEST_F(JournalTest, IntentsOfAnInterruptedRunAreListedAsCanceled) {
  SqliteJournal journal(folder());
  ASSERT_OK(journal.begin(run_record("r1")));
  const std::vector<Intent> intents = {intent_for(file_id("/a"))};
  ASSERT_OK(journal.intend("r1", intents, {}));
  auto read = journal.outcomes("r1").value();
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].finished.resource, file_id("/a"));
  EXPECT_EQ(read[0].finished.outcome, Outcome::canceled);
  EXPECT_THAT(read[0].finished.cause, HasSubstr("interrupted"));
  EXPECT_TRUE(read[0].inverse && read[0].inverse->attributes);
  ASSERT_OK(journal.finish(finished(run_record("r1"))));
  EXPECT_THAT(journal.outcomes("r1").value(), IsEmpty()) << "the run went on and found nothing to do";
}

TEST_F(JournalTest, SecretsAreNotStored) {
  SqliteJournal journal(folder());
  ASSERT_OK(journal.begin(run_record("r1")));
  Intent intent = intent_for(file_id("/etc/key"));
  Value secret = Value::string("hunter2");
  secret.set_sensitivity(Sensitivity::secret);
  Value list = Value::list();
  list.push_back(secret);
  intent.inverse.attributes->set("content", list);
  OutcomeRecord outcome = outcome_for("r1", file_id("/etc/other"));
  outcome.finished.deltas = {{"content", "hunter2", "hunter3", Sensitivity::secret}};
  ASSERT_OK(journal.intend("r1", std::span(&intent, 1), {}));
  ASSERT_OK(journal.record("r1", std::span(&outcome, 1), {}, {}));
  const auto read = journal.outcomes("r1").value();
  const OutcomeRecord& key = read[1];  // what a run did not get to the end of comes last
  ASSERT_TRUE(key.inverse);
  EXPECT_FALSE(key.inverse->attributes);
  EXPECT_THAT(key.inverse->reason, HasSubstr("secret"));
  for (const char* name : {"/journal.db", "/journal.db-wal"}) {
    EXPECT_EQ(file_text(folder() + name).find("hunter"), std::string::npos) << name;
  }
}

TEST_F(JournalTest, HowAChangeIsUndoneComesBackWhole) {
  SqliteJournal journal(folder());
  ASSERT_OK(journal.begin(run_record("r1")));
  Intent intent = intent_for(file_id("/etc/app"));
  intent.inverse.left = Value::map();
  intent.inverse.left->set("state", Value::string("absent"));
  intent.inverse.lost = {"/etc/app/a is purged", "/etc/app/b is purged"};
  intent.inverse.told = {{{"systemd", "app.service"}, Refresh::restart}, {{"command", "check"}, Refresh::reload}};
  ASSERT_OK(journal.intend("r1", std::span(&intent, 1), {}));
  const auto read = journal.outcomes("r1").value();
  ASSERT_TRUE(read[0].inverse && read[0].inverse->left);
  EXPECT_EQ(*read[0].inverse->left, *intent.inverse.left);
  EXPECT_EQ(read[0].inverse->told, intent.inverse.told);
  EXPECT_EQ(read[0].inverse->lost, intent.inverse.lost);
}

/// What was under way when a run was cut short is undone before what was done: a file before its folder.
TEST_F(JournalTest, WhatWasInterruptedComesLastAndInItsOrder) {
  SqliteJournal journal(folder());
  ASSERT_OK(journal.begin(run_record("r1")));
  for (const char* path : {"/a", "/a/b", "/a/b/c"}) {
    const Intent intent = intent_for(file_id(path));
    ASSERT_OK(journal.intend("r1", std::span(&intent, 1), {}));
  }
  OutcomeRecord outcome = outcome_for("r1", file_id("/a"));
  outcome.time_ms = 9'000'000'000'000;
  ASSERT_OK(journal.record("r1", std::span(&outcome, 1), {}, {}));
  std::vector<std::string> titles;
  const auto read = journal.outcomes("r1").value();
  for (const OutcomeRecord& each : read) titles.push_back(each.finished.resource.title);
  EXPECT_EQ(titles, (std::vector<std::string>{"/a", "/a/b", "/a/b/c"}));
}

TEST_F(JournalTest, WhatWasLookedAtAgainKeepsItsPlace) {
  SqliteJournal journal(folder());
  ASSERT_OK(journal.begin(run_record("r1")));
  std::int64_t time_ms = 1'000'001;
  for (const char* path : {"/a", "/b"}) {
    const Intent intent = intent_for(file_id(path));
    ASSERT_OK(journal.intend("r1", std::span(&intent, 1), {}));
    const OutcomeRecord outcome = outcome_for("r1", file_id(path), time_ms++);
    ASSERT_OK(journal.record("r1", std::span(&outcome, 1), {}, {}));
  }
  OutcomeRecord again = outcome_for("r1", file_id("/a"), time_ms);
  again.finished.outcome = Outcome::not_converged;
  ASSERT_OK(journal.record("r1", std::span(&again, 1), {}, {}));
  const auto read = journal.outcomes("r1").value();
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].finished.resource, file_id("/a")) << "/b was changed after it";
  EXPECT_EQ(read[0].finished.outcome, Outcome::not_converged);
}

TEST_F(JournalTest, LastAppliedIsTheLatest) {
  SqliteJournal journal(folder());
  ASSERT_OK(journal.begin(run_record("r1")));
  const std::vector<Settled> first = {
      {file_id("/b"), "d1", "a1"}, {file_id("/a"), "d2", "a2"}, {unit_id("u"), "x", "y"}};
  ASSERT_OK(journal.record("r1", {}, first, {}));
  ASSERT_OK(journal.begin(run_record("r2")));
  const std::vector<Settled> second = {{file_id("/a"), "d3", "a3"}};
  ASSERT_OK(journal.record("r2", {}, second, {}));
  const auto read = journal.last_applied().value();
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(read.at(file_id("/a")).desired, "d3");
  EXPECT_EQ(read.at(file_id("/a")).actual, "a3");
  EXPECT_EQ(read.at(file_id("/a")).run, "r2");
  EXPECT_EQ(read.at(file_id("/b")).run, "r1");
}

TEST_F(JournalTest, TheSettledCatalogIsKept) {
  {
    SqliteJournal journal(folder());
    ASSERT_OK(journal.set_settled_catalog("one"));
    ASSERT_OK(journal.set_settled_catalog("two"));
  }
  EXPECT_EQ(SqliteJournal(folder()).settled_catalog().value(), "two");
}

TEST_F(JournalTest, TheKeyForSecretsIsKept) {
  EXPECT_EQ(SqliteJournal(folder()).secret_key().value(), "");
  ASSERT_OK(SqliteJournal(folder()).set_secret_key("0a0b"));
  EXPECT_EQ(SqliteJournal(folder()).secret_key().value(), "0a0b");
}

TEST_F(JournalTest, ARunThatDidNotBeginOrBeginsTwiceIsAConflict) {
  SqliteJournal journal(folder());
  const std::vector<OwedTrigger> debts = {owed_by("r1")};
  const std::vector<Settled> settled = {{file_id("/a"), "d", "a"}};
  EXPECT_EQ(journal.intend("r1", {}, debts).error().code, ErrorCode::conflict);
  EXPECT_EQ(journal.record("r1", {}, settled, {}).error().code, ErrorCode::conflict);
  EXPECT_EQ(journal.finish(run_record("r1")).error().code, ErrorCode::conflict);
  EXPECT_THAT(journal.owed().value(), IsEmpty()) << "what failed left nothing behind";
  ASSERT_OK(journal.begin(run_record("r1")));
  EXPECT_EQ(journal.begin(run_record("r1")).error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace converge
