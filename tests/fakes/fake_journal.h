// SPDX-License-Identifier: MIT
// tests/fakes/fake_journal.h: a journal in memory that can stop answering.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/journal.h"

namespace converge {

/// Keeps what the interface says and notes every write, in order. Like the
/// real one it is used from one thread at a time.
class FakeJournal final : public Journal {
 public:
  /// Hears of each write when it succeeds: "intend a", "record a changed", ...
  std::function<void(const std::string&)> on_write;

  /// From the k-th write on (1 is the next one) every write fails, as on a full disk.
  void fail_from(std::size_t k) { writes_left_ = k - 1; }
  void answer_again() { writes_left_.reset(); }
  void owe(OwedTrigger trigger) { owed_.push_back(std::move(trigger)); }
  void remember(const ResourceId& id, LastApplied last) { last_[id] = std::move(last); }
  void fail_reading() { reading_fails_ = true; }
  [[nodiscard]] const std::vector<std::string>& log() const { return log_; }
  [[nodiscard]] const std::vector<OwedTrigger>& owed_now() const { return owed_; }
  [[nodiscard]] const std::map<ResourceId, LastApplied>& last_now() const { return last_; }
  [[nodiscard]] const std::vector<RunRecord>& runs_now() const { return runs_; }
  [[nodiscard]] const std::vector<OutcomeRecord>& outcomes_now() const { return outcomes_; }
  [[nodiscard]] const std::vector<Intent>& intents_now() const { return intents_; }

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
  Result<std::string> secret_key() override { return secret_key_; }
  Result<void> set_secret_key(const std::string& key) override {
    secret_key_ = key;
    return {};
  }
  Result<std::string> settled_catalog() override;
  Result<void> set_settled_catalog(const std::string& sha256) override;

 private:
  /// Counts a write; an error if the journal has stopped answering.
  Result<void> write(const std::string& line);
  void pay(std::span<const OwedTrigger> triggers);

  std::string secret_key_;
  std::optional<std::size_t> writes_left_;
  bool reading_fails_ = false;
  std::map<ResourceId, LastApplied> last_;
  std::vector<OwedTrigger> owed_;
  std::vector<RunRecord> runs_;
  std::vector<OutcomeRecord> outcomes_;
  std::vector<Intent> intents_;
  std::string settled_catalog_;
  std::vector<std::string> log_;
};

}  // namespace converge
