// SPDX-License-Identifier: MIT
// engine/core/plan.h: what a run would do: decisions and deltas as data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/change.h"
#include "engine/core/kind.h"
#include "engine/core/result.h"

namespace converge {

/// What a plan says of a resource.
enum class Decision : std::uint8_t {
  in_sync,      ///< nothing to do
  not_due,      ///< an action whose guards say that there is nothing to do
  change,       ///< the steps say what
  after_apply,  ///< known only once its cause has been applied
  deferred,     ///< would change, but is held back: image, disruption, window or slot
  blocked,      ///< cannot be done until its cause is out of the way; an error says what the probe found in the way
  assumed,      ///< cannot be read back; recorded as done
  unsupported,  ///< this machine cannot have it
  unknown,      ///< could not be read; the error says why
};
/// The word for a decision in JSON.
std::string_view decision_name(Decision decision);
/// The decision of a word; nothing for another word.
std::optional<Decision> parse_decision(std::string_view name);

/// Why a resource is not in sync. Several can hold at once.
enum class Reason : std::uint8_t {
  first_run,  ///< never converged by us before
  pending,    ///< the YAML moved since the last converged run
  drift,      ///< the machine moved since the last converged run
  refresh,    ///< something it subscribes to changes in this run
  owed,       ///< an earlier run changed its input and did not get to it
  action,     ///< an action kind whose guard says it must act
  undone,     ///< an undo has put it back since the last converged run
};
/// The word for a reason in JSON.
std::string_view reason_name(Reason reason);
/// The reason of a word; nothing for another word.
std::optional<Reason> parse_reason(std::string_view name);

/// A planned resource. Index i of Plan::resources is index i of the catalog.
struct PlannedResource {
  Decision decision = Decision::unknown;
  std::vector<Reason> reasons;
  std::string cause;  ///< for after_apply, blocked, deferred: who or what, in words; for change: what of it has to wait
  std::vector<Step> steps;
  std::vector<std::string> diffs;         ///< unified diffs, where asked for and small enough
  Refresh refresh = Refresh::no;          ///< what its notifiers ask of it
  std::vector<Observation> observations;  ///< the managed part of what was probed
  std::string fingerprint;                ///< of the observations
  std::optional<Error> error;             ///< for unknown

  [[nodiscard]] Disruption disruption() const;  ///< the strongest of its steps
};

/// A trigger that an earlier run left unfired and whose resource left the YAML.
struct Orphan {
  ResourceId resource;
  std::string cause;
  std::string run;
};

/// The plan of one host.
struct Plan {
  std::string host;
  std::string catalog_sha256;
  std::vector<PlannedResource> resources;
  std::vector<Orphan> orphans;

  [[nodiscard]] std::size_t count(Decision decision) const;
  /// Nothing to do, nothing unknown, nothing owed.
  [[nodiscard]] bool in_sync() const;
};

/// The fingerprint of a probed state: SHA-256 over its observations.
std::string fingerprint_of(const std::vector<Observation>& observations);

}  // namespace converge
