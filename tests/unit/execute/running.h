// SPDX-License-Identifier: MIT
// tests/unit/execute/running.h: whole runs on fake machines.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "engine/execute/host_run.h"
#include "tests/fakes/catalog_builder.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_journal.h"
#include "tests/fakes/fake_machine.h"

namespace converge {

/// A machine with the kinds `thing` (a state), `slow` (a state, two at a time,
/// one a batch) and `act` (an action, likewise), a journal and what a run said.
struct Running {
  FakeMachine machine;
  FakeJournal journal;
  FakeClock clock;
  Registry kinds;
  CatalogBuilder builder;
  RunRequest request;
  std::vector<Event> events;
  Report report;
  std::optional<Error> error;

  Running() {
    kinds.add(std::make_unique<FakeKind>(machine, FakeKind::Traits{"thing", KindLaw::state, Rank::file, {}}));
    kinds.add(std::make_unique<FakeKind>(machine, FakeKind::Traits{"slow", KindLaw::state, Rank::unit, {2, 1}}));
    kinds.add(std::make_unique<FakeKind>(machine, FakeKind::Traits{"act", KindLaw::action, Rank::none, {2, 1}}));
    request.run = "r1";
    request.gate = Gate::open;
    journal.on_write = [this](const std::string& line) { machine.note("journal " + line); };
  }

  std::uint32_t thing(const std::string& name, CatalogBuilder::Attributes more = {}) {
    return add("thing", name, more);
  }
  std::uint32_t add(const std::string& kind, const std::string& name, CatalogBuilder::Attributes more = {}) {
    const std::uint32_t node = builder.add(kind, name, more);
    Value& attributes = builder.catalog().resources[node].attributes;
    if (attributes.find("value") == nullptr) attributes.set("value", Value::string("on"));
    return node;
  }
  Running& run() {
    events.clear();
    error.reset();
    report = {};
    const auto sink = [this](const Event& event) { events.push_back(event); };
    Result<Report> ended = apply_host(builder.catalog(), {kinds, journal, clock}, request, sink);
    if (ended)
      report = std::move(*ended);
    else
      error = ended.error();
    return *this;
  }
  /// The same catalog again, as another run.
  Running& run_again(const std::string& id = "r2") {
    request.run = id;
    machine.forget_log();
    return run();
  }
  /// The outcome of one resource; unchanged where nothing was reported.
  [[nodiscard]] Outcome outcome(const std::string& name) const {
    const ResourceFinished* found = finished(name);
    return found == nullptr ? Outcome::unchanged : found->outcome;
  }
  [[nodiscard]] const ResourceFinished* finished(const std::string& name) const {
    const auto found = std::find_if(report.finished.begin(), report.finished.end(),
                                    [&](const ResourceFinished& each) { return each.resource.title == name; });
    return found == report.finished.end() ? nullptr : &*found;
  }
  template <typename E>
  [[nodiscard]] std::vector<E> all() const {
    std::vector<E> found;
    for (const Event& event : events)
      if (const E* one = std::get_if<E>(&event)) found.push_back(*one);
    return found;
  }
  /// Where in the machine's log a line is; fails the test if it is not there.
  [[nodiscard]] std::size_t place(const std::string& line) const {
    const auto log = machine.log();
    const auto found = std::find(log.begin(), log.end(), line);
    EXPECT_NE(found, log.end()) << line << " did not happen";
    return static_cast<std::size_t>(found - log.begin());
  }
};

}  // namespace converge
