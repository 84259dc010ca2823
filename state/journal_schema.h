// SPDX-License-Identifier: MIT
// state/journal_schema.h: the tables of the journal, as the steps that made them.
#pragma once

#include <array>
#include <string_view>

namespace converge {

/// Step i brings format i to format i+1 (PRAGMA user_version). Steps only ever
/// add: a published one is never changed, and `meta` with its key `written_by`
/// stays as it is, because older programs read it to name the newer one.
inline constexpr std::array<std::string_view, 1> journal_steps = {R"sql(
  CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- seq grows by one with each run; the oldest are deleted first, so it has no gaps.
  CREATE TABLE run (
    seq INTEGER PRIMARY KEY,
    run TEXT NOT NULL UNIQUE,
    command TEXT NOT NULL,
    host TEXT NOT NULL,
    owner TEXT NOT NULL,
    revision TEXT NOT NULL,
    catalog_sha256 TEXT NOT NULL,
    tool TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    finished_ms INTEGER NOT NULL,              -- 0 until it has finished
    totals TEXT                                -- a run_finished event
  ) STRICT;

  -- A row begins as an intent; `finished` comes with the outcome.
  CREATE TABLE outcome (
    seq INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,                      -- run.seq
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    time_ms INTEGER NOT NULL,
    finished TEXT,                             -- a resource_finished event
    inverse TEXT,
    UNIQUE (kind, title, run)
  ) STRICT;
  CREATE INDEX outcome_of_run ON outcome (run);

  CREATE TABLE settled (
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    desired TEXT NOT NULL,
    actual TEXT NOT NULL,
    run TEXT NOT NULL,
    PRIMARY KEY (kind, title)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE owed (
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    cause_kind TEXT NOT NULL,
    cause_title TEXT NOT NULL,
    run TEXT NOT NULL,
    refresh INTEGER NOT NULL,                  -- 0 no, 1 reload, 2 restart
    PRIMARY KEY (kind, title, cause_kind, cause_title, run)
  ) STRICT, WITHOUT ROWID;
)sql"};

}  // namespace converge
