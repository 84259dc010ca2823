// SPDX-License-Identifier: MIT
// engine/execute/executor.h: carries out a plan, batch by batch.
//
// Per batch: probe, diff, write down what will be tried and what it will owe,
// apply, probe, and the diff must be empty. Batches of different kinds run at
// the same time; what depends on a failure is skipped and says on whom it waits.
#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/clock.h"
#include "engine/core/event.h"
#include "engine/core/journal.h"
#include "engine/plan/planner.h"

namespace converge {

/// Whether what converged must still hold at the end of the run. Not so on a way back,
/// where a later step puts back what was there before an earlier one's.
enum class LastWord : std::uint8_t { all, later_steps };

/// What an execution needs to know beyond the plan.
struct ExecuteOptions {
  std::string run;
  Gate gate = Gate::closed;
  LastWord last_word = LastWord::all;
  /// An approved plan: each resource whose machine state moved since, or that
  /// would now do more than was approved, is refused. nullptr: go by what is found.
  const Plan* approved = nullptr;
  /// The plan that somebody said yes to: a restart or more that it does not
  /// have is held back. nullptr: nobody was asked.
  const Plan* foreseen = nullptr;
  /// Whom a change of a resource tells beyond the catalog: they are owed the
  /// refresh until a run that has them. For `undo`, which knows no more of them.
  std::map<ResourceId, std::vector<Told>> told_outside = {};
  std::stop_token stop;   ///< no further batch is started
  std::stop_token abort;  ///< handed to the kinds: end what is running
};

/// What came out: outcomes in order of completion, and totals without `run` and `elapsed`.
struct Execution {
  std::vector<ResourceFinished> finished;
  RunFinished totals;
};

/// Puts what is owed at the end of a run into its totals: the list, and the count of resources.
void tell_owed(RunFinished& totals, std::vector<OwedTrigger> owed);

/// Executes. An Error means that the journal could not be written: nothing was
/// started after that. `actuals` are those the plan was made from.
Result<Execution> execute(const BoundCatalog& bound, const Plan& plan, const std::vector<Result<Boxed>>& actuals,
                          const std::vector<OwedTrigger>& owed, Journal& journal, const Clock& clock,
                          const EventSink& sink, const ExecuteOptions& options);

}  // namespace converge
