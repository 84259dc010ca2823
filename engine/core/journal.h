// SPDX-License-Identifier: MIT
// engine/core/journal.h: what outlives a run on its host. The interface; the
// SQLite one is state/journal.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/core/event.h"
#include "engine/core/plan.h"

namespace converge {

/// Stands before the fingerprint of attributes that are an undo's.
inline constexpr std::string_view undone_mark = "undone ";

/// What was true when a resource last converged; tells drift from pending.
struct LastApplied {
  std::string desired;  ///< fingerprint of its attributes
  std::string actual;   ///< fingerprint of its observations
  std::string run;
};

/// What a batch is about to do, made durable before it starts.
struct Intent {
  ResourceId resource;
  Inverse inverse;  ///< how to put it back, for `undo`
};

/// A resource that converged (changed or not), with its new fingerprints.
struct Settled {
  ResourceId resource;
  std::string desired;
  std::string actual;
};

/// A run, as `history` lists it.
struct RunRecord {
  std::string run;
  std::string command;
  std::string host;
  std::string owner;
  std::string revision;
  std::string catalog_sha256;
  std::string tool;
  std::int64_t started_ms = 0;
  std::int64_t finished_ms = 0;  ///< 0: the run was interrupted, or is still going
  std::optional<RunFinished> totals;
};

/// One resource in a past run.
struct OutcomeRecord {
  std::string run;
  std::int64_t time_ms = 0;
  ResourceFinished finished;
  std::optional<Inverse> inverse;
};

/// The host's memory. A failed write is an Error and stops the run before the
/// change it belongs to; nothing is changed that could not be written down.
class Journal {
 public:
  virtual ~Journal() = default;

  // Reading.
  /// Of every resource that has ever converged here.
  virtual Result<std::map<ResourceId, LastApplied>> last_applied() = 0;
  /// What earlier runs changed and did not get to refresh.
  virtual Result<std::vector<OwedTrigger>> owed() = 0;
  /// Newest first.
  virtual Result<std::vector<RunRecord>> runs(std::size_t limit) = 0;
  /// In the order in which they were done; what was under way when the run was cut short comes last.
  virtual Result<std::vector<OutcomeRecord>> outcomes(const std::string& run) = 0;
  /// The last outcomes of one resource, newest first.
  virtual Result<std::vector<OutcomeRecord>> outcomes_of(const ResourceId& resource, std::size_t limit) = 0;

  // Writing, in the order of a run.
  /// The row of a new run; conflict if its id is taken.
  virtual Result<void> begin(const RunRecord& run) = 0;
  /// Durable (fsynced) when it returns: what will be tried, and what it will owe.
  virtual Result<void> intend(const std::string& run, std::span<const Intent> intents,
                              std::span<const OwedTrigger> triggers) = 0;
  /// Outcomes of a batch. `fired` are the triggers whose refresh is done.
  virtual Result<void> record(const std::string& run, std::span<const OutcomeRecord> outcomes,
                              std::span<const Settled> settled, std::span<const OwedTrigger> fired) = 0;
  /// Forgets triggers that are not owed after all (their input did not change).
  virtual Result<void> release(std::span<const OwedTrigger> triggers) = 0;
  /// Closes the row of a run; one without this was interrupted.
  virtual Result<void> finish(const RunRecord& run) = 0;
  /// Random bytes in hex that are this host's alone, for fingerprints of secrets; "" until they are made.
  virtual Result<std::string> secret_key() = 0;
  virtual Result<void> set_secret_key(const std::string& key) = 0;
  /// The catalog for which last_applied() is complete; saves comparing when nothing moved.
  virtual Result<std::string> settled_catalog() = 0;
  /// See settled_catalog(); "" while last_applied() is of no catalog whole.
  virtual Result<void> set_settled_catalog(const std::string& sha256) = 0;
};

}  // namespace converge
