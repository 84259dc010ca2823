// SPDX-License-Identifier: MIT
// engine/execute/batch.h: one batch of resources of one kind on its way through
// probe, apply and proof. The two halves run in a lane; the journal is written in between.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/clock.h"
#include "engine/core/event.h"
#include "engine/execute/executor.h"
#include "engine/plan/bound_catalog.h"

namespace converge {

/// One resource in a batch.
struct BatchItem {
  std::uint32_t node = 0;
  Refresh refresh = Refresh::no;
  std::int64_t input_ms = 0;            ///< when the last of its notifiers changed in this run (unix ms); 0 for none
  std::optional<Boxed> before;  ///< as probed right before applying
  std::vector<Boxed> changes;
  std::vector<Step> steps;
  Outcome outcome = Outcome::unchanged;
  std::string cause;
  std::string output;
  std::optional<Error> error;
  std::string actual;  ///< fingerprint after the end, for what converged
  bool moved = false;  ///< whether the machine is known or feared to have changed here
  bool waits = false;  ///< deferred by its kind: what merely comes after it goes on
  Milliseconds started{0};
  Milliseconds elapsed{0};

  [[nodiscard]] bool acts() const { return outcome == Outcome::unchanged && !changes.empty(); }
};

/// What the halves of a batch look at.
struct BatchContext {
  const BoundCatalog& bound;
  const Plan& plan;
  const ExecuteOptions& options;
  const Clock& clock;
};

/// "content is A, wanted B" of changes that a fresh look still finds. The rows of an action
/// say, where others have the value before, what asks for it.
std::string differences(const std::vector<Boxed>& changes, const Kind& kind);

/// First half: probes and diffs each item; settles those that cannot or need not act.
void prepare_batch(std::vector<BatchItem>& items, const BatchContext& context);

/// Second half: applies what acts, probes it again and checks that nothing is left to do.
void apply_batch(std::vector<BatchItem>& items, const BatchContext& context);

}  // namespace converge
