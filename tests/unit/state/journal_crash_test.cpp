// SPDX-License-Identifier: MIT
// Kills a writing process at random points; what it was told is durable must be there.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <random>
#include <set>
#include <sstream>

#include "state/descriptor.h"
#include "tests/unit/state/journal_fixture.h"

namespace {
std::atomic<int> syncs{0};
}

// The database's syncs pass through here, so that they can be counted.
extern "C" int fsync(int descriptor) {
  ++syncs;
  return static_cast<int>(::syscall(SYS_fsync, descriptor));
}
extern "C" int fdatasync(int descriptor) {
  ++syncs;
  return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

namespace converge {
namespace {

/// Writes run after run and reports "b N", "i N", "r N" once the call answered ok.
[[noreturn]] void write_until_killed(const std::string& folder, int round, int report) {
  for (int i = 0;; ++i) {
    SqliteJournal journal(folder);
    const std::string run = "run" + std::to_string(round) + "." + std::to_string(i);
    const auto tell = [&](const char* what, const Result<void>& done) {
      if (!done) _exit(1);
      if (!write_all(report, std::string(what) + " " + run + "\n")) _exit(1);
    };
    tell("b", journal.begin(run_record(run)));
    const std::vector<Intent> intents(1, intent_for(file_id("/" + run)));
    const std::vector<OwedTrigger> debts = {owed_by(run)};
    tell("i", journal.intend(run, intents, debts));
    const std::vector<OutcomeRecord> outcomes = {outcome_for(run, file_id("/" + run))};
    const std::vector<Settled> settled = {{file_id("/" + run), "d", "a"}};
    tell("r", journal.record(run, outcomes, settled, {}));
    tell("f", journal.finish(finished(run_record(run))));
  }
}

/// The lines that the child wrote before it was killed after `bytes` of them and a random while.
std::string run_and_kill(const std::string& folder, int round, std::mt19937& random) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    write_until_killed(folder, round, ends[1]);
  }
  ::close(ends[1]);
  Descriptor reader(ends[0]);
  std::string lines;
  std::array<char, 512> buffer{};
  const std::size_t wanted = random() % 400;
  while (lines.size() < wanted) {
    const auto count = read_some(reader.get(), buffer);
    if (!count || *count == 0) break;
    lines.append(buffer.data(), *count);
  }
  ::poll(nullptr, 0, static_cast<int>(random() % 3));  // moves the kill within a call
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child stopped by itself: a write failed";
  for (auto count = read_some(reader.get(), buffer); count && *count > 0; count = read_some(reader.get(), buffer)) {
    lines.append(buffer.data(), *count);
  }
  return lines;
}

TEST_F(JournalTest, WhatIntendAnsweredSurvivesAKill) {
  std::mt19937 random(20260101);
  for (int round = 0; round < 60; ++round) {
    const std::string lines = run_and_kill(folder(), round, random);
    SqliteJournal journal(folder());
    std::set<std::string> owed_runs;
    const auto owed = journal.owed().value();
    for (const OwedTrigger& trigger : owed) owed_runs.insert(trigger.run);
    const auto last = journal.last_applied().value();
    std::istringstream words(lines);
    std::string what;
    std::string run;
    while (words >> what >> run) {
      const bool intended = what == "i";
      const bool recorded = what == "r";
      EXPECT_TRUE(!intended || owed_runs.contains(run)) << run;
      EXPECT_TRUE(!recorded || last.contains(file_id("/" + run))) << run;
      EXPECT_TRUE(!recorded || journal.outcomes(run).value().size() == 1) << run;
    }
    ASSERT_EQ(query(folder(), "PRAGMA integrity_check"), "ok") << "round " << round;
  }
}

TEST_F(JournalTest, IntendSyncsAndARunInSyncDoesNot) {
  {
    SqliteJournal journal(folder());
    ASSERT_OK(journal.begin(run_record("r0")));
  }
  const int before = syncs;
  {
    SqliteJournal journal(folder());
    ASSERT_OK(journal.begin(run_record("r1")));
    ASSERT_OK(journal.finish(finished(run_record("r1"))));
  }
  EXPECT_EQ(syncs, before) << "a run that found all in sync waited for the disk";
  SqliteJournal journal(folder());
  ASSERT_OK(journal.begin(run_record("r2")));
  const int begun = syncs;
  const std::vector<Intent> intents = {intent_for(file_id("/a"))};
  ASSERT_OK(journal.intend("r2", intents, {}));
  EXPECT_GT(syncs, begun);
  const int intended = syncs;
  const std::vector<OutcomeRecord> outcomes = {outcome_for("r2", file_id("/a"))};
  ASSERT_OK(journal.record("r2", outcomes, {}, {}));
  EXPECT_EQ(syncs, intended);
}

TEST_F(JournalTest, ManyRunsInSyncKeepTheLogShort) {
  for (int i = 0; i < 300; ++i) {
    SqliteJournal journal(folder());
    const RunRecord run = run_record("r" + std::to_string(i));
    ASSERT_OK(journal.begin(run));
    ASSERT_OK(journal.finish(finished(run)));
  }
  EXPECT_LT(std::filesystem::file_size(folder() + "/journal.db-wal"), 2U << 20);
}

}  // namespace
}  // namespace converge
