// SPDX-License-Identifier: MIT
// What a run says, and in which order.
#include <set>

#include "tests/unit/execute/running.h"

namespace converge {
namespace {

/// "run_started", "planned a", "started a", ...
std::vector<std::string> words(const std::vector<Event>& events) {
  struct Namer {
    std::string operator()(const RunStarted& e) const { return "run_started " + e.command; }
    std::string operator()(const ResourcePlanned& e) const { return "planned " + e.resource.title; }
    std::string operator()(const PlanFinished&) const { return "plan_finished"; }
    std::string operator()(const ResourceStarted& e) const { return "started " + e.resource.title; }
    std::string operator()(const ResourceFinished& e) const { return "finished " + e.resource.title; }
    std::string operator()(const TriggerOwed& e) const { return "owed " + e.resource.title; }
    std::string operator()(const TriggerFired& e) const { return "fired " + e.resource.title; }
    std::string operator()(const RunFinished&) const { return "run_finished"; }
  };
  std::vector<std::string> out;
  for (const Event& event : events) out.push_back(std::visit(Namer{}, event));
  return out;
}

TEST(EventOrder, a_run_tells_its_story_in_order) {
  Running running;
  running.thing("same");
  running.machine.set("same", "on");
  const auto conf = running.thing("conf");
  const auto unit = running.add("slow", "unit");
  running.machine.set("unit", "on");
  running.builder.notify(conf, unit);
  running.run();
  EXPECT_EQ(words(running.events),
            (std::vector<std::string>{"run_started apply", "planned conf", "planned unit", "plan_finished", "owed unit",
                                      "started conf", "finished conf", "started unit", "finished unit", "fired unit",
                                      "run_finished"}));
}

TEST(EventOrder, a_plan_ends_with_its_counts) {
  Running running;
  running.thing("a");
  std::vector<Event> events;
  const auto report = plan_host(running.builder.catalog(), {running.kinds, running.journal, running.clock},
                                running.request, [&](const Event& event) { events.push_back(event); });
  ASSERT_TRUE(report);
  EXPECT_EQ(words(events), (std::vector<std::string>{"run_started plan", "planned a", "plan_finished"}));
  EXPECT_TRUE(running.journal.log().empty()) << "a plan writes nothing";
}

/// Every way to end, in one run.
void fill(Running& running) {
  running.thing("changed");
  running.thing("lies");
  running.thing("bad");
  running.thing("slow to answer");
  const auto bad = *running.builder.catalog().find({"thing", "bad"});
  running.builder.edge(bad, running.thing("skipped"));
  running.thing("deferred", {{"disrupts", "restart"}});
  const auto drifting = running.thing("settles itself");
  running.builder.edge(*running.builder.catalog().find({"thing", "changed"}), drifting);
  running.machine.scripts["lies"].lies = true;
  running.machine.scripts["bad"].apply_error = Error{ErrorCode::io, "no", {}};
  running.machine.scripts["slow to answer"].apply_error = Error{ErrorCode::timed_out, "too long", {}};
  running.machine.scripts["changed"].also_sets = {{"settles itself", "on"}};
  running.request.gate = Gate::closed;
}

TEST(EventOrder, whatever_starts_finishes_once_and_is_counted_once) {
  Running running;
  fill(running);
  running.run();
  std::set<std::string> open;
  std::set<std::string> closed;
  for (const Event& event : running.events) {
    if (const auto* started = std::get_if<ResourceStarted>(&event)) {
      EXPECT_TRUE(open.insert(started->resource.title).second);
    }
    if (const auto* finished = std::get_if<ResourceFinished>(&event)) {
      open.erase(finished->resource.title);
      EXPECT_TRUE(closed.insert(finished->resource.title).second);
      EXPECT_NE(finished->outcome, Outcome::unchanged);
    }
  }
  EXPECT_TRUE(open.empty());
  EXPECT_EQ(running.outcome("settles itself"), Outcome::unchanged);
  EXPECT_EQ(running.outcome("deferred"), Outcome::deferred);
  EXPECT_EQ(running.outcome("slow to answer"), Outcome::timed_out);
  const RunFinished& totals = running.report.totals;
  EXPECT_EQ(totals.unchanged + totals.changed + totals.failed + totals.not_converged + totals.skipped +
                totals.deferred + totals.canceled + totals.timed_out,
            running.builder.catalog().resources.size());
  EXPECT_EQ(closed.size() + totals.unchanged, running.builder.catalog().resources.size());
}

TEST(EventOrder, what_is_finished_is_in_the_journal_before_it_is_told) {
  Running running;
  running.thing("a");
  bool recorded = false;
  bool closed = false;
  const auto sink = [&](const Event& event) {
    if (std::holds_alternative<ResourceFinished>(event)) recorded = !running.journal.outcomes_now().empty();
    if (std::holds_alternative<RunFinished>(event)) closed = running.journal.runs_now()[0].finished_ms != 0;
  };
  ASSERT_TRUE(
      apply_host(running.builder.catalog(), {running.kinds, running.journal, running.clock}, running.request, sink));
  EXPECT_TRUE(recorded);
  EXPECT_TRUE(closed);
}

}  // namespace
}  // namespace converge
