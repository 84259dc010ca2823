// SPDX-License-Identifier: MIT
// tests/unit/state/journal_fixture.h: runs and rows for the tests of the journal.
#pragma once

#include <sqlite3.h>

#include <string>
#include <vector>

#include "state/journal.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {

inline RunRecord run_record(const std::string& name, std::int64_t started_ms = 1'000'000) {
  RunRecord run;
  run.run = name;
  run.command = "apply";
  run.host = "gpu01";
  run.owner = "/srv/site";
  run.revision = "1a2b3c";
  run.catalog_sha256 = std::string(64, 'a');
  run.tool = "0.1.0";
  run.started_ms = started_ms;
  return run;
}

inline RunRecord finished(RunRecord run) {
  run.finished_ms = run.started_ms + 5;
  RunFinished totals;
  totals.run = run.run;
  totals.changed = 2;
  totals.unchanged = 7;
  totals.elapsed = Milliseconds(5);
  run.totals = totals;
  return run;
}

inline ResourceId file_id(const std::string& path) { return {"file", path}; }
inline ResourceId unit_id(const std::string& name) { return {"systemd", name}; }

inline OwedTrigger owed_by(const std::string& run, Refresh refresh = Refresh::restart) {
  return {unit_id("nginx.service"), file_id("/etc/nginx.conf"), refresh, run};
}

inline Intent intent_for(const ResourceId& id) {
  Value attributes = Value::map();
  attributes.set("path", Value::string(id.title));
  return {id, {attributes, ""}};
}

inline OutcomeRecord outcome_for(const std::string& run, const ResourceId& id, std::int64_t time_ms = 1'000'001) {
  OutcomeRecord record;
  record.run = run;
  record.time_ms = time_ms;
  record.finished.resource = id;
  record.finished.outcome = Outcome::changed;
  record.finished.deltas = {{"mode", "0600", "0644", Sensitivity::open}};
  record.finished.elapsed = Milliseconds(3);
  return record;
}

/// Everything the tests ask of the database behind the journal's back.
inline std::string query(const std::string& folder, const std::string& sql) {
  sqlite3* database = nullptr;
  std::string answer;
  sqlite3_open((folder + "/journal.db").c_str(), &database);
  const auto first = [](void* text, int, char** values, char**) {
    static_cast<std::string*>(text)->append(values[0] != nullptr ? values[0] : "NULL");
    return 0;
  };
  char* message = nullptr;
  if (sqlite3_exec(database, sql.c_str(), first, &answer, &message) != SQLITE_OK) answer = message;
  sqlite3_free(message);
  sqlite3_close(database);
  return answer;
}

#define ASSERT_OK(expression)                                     \
  do {                                                            \
    const auto& outcome_ = (expression);                          \
    ASSERT_TRUE(outcome_.has_value()) << outcome_.error().text(); \
  } while (false)

class JournalTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string folder() const { return temporary_ / "state"; }
  TemporaryFolder temporary_;
};

}  // namespace converge
