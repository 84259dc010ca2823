// SPDX-License-Identifier: MIT
#include "tests/fakes/fake_journal.h"

#include <algorithm>

namespace converge {

Result<void> FakeJournal::write(const std::string& line) {
  if (writes_left_ && *writes_left_ == 0) return fail(ErrorCode::io, "the journal does not answer");
  if (writes_left_) --*writes_left_;
  log_.push_back(line);
  if (on_write) on_write(line);
  return {};
}

void FakeJournal::pay(std::span<const OwedTrigger> triggers) {
  for (const OwedTrigger& trigger : triggers) std::erase(owed_, trigger);
}

Result<std::map<ResourceId, LastApplied>> FakeJournal::last_applied() {
  if (reading_fails_) return fail(ErrorCode::io, "the journal cannot be read");
  return last_;
}

Result<std::vector<OwedTrigger>> FakeJournal::owed() { return owed_; }

Result<std::vector<RunRecord>> FakeJournal::runs(std::size_t limit) {
  std::vector<RunRecord> newest(runs_.rbegin(), runs_.rend());
  newest.resize(std::min(limit, newest.size()));
  return newest;
}

Result<std::vector<OutcomeRecord>> FakeJournal::outcomes(const std::string& run) {
  std::vector<OutcomeRecord> found;
  std::ranges::copy_if(outcomes_, std::back_inserter(found),
                       [&](const OutcomeRecord& each) { return each.run == run; });
  return found;
}

Result<std::vector<OutcomeRecord>> FakeJournal::outcomes_of(const ResourceId& resource, std::size_t limit) {
  std::vector<OutcomeRecord> found;
  for (auto each = outcomes_.rbegin(); each != outcomes_.rend() && found.size() < limit; ++each)
    if (each->finished.resource == resource) found.push_back(*each);
  return found;
}

Result<void> FakeJournal::begin(const RunRecord& run) {
  if (const auto done = write("begin " + run.run); !done) return done;
  runs_.push_back(run);
  return {};
}

Result<void> FakeJournal::intend(const std::string& run, std::span<const Intent> intents,
                                 std::span<const OwedTrigger> triggers) {
  static_cast<void>(run);
  std::string line = "intend";
  for (const Intent& intent : intents) line += " " + intent.resource.title;
  for (const OwedTrigger& trigger : triggers) line += " owe:" + trigger.resource.title;
  if (const auto done = write(line); !done) return done;
  intents_.insert(intents_.end(), intents.begin(), intents.end());
  for (const OwedTrigger& trigger : triggers)
    if (std::ranges::find(owed_, trigger) == owed_.end()) owed_.push_back(trigger);
  return {};
}

Result<void> FakeJournal::record(const std::string& run, std::span<const OutcomeRecord> outcomes,
                                 std::span<const Settled> settled, std::span<const OwedTrigger> fired) {
  std::string line = "record";
  for (const OutcomeRecord& each : outcomes)
    line += " " + each.finished.resource.title + ":" + std::string(outcome_name(each.finished.outcome));
  for (const OwedTrigger& trigger : fired) line += " fired:" + trigger.resource.title;
  if (const auto done = write(line); !done) return done;
  outcomes_.insert(outcomes_.end(), outcomes.begin(), outcomes.end());
  for (const Settled& each : settled) last_[each.resource] = {each.desired, each.actual, run};
  pay(fired);
  return {};
}

Result<void> FakeJournal::release(std::span<const OwedTrigger> triggers) {
  if (const auto done = write("release"); !done) return done;
  pay(triggers);
  return {};
}

Result<void> FakeJournal::finish(const RunRecord& run) {
  if (const auto done = write("finish " + run.run); !done) return done;
  for (RunRecord& each : runs_)
    if (each.run == run.run) each = run;
  return {};
}

Result<std::string> FakeJournal::settled_catalog() { return settled_catalog_; }

Result<void> FakeJournal::set_settled_catalog(const std::string& sha256) {
  if (const auto done = write("settled"); !done) return done;
  settled_catalog_ = sha256;
  return {};
}

}  // namespace converge
