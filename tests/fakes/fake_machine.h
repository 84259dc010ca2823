// SPDX-License-Identifier: MIT
// tests/fakes/fake_machine.h: a machine that is a map of names to values, and
// kinds whose probes and applies a test scripts.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/kind.h"

namespace converge {

/// What the doors of FakeKind reach. Thread-safe but for the scripts, which are
/// written before a run.
class FakeMachine {
 public:
  /// How one resource behaves, by its name.
  struct Script {
    std::optional<Error> probe_error;
    std::optional<Error> apply_error;    ///< told after the effect, if `effect_before_error`
    bool effect_before_error = false;    ///< what fails has moved the machine all the same
    bool lies = false;                   ///< apply answers yes and does nothing
    std::function<void()> during_apply;  ///< runs in the lane, before the effect
    std::map<std::string, std::string> also_sets;
  };

  std::map<std::string, Script> scripts;

  void set(const std::string& name, const std::string& value);
  void erase(const std::string& name);
  [[nodiscard]] std::optional<std::string> get(const std::string& name) const;
  /// Since when a thing runs with its inputs; nothing for one that never told.
  [[nodiscard]] std::optional<std::int64_t> started(const std::string& name) const;
  void start(const std::string& name, std::int64_t unix_ms);
  /// What happened, in order: "probe a", "apply a", and what others note.
  void note(std::string line);
  [[nodiscard]] std::vector<std::string> log() const;
  [[nodiscard]] std::vector<std::string> log_of(const std::string& verb) const;
  void forget_log();

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> values_;
  std::map<std::string, std::int64_t> started_;
  std::vector<std::string> log_;
};

/// A kind over a FakeMachine. Attributes: `name`, `value` (what is wanted; an
/// action runs unless `unless` is there, and leaves it behind), `provides`,
/// `needs`, `owns`, `shares`, `observes`, `moves` ("space value" each), `sees`,
/// `affects`, `when_notified`, `sweeps`, `removes`, `closes`, `disrupts` (of a change),
/// `bar` (a thing of the machine that is an obstacle while it is there) and `clears`,
/// `defers` (why the rest of the wish has to wait) and `owes` (to itself, by each change).
class FakeKind final : public Kind {
 public:
  struct Traits {
    std::string name = "thing";
    KindLaw law = KindLaw::state;
    Rank rank = Rank::file;
    Lane lane = {};
  };

  FakeKind(FakeMachine& machine, Traits traits);

  [[nodiscard]] const Schema& schema() const override { return schema_; }
  [[nodiscard]] KindLaw law() const override { return traits_.law; }
  [[nodiscard]] Rank rank() const override { return traits_.rank; }
  [[nodiscard]] Lane lane() const override { return traits_.lane; }
  [[nodiscard]] std::optional<Boxed> parse(const Value& attributes, Diagnostics& diagnostics) const override;
  [[nodiscard]] Claims claims(const Boxed& want) const override;
  [[nodiscard]] std::vector<Boxed> diff(const Boxed& want, const Boxed& have, Refresh refresh) const override;
  [[nodiscard]] Step describe(const Boxed& change) const override;
  [[nodiscard]] std::vector<Key> moves(const Boxed& change) const override;
  [[nodiscard]] std::vector<Obstacle> obstacles(const Boxed& want, const Boxed& have) const override;
  [[nodiscard]] std::string defers(const Boxed& want, const Boxed& have) const override;
  [[nodiscard]] std::optional<std::int64_t> refreshed_ms(const Boxed& have) const override;
  [[nodiscard]] Refresh owes(const Boxed& change) const override;
  [[nodiscard]] std::vector<Observation> observe(const Boxed& want, const Boxed& have) const override;
  [[nodiscard]] Inverse inverse(const Boxed& want, const Boxed& have) const override;
  std::vector<Result<Boxed>> probe(std::span<const Boxed* const> wants, std::stop_token stop) override;
  std::vector<Result<Forecast>> forecast(std::span<const std::vector<Boxed>* const> work,
                                         std::stop_token stop) override;
  std::vector<Result<Applied>> apply(std::span<const std::vector<Boxed>* const> work, std::stop_token stop) override;

 private:
  Result<Applied> apply_one(const std::vector<Boxed>& changes);

  FakeMachine& machine_;
  Traits traits_;
  Schema schema_;
};

}  // namespace converge
