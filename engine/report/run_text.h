// SPDX-License-Identifier: MIT
// engine/report/run_text.h: the lines of a run that both the plain and the live
// view show.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/core/event.h"
#include "engine/report/style.h"

namespace converge {

/// Turns events into lines, each with its newline, and remembers what the
/// closing lines need: the host, and which owed refreshes have nobody to get them.
class RunText {
 public:
  explicit RunText(TextStyle style) : style_(style) {}

  /// The lines that an event is worth; "" for most.
  std::string lines_for(const Event& event);

  [[nodiscard]] const std::string& host() const { return host_; }

 private:
  std::string lines(const RunStarted& event);
  std::string lines(const ResourcePlanned& event);
  std::string lines(const PlanFinished& event);
  std::string lines(const ResourceStarted&) { return ""; }
  std::string lines(const ResourceFinished& event);
  std::string lines(const TriggerOwed&) { return ""; }
  std::string lines(const TriggerFired& event);
  std::string lines(const RunFinished& event) const;
  [[nodiscard]] std::string owed_text(const RunFinished& event) const;

  TextStyle style_;
  std::string host_;
  std::vector<Orphan> orphans_;
  std::set<ResourceId> changed_;
  std::map<ResourceId, std::string> diffs_;  ///< rows, where the plan worked them out
};

}  // namespace converge
