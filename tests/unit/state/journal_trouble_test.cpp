// SPDX-License-Identifier: MIT
// What the journal says when the database is not as it should be.
#include <gmock/gmock.h>
#include <sys/mount.h>

#include "tests/unit/state/journal_fixture.h"

namespace converge {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class JournalTroubleTest : public JournalTest {
 protected:
  void SetUp() override {
    SqliteJournal journal(folder());
    ASSERT_OK(journal.begin(run_record("r1")));
    ASSERT_OK(journal.finish(finished(run_record("r1"))));
  }
  [[nodiscard]] std::string path() const { return folder() + "/journal.db"; }
};

TEST_F(JournalTroubleTest, ANewerDatabaseIsRefusedByName) {
  query(folder(), "PRAGMA user_version=7; UPDATE meta SET value='9.8.7' WHERE key='written_by'");
  SqliteJournal journal(folder());
  const auto read = journal.owed();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::unsupported);
  EXPECT_THAT(read.error().text(),
              AllOf(HasSubstr(path()), HasSubstr("format 7"), HasSubstr("converge 9.8.7"), HasSubstr("Install")));
  EXPECT_EQ(journal.begin(run_record("r2")).error().code, ErrorCode::unsupported);
  EXPECT_EQ(query(folder(), "SELECT count(*) FROM run"), "1") << "nothing was written";
}

TEST_F(JournalTroubleTest, RemembersWhichVersionWroteLast) {
  SqliteJournal journal(folder());
  RunRecord run = run_record("r2");
  run.tool = "0.2.0";
  ASSERT_OK(journal.begin(run));
  EXPECT_EQ(query(folder(), "SELECT value FROM meta WHERE key='written_by'"), "0.2.0");
}

TEST_F(JournalTroubleTest, ADamagedDatabaseSaysWhatToDo) {
  std::filesystem::remove(path() + "-wal");
  write_file(path(), std::string(8192, 'x'));
  const auto read = SqliteJournal(folder()).owed();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::io);
  EXPECT_THAT(read.error().text(), AllOf(HasSubstr(path()), HasSubstr("mv "), HasSubstr(".damaged")));
}

TEST_F(JournalTroubleTest, DamagedRowsAreErrorsNotGuesses) {
  query(folder(), "UPDATE run SET totals='{\"event\":\"trigger_fired\",\"resource\":\"a[b]\",\"v\":1}'");
  const auto read = SqliteJournal(folder()).runs(10);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::invalid);
}

TEST_F(JournalTroubleTest, AWriterThatDoesNotEndIsBusy) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  JournalBounds bounds;
  bounds.patience = std::chrono::milliseconds(10);
  SqliteJournal journal(folder(), bounds);
  EXPECT_EQ(journal.runs(10).value().size(), 1U) << "readers do not wait for writers";
  const auto begun = journal.begin(run_record("r2"));
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().code, ErrorCode::busy);
  EXPECT_THAT(begun.error().text(), HasSubstr("try again"));
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  EXPECT_TRUE(journal.begin(run_record("r2"))) << "and it goes on afterwards";
}

TEST_F(JournalTroubleTest, AFullDiskSaysSoAndLosesNothing) {
  const std::string disk = temporary_ / "disk";
  std::filesystem::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=320k") != 0) GTEST_SKIP() << "needs the right to mount";
  {
    SqliteJournal journal(disk + "/state");
    ASSERT_OK(journal.begin(run_record("r1")));
    const std::vector<OwedTrigger> debts = {owed_by("r1")};
    ASSERT_OK(journal.intend("r1", {}, debts));
    std::vector<Settled> many(5000, Settled{file_id("/a"), std::string(64, 'd'), std::string(64, 'a')});
    for (std::size_t i = 0; i < many.size(); ++i) many[i].resource.title += std::to_string(i);
    const auto recorded = journal.record("r1", {}, many, {});
    ASSERT_FALSE(recorded);
    EXPECT_EQ(recorded.error().code, ErrorCode::io);
    EXPECT_THAT(recorded.error().text(), HasSubstr("make room"));
    EXPECT_THAT(journal.owed().value(), ElementsAre(owed_by("r1")));
    EXPECT_THAT(journal.last_applied().value(), IsEmpty()) << "all of a batch or nothing";
  }
  EXPECT_EQ(::umount(disk.c_str()), 0);
}

TEST_F(JournalTroubleTest, AFileWhereTheFolderShouldBeIsNamed) {
  write_file(temporary_ / "file", "");
  const auto begun = SqliteJournal(temporary_ / "file").begin(run_record("r1"));
  ASSERT_FALSE(begun);
  EXPECT_THAT(begun.error().text(), HasSubstr(temporary_ / "file"));
}

TEST_F(JournalTroubleTest, AReaderWorksBesideAWriter) {
  SqliteJournal writer(folder());
  ASSERT_OK(writer.begin(run_record("r2")));
  SqliteJournal reader(folder());
  EXPECT_EQ(reader.runs(10).value().size(), 2U);
  ASSERT_OK(writer.begin(run_record("r3")));
  EXPECT_EQ(reader.runs(10).value().size(), 3U);
}

TEST_F(JournalTroubleTest, TheOpenStepsAreOnlyTakenOnce) {
  SqliteJournal first(folder());
  SqliteJournal second(folder());
  EXPECT_TRUE(first.runs(1));
  EXPECT_TRUE(second.runs(1));
  EXPECT_EQ(query(folder(), "PRAGMA user_version"), "1");
  EXPECT_EQ(query(folder(), "PRAGMA journal_mode"), "wal");
}

}  // namespace
}  // namespace converge
