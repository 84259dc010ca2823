// SPDX-License-Identifier: MIT
// state/journal.cpp: the journal's queries; the only translation unit that knows SQLite.
#include "state/journal.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <optional>

#include "state/journal_schema.h"
#include "state/journal_text.h"
#include "state/private_folder.h"

namespace converge {

namespace {

enum class Durability { process, power };  ///< survives a killed process; a power cut too
enum class Opening { existing, create };

constexpr auto known_format = static_cast<std::int64_t>(journal_steps.size());

// A new frame costs 4 KiB of the write-ahead log, which the next process reads
// when it opens. This many keep that under a millisecond.
constexpr int checkpoint_pages = 256;
constexpr int kept_log_bytes = 4 << 20;

void bind(SQLite::Statement& statement, int index, const std::string& text) { statement.bindNoCopy(index, text); }
void bind(SQLite::Statement& statement, int index, std::int64_t number) { statement.bind(index, number); }
void bind(SQLite::Statement& statement, int index, const std::optional<std::string>& text) {
  text ? statement.bindNoCopy(index, *text) : statement.bind(index);
}

/// Binds the parameters from the first and runs the statement to its end.
template <typename... Parameters>
int run_once(SQLite::Statement& statement, const Parameters&... parameters) {
  statement.reset();
  int index = 0;
  (bind(statement, ++index, parameters), ...);
  return statement.exec();
}

template <typename... Parameters>
int run_once(SQLite::Database& database, const char* sql, const Parameters&... parameters) {
  SQLite::Statement statement(database, sql);
  return run_once(statement, parameters...);
}

std::string text_at(SQLite::Statement& row, int column) { return row.getColumn(column).getString(); }
std::int64_t number_at(SQLite::Statement& row, int column) { return row.getColumn(column).getInt64(); }

std::int64_t strength(Refresh refresh) { return static_cast<std::int64_t>(refresh); }
Refresh refresh_of(std::int64_t stored) { return static_cast<Refresh>(std::clamp<std::int64_t>(stored, 0, 2)); }

ErrorCode code_of(int sqlite) {
  switch (sqlite) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::busy;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN: return ErrorCode::denied;
    default: return ErrorCode::io;
  }
}

/// What a person can do about it.
std::string advice(int sqlite, const std::string& path) {
  switch (sqlite) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another program is using it; try again when it has ended";
    case SQLITE_FULL: return "make room on that file system and run again";
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return std::string(::geteuid() == 0 ? "" : "run as root; ") + "the folder must be there, on a file system that can be written";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "move it away (mv " + path + " " + path + ".damaged) to start with an empty history; restarts that were " +
             "owed are forgotten with it, so restart what may have missed one";
    default: return "check the file system and its disk";
  }
}

Error error_of(const SQLite::Exception& exception, const std::string& path) {
  const int code = exception.getErrorCode() & 0xff;
  return Error{code_of(code), std::string(exception.what()) + "; " + advice(code, path), {"the journal " + path}};
}

}  // namespace

/// The connection: opened at first use, in one place, by one set of rules.
class SqliteJournal::Database {
 public:
  Database(std::string folder, JournalBounds bounds)
      : folder_(std::move(folder)), path_(folder_ + "/journal.db"), bounds_(bounds) {}
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  // A run that changed something has synced already, and may as well leave a
  // short log behind; one that found all in sync must not cost a sync.
  ~Database() {
    if (connection_ && synced_)
      sqlite3_db_config(connection_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  }

  [[nodiscard]] const JournalBounds& bounds() const { return bounds_; }

  /// Runs `body(database)` inside a read; `T()` where there is no journal yet.
  template <typename T, typename Body>
  Result<T> read(Body body) {
    const std::scoped_lock lock(mutex_);
    try {
      const Result<bool> there = open(Opening::existing);
      if (!there) return fail(there.error());
      if (!*there) return T();
      return body(*connection_);
    } catch (const SQLite::Exception& exception) {
      return fail(error_of(exception, path_));
    }
  }

  /// Runs `body(database)` in a transaction, which is given up if it answers an error.
  template <typename Body>
  Result<void> write(Durability durability, Body body) {
    const std::scoped_lock lock(mutex_);
    try {
      const Result<bool> there = open(Opening::create);
      if (!there) return fail(there.error());
      sync_for(durability);
      SQLite::Transaction transaction(*connection_, SQLite::TransactionBehavior::IMMEDIATE);
      Result<void> done = body(*connection_);
      if (done) transaction.commit();
      return done;
    } catch (const SQLite::Exception& exception) {
      return fail(error_of(exception, path_));
    }
  }

 private:
  Result<bool> open(Opening opening);
  Result<void> create_file() const;
  Result<void> migrate(std::int64_t from);
  Error newer(std::int64_t format);
  void sync_for(Durability durability);
  std::int64_t format() { return connection_->execAndGet("PRAGMA user_version").getInt64(); }

  std::string folder_;
  std::string path_;
  JournalBounds bounds_;
  std::mutex mutex_;
  std::optional<SQLite::Database> connection_;
  Durability level_ = Durability::process;
  bool synced_ = false;
};

/// Whether there is a journal to work with afterwards.
Result<bool> SqliteJournal::Database::open(Opening opening) {
  if (connection_) return true;
  struct stat found {};
  if (::stat(path_.c_str(), &found) != 0) {
    if (errno != ENOENT) return fail(system_error(errno, "looking at the journal " + path_));
    if (opening == Opening::existing) return false;
    if (auto created = create_file(); !created) return fail(created.error());
  }
  connection_.emplace(path_, SQLite::OPEN_READWRITE, static_cast<int>(bounds_.patience.count()));
  sqlite3_db_config(connection_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  int keep_log = 1;
  sqlite3_file_control(connection_->getHandle(), "main", SQLITE_FCNTL_PERSIST_WAL, &keep_log);
  const std::int64_t found_format = format();
  const bool unborn = found_format == 0 && opening == Opening::existing;
  Result<void> usable;
  if (found_format > known_format)
    usable = fail(newer(found_format));
  else if (found_format < known_format && !unborn)
    usable = migrate(found_format);
  if (!usable || unborn) connection_.reset();
  if (!usable) return fail(usable.error());
  if (unborn) return false;
  connection_->exec("PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=" + std::to_string(checkpoint_pages) +
                    "; PRAGMA journal_size_limit=" + std::to_string(kept_log_bytes));
  return true;
}

// SQLite would make the file readable for all; its log takes over the mode that it finds.
Result<void> SqliteJournal::Database::create_file() const {
  if (auto made = make_private_folder(folder_); !made) return made;
  auto file = open_descriptor(path_, O_RDWR | O_CREAT, 0600);
  if (!file) return fail(std::move(file.error()));
  return sync_folder(folder_);
}

Result<void> SqliteJournal::Database::migrate(std::int64_t from) {
  connection_->exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
  SQLite::Transaction transaction(*connection_, SQLite::TransactionBehavior::IMMEDIATE);
  // Another process may have been faster while this one waited for the lock.
  from = std::max(from, format());
  if (from > known_format) return fail(newer(from));
  for (std::int64_t step = from; step < known_format; ++step) {
    connection_->exec(std::string(journal_steps[static_cast<std::size_t>(step)]));
  }
  connection_->exec("PRAGMA user_version=" + std::to_string(known_format));
  transaction.commit();
  return {};
}

Error SqliteJournal::Database::newer(std::int64_t format) {
  std::string writer = "a newer converge";
  SQLite::Statement row(*connection_, "SELECT value FROM meta WHERE key='written_by'");
  if (row.executeStep()) writer = "converge " + text_at(row, 0);
  return Error{ErrorCode::unsupported,
               "the journal " + path_ + " has format " + std::to_string(format) + ", written by " + writer +
                   "; this program knows formats up to " + std::to_string(known_format) +
                   ". Install that version of converge or a later one on this machine",
               {}};
}

void SqliteJournal::Database::sync_for(Durability durability) {
  if (durability == Durability::power) synced_ = true;
  if (level_ == durability) return;
  connection_->exec(durability == Durability::power ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
  level_ = durability;
}

namespace {

Result<std::int64_t> seq_of(SQLite::Database& database, const std::string& run) {
  SQLite::Statement row(database, "SELECT seq FROM run WHERE run=?");
  bind(row, 1, run);
  if (row.executeStep()) return number_at(row, 0);
  return fail(ErrorCode::conflict, "the journal knows no run '" + run + "'; it must begin before anything is written");
}

/// Deletes the oldest runs beyond the bounds; `newest` has just been written.
void prune(SQLite::Database& database, const JournalBounds& bounds, std::int64_t newest, std::int64_t now_ms) {
  const std::int64_t oldest_ms = now_ms - std::chrono::milliseconds(bounds.age).count();
  SQLite::Statement young(database, "SELECT seq FROM run WHERE started_ms >= ? ORDER BY seq LIMIT 1");
  bind(young, 1, oldest_ms);
  const std::int64_t too_old = young.executeStep() ? number_at(young, 0) - 1 : 0;
  const std::int64_t last = std::max(too_old, newest - static_cast<std::int64_t>(bounds.runs));
  run_once(database, "DELETE FROM outcome WHERE run <= ?", last);
  run_once(database, "DELETE FROM run WHERE seq <= ?", last);
}

Result<std::vector<RunRecord>> read_runs(SQLite::Statement& row) {
  std::vector<RunRecord> runs;
  while (row.executeStep()) {
    RunRecord& run = runs.emplace_back();
    run.run = text_at(row, 0);
    run.command = text_at(row, 1);
    run.host = text_at(row, 2);
    run.owner = text_at(row, 3);
    run.revision = text_at(row, 4);
    run.catalog_sha256 = text_at(row, 5);
    run.tool = text_at(row, 6);
    run.started_ms = number_at(row, 7);
    run.finished_ms = number_at(row, 8);
    if (row.isColumnNull(9)) continue;
    auto totals = parse_stored<RunFinished>(text_at(row, 9));
    if (!totals) return fail(std::move(totals.error()).while_doing("reading run " + run.run + " of the journal"));
    run.totals = std::move(*totals);
  }
  return runs;
}

Result<OutcomeRecord> read_outcome(SQLite::Statement& row) {
  OutcomeRecord record;
  record.run = text_at(row, 0);
  record.time_ms = number_at(row, 3);
  if (row.isColumnNull(4)) {
    record.finished = interrupted({text_at(row, 1), text_at(row, 2)});
  } else {
    auto finished = parse_stored<ResourceFinished>(text_at(row, 4));
    if (!finished) return fail(std::move(finished.error()));
    record.finished = std::move(*finished);
  }
  if (row.isColumnNull(5)) return record;
  auto inverse = parse_inverse(text_at(row, 5));
  if (!inverse) return fail(std::move(inverse.error()));
  record.inverse = std::move(*inverse);
  return record;
}

Result<std::vector<OutcomeRecord>> read_outcomes(SQLite::Statement& row) {
  std::vector<OutcomeRecord> records;
  while (row.executeStep()) {
    auto record = read_outcome(row);
    if (!record) return fail(std::move(record.error()).while_doing("reading outcomes from the journal"));
    records.push_back(std::move(*record));
  }
  return records;
}

/// Outcomes, and the intents of runs that did not get to their outcome.
const std::string outcome_query =
    "SELECT r.run, o.kind, o.title, o.time_ms, o.finished, o.inverse FROM outcome o JOIN run r ON r.seq = o.run "
    "WHERE (o.finished IS NOT NULL OR r.finished_ms = 0) AND ";

void pay(SQLite::Database& database, std::span<const OwedTrigger> triggers) {
  SQLite::Statement paid(database,
                         "DELETE FROM owed WHERE kind=? AND title=? AND cause_kind=? AND cause_title=? AND run=? "
                         "AND refresh <= ?");
  for (const OwedTrigger& trigger : triggers) {
    run_once(paid, trigger.resource.kind, trigger.resource.title, trigger.cause.kind, trigger.cause.title, trigger.run,
             strength(trigger.refresh));
  }
}

void write_meta(SQLite::Database& database, const std::string& key, const std::string& value) {
  run_once(database,
           "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value=excluded.value WHERE value<>excluded.value",
           key, value);
}

}  // namespace

SqliteJournal::SqliteJournal(std::string folder, JournalBounds bounds)
    : database_(std::make_unique<Database>(std::move(folder), bounds)) {}
SqliteJournal::~SqliteJournal() = default;

Result<std::map<ResourceId, LastApplied>> SqliteJournal::last_applied() {
  using Answer = std::map<ResourceId, LastApplied>;
  return database_->read<Answer>([](SQLite::Database& database) -> Result<Answer> {
    Answer answer;
    // The primary key's order is the map's, so each row goes to the end.
    SQLite::Statement row(database, "SELECT kind, title, desired, actual, run FROM settled ORDER BY kind, title");
    while (row.executeStep()) {
      answer.emplace_hint(answer.end(), ResourceId{text_at(row, 0), text_at(row, 1)},
                          LastApplied{text_at(row, 2), text_at(row, 3), text_at(row, 4)});
    }
    return answer;
  });
}

Result<std::vector<OwedTrigger>> SqliteJournal::owed() {
  using Answer = std::vector<OwedTrigger>;
  return database_->read<Answer>([](SQLite::Database& database) -> Result<Answer> {
    Answer answer;
    SQLite::Statement row(database, "SELECT kind, title, cause_kind, cause_title, refresh, run FROM owed");
    while (row.executeStep()) {
      answer.push_back({{text_at(row, 0), text_at(row, 1)},
                        {text_at(row, 2), text_at(row, 3)},
                        refresh_of(number_at(row, 4)),
                        text_at(row, 5)});
    }
    return answer;
  });
}

Result<std::vector<RunRecord>> SqliteJournal::runs(std::size_t limit) {
  return database_->read<std::vector<RunRecord>>([&](SQLite::Database& database) {
    SQLite::Statement row(database,
                          "SELECT run, command, host, owner, revision, catalog_sha256, tool, started_ms, finished_ms, "
                          "totals FROM run ORDER BY seq DESC LIMIT ?");
    bind(row, 1, static_cast<std::int64_t>(limit));
    return read_runs(row);
  });
}

Result<std::vector<OutcomeRecord>> SqliteJournal::outcomes(const std::string& run) {
  return database_->read<std::vector<OutcomeRecord>>([&](SQLite::Database& database) {
    SQLite::Statement row(database, outcome_query + "r.run=? ORDER BY o.finished IS NULL, o.time_ms, o.seq");
    bind(row, 1, run);
    return read_outcomes(row);
  });
}

Result<std::vector<OutcomeRecord>> SqliteJournal::outcomes_of(const ResourceId& resource, std::size_t limit) {
  return database_->read<std::vector<OutcomeRecord>>([&](SQLite::Database& database) {
    SQLite::Statement row(database, outcome_query + "o.kind=? AND o.title=? ORDER BY o.run DESC LIMIT ?");
    bind(row, 1, resource.kind);
    bind(row, 2, resource.title);
    bind(row, 3, static_cast<std::int64_t>(limit));
    return read_outcomes(row);
  });
}

Result<void> SqliteJournal::begin(const RunRecord& run) {
  return database_->write(Durability::process, [&](SQLite::Database& database) -> Result<void> {
    const int added =
        run_once(database,
                 "INSERT INTO run (run, command, host, owner, revision, catalog_sha256, tool, "
                 "started_ms, finished_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
                 run.run, run.command, run.host, run.owner, run.revision, run.catalog_sha256, run.tool, run.started_ms);
    if (added == 0) return fail(ErrorCode::conflict, "the journal already holds a run '" + run.run + "'");
    prune(database, database_->bounds(), database.getLastInsertRowid(), run.started_ms);
    write_meta(database, "written_by", run.tool);
    return {};
  });
}

Result<void> SqliteJournal::intend(const std::string& run, std::span<const Intent> intents,
                                   std::span<const OwedTrigger> triggers) {
  if (intents.empty() && triggers.empty()) return {};
  return database_->write(Durability::power, [&](SQLite::Database& database) -> Result<void> {
    const auto seq = seq_of(database, run);
    if (!seq) return fail(seq.error());
    // Of several intents of a run the first counts: `undo` wants what was there before.
    SQLite::Statement intent(database,
                             "INSERT INTO outcome (run, kind, title, time_ms, inverse) "
                             "SELECT ?1, ?2, ?3, started_ms, ?4 FROM run WHERE seq=?1 "
                             "ON CONFLICT DO UPDATE SET inverse=excluded.inverse WHERE inverse IS NULL");
    for (const Intent& each : intents) {
      run_once(intent, *seq, each.resource.kind, each.resource.title, inverse_text(each.inverse));
    }
    SQLite::Statement debt(
        database,
        "INSERT INTO owed (kind, title, cause_kind, cause_title, run, refresh) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET refresh=max(refresh, excluded.refresh)");
    for (const OwedTrigger& trigger : triggers) {
      run_once(debt, trigger.resource.kind, trigger.resource.title, trigger.cause.kind, trigger.cause.title,
               trigger.run, strength(trigger.refresh));
    }
    return {};
  });
}

Result<void> SqliteJournal::record(const std::string& run, std::span<const OutcomeRecord> outcomes,
                                   std::span<const Settled> settled, std::span<const OwedTrigger> fired) {
  if (outcomes.empty() && settled.empty() && fired.empty()) return {};
  return database_->write(Durability::process, [&](SQLite::Database& database) -> Result<void> {
    const auto seq = seq_of(database, run);
    if (!seq) return fail(seq.error());
    SQLite::Statement outcome(database,  // one that is looked at again keeps its time: `undo` goes by what was done last
                              "INSERT INTO outcome (run, kind, title, time_ms, finished, inverse) VALUES (?, ?, ?, ?, ?, ?) "
                              "ON CONFLICT DO UPDATE SET time_ms=iif(finished IS NULL, excluded.time_ms, time_ms), "
                              "finished=excluded.finished, inverse=coalesce(excluded.inverse, inverse)");
    for (const OutcomeRecord& each : outcomes) {
      const ResourceId& id = each.finished.resource;
      const auto inverse = each.inverse ? std::optional(inverse_text(*each.inverse)) : std::nullopt;
      run_once(outcome, *seq, id.kind, id.title, each.time_ms, to_json_line(each.finished), inverse);
    }
    SQLite::Statement settle(database,
                             "INSERT INTO settled (kind, title, desired, actual, run) VALUES (?, ?, ?, ?, ?) "
                             "ON CONFLICT DO UPDATE SET desired=excluded.desired, actual=excluded.actual, "
                             "run=excluded.run");
    for (const Settled& each : settled) {
      run_once(settle, each.resource.kind, each.resource.title, each.desired, each.actual, run);
    }
    pay(database, fired);
    return {};
  });
}

Result<void> SqliteJournal::release(std::span<const OwedTrigger> triggers) {
  if (triggers.empty()) return {};
  return database_->write(Durability::process, [&](SQLite::Database& database) -> Result<void> {
    pay(database, triggers);
    return {};
  });
}

Result<void> SqliteJournal::finish(const RunRecord& run) {
  return database_->write(Durability::process, [&](SQLite::Database& database) -> Result<void> {
    const auto seq = seq_of(database, run.run);
    if (!seq) return fail(seq.error());
    const auto totals = run.totals ? std::optional(to_json_line(*run.totals)) : std::nullopt;
    run_once(database, "UPDATE run SET finished_ms=?, totals=? WHERE seq=?", run.finished_ms, totals, *seq);
    // Intents that came to nothing: the batch found that there was nothing to do.
    run_once(database, "DELETE FROM outcome WHERE run=? AND finished IS NULL", *seq);
    return {};
  });
}

namespace {

template <typename Store>
Result<std::string> read_meta(Store& store, const char* key) {
  return store.template read<std::string>([key](SQLite::Database& database) -> Result<std::string> {
    SQLite::Statement row(database, "SELECT value FROM meta WHERE key=?");
    row.bind(1, key);
    return row.executeStep() ? text_at(row, 0) : "";
  });
}

template <typename Store>
Result<void> keep_meta(Store& store, const char* key, const std::string& value, Durability durability) {
  return store.write(durability, [&](SQLite::Database& database) -> Result<void> {
    write_meta(database, key, value);
    return {};
  });
}

}  // namespace

Result<std::string> SqliteJournal::secret_key() { return read_meta(*database_, "secret_key"); }
Result<void> SqliteJournal::set_secret_key(const std::string& key) {
  return keep_meta(*database_, "secret_key", key, Durability::power);
}
Result<std::string> SqliteJournal::settled_catalog() { return read_meta(*database_, "settled_catalog"); }
Result<void> SqliteJournal::set_settled_catalog(const std::string& sha256) {
  return keep_meta(*database_, "settled_catalog", sha256, Durability::process);
}

}  // namespace converge
