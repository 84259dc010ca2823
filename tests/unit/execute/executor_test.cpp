// SPDX-License-Identifier: MIT
#include "engine/execute/executor.h"

#include "tests/unit/execute/running.h"

namespace converge {
namespace {

using Lines = std::vector<std::string>;

TEST(Executor, changes_what_differs_and_leaves_the_rest_alone) {
  Running running;
  running.thing("a");
  running.thing("b");
  running.machine.set("b", "on");
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::changed);
  EXPECT_EQ(running.machine.get("a"), "on");
  EXPECT_EQ(running.machine.log_of("apply"), (Lines{"a"}));
  EXPECT_EQ(running.report.totals.changed, 1U);
  EXPECT_EQ(running.report.totals.unchanged, 1U);
}

TEST(Executor, a_second_run_changes_nothing_and_probes_once) {
  Running running;
  const auto a = running.thing("a");
  const auto b = running.thing("b");
  running.builder.edge(a, b);
  running.run();
  running.run_again();
  EXPECT_TRUE(running.machine.log_of("apply").empty());
  EXPECT_EQ(running.machine.log_of("probe"), (Lines{"a", "b"}));
  EXPECT_EQ(running.report.totals.unchanged, 2U);
  EXPECT_TRUE(running.report.finished.empty());
}

TEST(Executor, batches_what_is_ready_of_one_kind) {
  Running running;
  const auto a = running.thing("a");
  running.thing("b");
  const auto c = running.thing("c");
  running.builder.edge(a, c);
  running.run();
  Lines intents;
  for (const std::string& line : running.journal.log())
    if (line.starts_with("intend")) intents.push_back(line);
  EXPECT_EQ(intents, (Lines{"intend a b", "intend c"}));
}

TEST(Executor, follows_the_order) {
  Running running;
  const auto a = running.thing("a");
  const auto go = running.add("act", "go", {{"unless", "marker"}});
  const auto slow = running.add("slow", "s");
  running.builder.edge(slow, go).edge(go, a);
  running.run();
  EXPECT_EQ(running.machine.log_of("apply"), (Lines{"s", "go", "a"}));
}

TEST(Executor, runs_through_barriers) {
  Running running;
  const auto a = running.thing("a");
  const auto b = running.add("slow", "b");
  const auto barrier = running.builder.barrier("files before units");
  running.builder.edge(a, barrier, EdgeType::soft).edge(barrier, b, EdgeType::soft);
  running.run();
  EXPECT_EQ(running.machine.log_of("apply"), (Lines{"a", "b"}));
  EXPECT_EQ(running.report.totals.changed, 2U) << "a barrier is not counted";
}

TEST(Executor, an_empty_catalog_is_a_run_too) {
  Running running;
  running.run();
  EXPECT_FALSE(running.error);
  EXPECT_EQ(running.journal.runs_now().size(), 1U);
}

TEST(Executor, skips_what_depends_on_a_failure_and_says_on_whom_it_waits) {
  Running running;
  const auto a = running.thing("a");
  const auto b = running.thing("b");
  const auto c = running.add("slow", "c");
  running.thing("d");
  running.builder.edge(a, b).edge(b, c);
  running.machine.scripts["a"].apply_error = Error{ErrorCode::denied, "no", {}};
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::failed);
  EXPECT_EQ(running.finished("a")->error->code, ErrorCode::denied);
  EXPECT_EQ(running.outcome("b"), Outcome::skipped);
  EXPECT_EQ(running.finished("c")->cause, "thing[b]");
  EXPECT_EQ(running.finished("b")->cause, "thing[a]");
  EXPECT_EQ(running.outcome("d"), Outcome::changed) << "a neighbour in the batch goes on";
}

TEST(Executor, what_is_held_back_has_touched_nothing) {
  Running running;
  const auto a = running.thing("a", {{"disrupts", "restart"}});
  const auto b = running.thing("b");
  const auto c = running.thing("c");
  running.builder.edge(a, b).edge(a, c);
  running.machine.set("b", "on");
  running.request.gate = Gate::closed;
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::deferred);
  EXPECT_EQ(running.outcome("b"), Outcome::unchanged) << "it is in sync, as the plan says";
  EXPECT_EQ(running.outcome("c"), Outcome::skipped);
}

TEST(Executor, a_catalog_that_another_one_came_between_is_remembered_anew) {
  Running running;
  running.thing("a");
  running.run();  // the first catalog, whole
  const Catalog first = running.builder.catalog();
  running.thing("b");
  running.builder.catalog().resources[0].attributes.set("unless", Value::string("never"));
  running.machine.scripts["b"].apply_error = Error{ErrorCode::io, "no", {}};
  running.run_again("r2");  // the second, in part: `a` is settled under another wish
  running.builder.catalog() = first;
  running.run_again("r3");
  running.machine.set("a", "moved");
  const auto report = plan_host(first, {running.kinds, running.journal, running.clock}, running.request, [](const Event&) {});
  EXPECT_EQ(report->plan.resources[0].reasons, (std::vector<Reason>{Reason::drift}));
}

TEST(Executor, a_failure_before_a_soft_edge_stops_actions_only) {
  Running running;
  const auto a = running.thing("a");
  const auto b = running.add("slow", "b");
  const auto go = running.add("act", "go");
  running.builder.edge(a, b, EdgeType::soft).edge(a, go, EdgeType::soft);
  running.machine.scripts["a"].apply_error = Error{ErrorCode::io, "no", {}};
  running.run();
  EXPECT_EQ(running.outcome("b"), Outcome::changed);
  EXPECT_EQ(running.outcome("go"), Outcome::skipped);
}

TEST(Executor, what_cannot_be_probed_fails_without_being_tried) {
  Running running;
  running.thing("a");
  running.machine.scripts["a"].probe_error = Error{ErrorCode::io, "unreadable", {}};
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::failed);
  EXPECT_TRUE(running.machine.log_of("apply").empty());
  EXPECT_TRUE(running.journal.intents_now().empty());
}

TEST(Executor, codes_of_errors_become_outcomes) {
  const std::vector<std::pair<ErrorCode, Outcome>> table = {{ErrorCode::timed_out, Outcome::timed_out},
                                                            {ErrorCode::canceled, Outcome::canceled},
                                                            {ErrorCode::io, Outcome::failed},
                                                            {ErrorCode::busy, Outcome::failed}};
  for (const auto& [code, outcome] : table) {
    Running running;
    running.thing("a");
    running.machine.scripts["a"].apply_error = Error{code, "so it goes", {}};
    EXPECT_EQ(running.run().outcome("a"), outcome) << error_code_name(code);
  }
}

TEST(Executor, looks_again_at_what_a_change_before_it_may_have_moved) {
  Running running;
  const auto a = running.thing("a");
  const auto b = running.thing("b");
  running.builder.edge(a, b);
  running.machine.set("b", "on");
  running.machine.scripts["a"].also_sets = {{"b", "broken"}};
  running.run();
  EXPECT_EQ(running.outcome("b"), Outcome::changed);
  EXPECT_EQ(running.machine.get("b"), "on");
}

TEST(Executor, a_guard_whose_program_the_run_brings_is_asked_again) {
  Running running;
  const auto tool = running.thing("tool");
  const auto go = running.add("act", "go", {{"unless", "marker"}, {"sees", "machine"}});
  running.builder.edge(tool, go);
  auto& script = running.machine.scripts["go"];
  script.probe_error = Error{ErrorCode::not_found, "there is no program", {}};
  running.machine.scripts["tool"].during_apply = [&] { script.probe_error.reset(); };
  running.run();
  EXPECT_EQ(running.report.plan.resources[go].decision, Decision::after_apply);
  EXPECT_EQ(running.outcome("go"), Outcome::changed);
}

TEST(Executor, remembers_what_converged_and_nothing_else) {
  Running running;
  running.thing("new");
  running.thing("same");
  running.thing("bad");
  running.add("act", "go");
  running.machine.set("same", "on");
  running.machine.scripts["bad"].apply_error = Error{ErrorCode::io, "no", {}};
  running.machine.scripts["go"].lies = true;
  running.run();
  const auto& last = running.journal.last_now();
  EXPECT_EQ(last.size(), 2U);
  EXPECT_EQ(last.at({"thing", "new"}).actual, fingerprint_of({{"value", "on"}}));
  EXPECT_TRUE(last.contains({"thing", "same"}));
}

TEST(Executor, drift_and_pending_are_told_apart_in_the_next_run) {
  Running running;
  const auto a = running.thing("a");
  const auto b = running.thing("b");
  running.run();
  running.machine.set("a", "off");
  running.builder.catalog().resources[b].attributes.set("value", Value::string("more"));
  running.run_again();
  EXPECT_EQ(running.report.plan.resources[a].reasons, (std::vector<Reason>{Reason::drift}));
  EXPECT_EQ(running.report.plan.resources[b].reasons, (std::vector<Reason>{Reason::pending}));
}

TEST(Executor, an_inverse_is_written_before_and_kept_with_the_outcome) {
  Running running;
  running.thing("a");
  running.machine.set("a", "off");
  running.run();
  ASSERT_EQ(running.journal.intents_now().size(), 1U);
  EXPECT_EQ(running.journal.intents_now()[0].inverse.attributes->find("value")->text(), "off");
  ASSERT_TRUE(running.journal.outcomes_now()[0].inverse);
  EXPECT_LT(running.place("journal intend a"), running.place("apply a"));
}

}  // namespace
}  // namespace converge
