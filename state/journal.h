// SPDX-License-Identifier: MIT
// state/journal.h: the host's memory in an SQLite database.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "engine/core/journal.h"

namespace converge {

/// How much history is kept, and how long somebody else's write is waited for.
/// Owed triggers and last applied fingerprints are outside these bounds.
struct JournalBounds {
  std::size_t runs = 1000;
  std::chrono::hours age{24 * 400};
  std::chrono::milliseconds patience{5000};
};

/// The journal in FOLDER/journal.db. The first write makes folder (0700) and
/// file (0600); reading where nothing exists answers empty and makes nothing.
///
/// Durability: intend() is on the disk when it returns. The other writes are
/// atomic and ordered, and survive a killed process; a power cut may lose the
/// last of them, which costs a repeated refresh at most, never a lost one.
/// Triggers are told apart by resource, cause and run; a fired or released one
/// pays its row unless that row asks for a stronger refresh. What was intended
/// in an interrupted run but has no outcome is listed as canceled. Thread-safe.
class SqliteJournal final : public Journal {
 public:
  explicit SqliteJournal(std::string folder, JournalBounds bounds = {});
  ~SqliteJournal() override;

  Result<std::map<ResourceId, LastApplied>> last_applied() override;
  Result<std::vector<OwedTrigger>> owed() override;
  Result<std::vector<RunRecord>> runs(std::size_t limit) override;
  Result<std::vector<OutcomeRecord>> outcomes(const std::string& run) override;
  Result<std::vector<OutcomeRecord>> outcomes_of(const ResourceId& resource, std::size_t limit) override;

  Result<void> begin(const RunRecord& run) override;
  Result<void> intend(const std::string& run, std::span<const Intent> intents,
                      std::span<const OwedTrigger> triggers) override;
  Result<void> record(const std::string& run, std::span<const OutcomeRecord> outcomes, std::span<const Settled> settled,
                      std::span<const OwedTrigger> fired) override;
  Result<void> release(std::span<const OwedTrigger> triggers) override;
  Result<void> finish(const RunRecord& run) override;
  Result<std::string> secret_key() override;
  Result<void> set_secret_key(const std::string& key) override;
  Result<std::string> settled_catalog() override;
  Result<void> set_settled_catalog(const std::string& sha256) override;

 private:
  class Database;
  std::unique_ptr<Database> database_;
};

}  // namespace converge
