// SPDX-License-Identifier: MIT
#include "engine/execute/host_run.h"

#include "tests/unit/execute/running.h"

namespace converge {
namespace {

TEST(MakeRunId, sorts_by_time_and_ends_in_four_digits) {
  EXPECT_EQ(make_run_id(1'795'342'500'000, 0xABCD1f3a), "20261122T101500-a3f1");
  EXPECT_LT(make_run_id(1'795'342'500'000, 0), make_run_id(1'795'342'501'000, 0));
}

TEST(ApplyHost, begins_and_finishes_one_row) {
  Running running;
  running.thing("a");
  running.request.tool = "converge 0.1";
  running.builder.catalog().revision = "abc";
  running.run();
  ASSERT_EQ(running.journal.runs_now().size(), 1U);
  const RunRecord& row = running.journal.runs_now()[0];
  EXPECT_EQ(row.run, "r1");
  EXPECT_EQ(row.command, "apply");
  EXPECT_EQ(row.revision, "abc");
  EXPECT_EQ(row.tool, "converge 0.1");
  EXPECT_EQ(row.catalog_sha256.size(), 64U);
  EXPECT_GT(row.finished_ms, row.started_ms);
  EXPECT_EQ(row.totals->changed, 1U);
}

TEST(ApplyHost, a_run_in_sync_writes_its_row_and_no_more) {
  Running running;
  running.thing("a");
  running.run();
  const std::size_t before = running.journal.log().size();
  running.run_again();
  EXPECT_EQ(running.journal.log().size(), before + 2);
}

struct Gated : Running {
  std::uint32_t unit = thing("unit", {{"disrupts", "restart"}});
  int asked = 0;
  void answer(std::optional<Gate> gate) {
    request.gate = Gate::closed;
    request.confirm = [this, gate](const Plan& plan) {
      ++asked;
      EXPECT_EQ(plan.resources.size(), 1U);
      return gate;
    };
  }
};

TEST(Confirm, yes_opens_the_gate) {
  Gated running;
  running.answer(Gate::open);
  EXPECT_EQ(running.run().outcome("unit"), Outcome::changed);
  EXPECT_EQ(running.asked, 1);
}

TEST(Confirm, no_keeps_it_closed) {
  Gated running;
  running.answer(Gate::closed);
  EXPECT_EQ(running.run().outcome("unit"), Outcome::deferred);
}

TEST(Confirm, calling_off_changes_nothing_and_ends_the_run) {
  Gated running;
  running.answer(std::nullopt);
  running.journal.owe({{"thing", "unit"}, {"thing", "x"}, Refresh::reload, "r0"});
  running.run();
  EXPECT_TRUE(running.machine.log_of("apply").empty());
  EXPECT_EQ(running.report.totals.canceled, 1U);
  EXPECT_EQ(running.report.totals.owed_triggers.size(), 1U);
  EXPECT_NE(running.journal.runs_now()[0].finished_ms, 0);
}

/// A change that refreshes a reboot by way of a restart: `unit` restarts and asks `last` for more.
struct Chained : Gated {
  std::uint32_t last = add("act", "last", {{"when_notified", "true"}, {"disrupts", "reboot"}});
  Chained() { builder.notify(unit, last, Refresh::restart); }
  void answer_seeing(Gate gate, Decision decision) {
    request.gate = Gate::closed;
    request.confirm = [this, gate, decision](const Plan& plan) {
      ++asked;
      EXPECT_EQ(plan.resources[last].decision, decision);
      return gate;
    };
  }
};

TEST(Confirm, shows_what_would_follow_from_what_is_held_back) {
  Chained running;
  running.answer_seeing(Gate::open, Decision::change);
  EXPECT_EQ(running.run().outcome("last"), Outcome::changed);
  EXPECT_EQ(running.asked, 1);
}

TEST(Confirm, a_no_leads_to_a_plan_without_it) {
  Chained running;
  running.answer_seeing(Gate::closed, Decision::change);
  running.run();
  EXPECT_EQ(running.report.plan.resources[running.last].decision, Decision::not_due);
  EXPECT_EQ(running.outcome("last"), Outcome::unchanged);
  EXPECT_EQ(running.all<ResourcePlanned>().size(), 1U) << "the plan that is announced is the one that is carried out";
}

TEST(Confirm, a_yes_covers_nothing_that_was_not_in_the_plan) {
  Gated running;
  const auto first = running.thing("first");
  const auto surprise = running.add("act", "surprise", {{"unless", "marker"}, {"sees", "machine"}, {"disrupts", "reboot"}});
  running.builder.edge(first, surprise);
  running.machine.set("marker", "there");
  running.machine.scripts["first"].during_apply = [&] { running.machine.erase("marker"); };
  running.request.gate = Gate::closed;
  running.request.confirm = [&](const Plan& plan) {
    EXPECT_EQ(plan.resources[surprise].disruption(), Disruption::none);
    return Gate::open;
  };
  EXPECT_EQ(running.run().outcome("unit"), Outcome::changed);
  EXPECT_EQ(running.outcome("surprise"), Outcome::deferred);
  EXPECT_NE(running.finished("surprise")->cause.find("not in the plan"), std::string::npos);
}

TEST(Confirm, is_not_asked_where_nothing_is_gated) {
  Gated running;
  running.answer(Gate::open);
  running.machine.set("unit", "on");
  running.run();
  EXPECT_EQ(running.asked, 0);
}

TEST(PlanHost, works_out_diffs_where_they_are_asked_for) {
  Running running;
  running.thing("a");
  const auto planned = [&] {
    return plan_host(running.builder.catalog(), {running.kinds, running.journal, running.clock}, running.request,
                     [](const Event&) {});
  };
  EXPECT_TRUE(planned()->plan.resources[0].diffs.empty());
  running.request.detail = PlanDetail::diffs;
  EXPECT_EQ(planned()->plan.resources[0].diffs, (std::vector<std::string>{"a diff\n"}));
}

TEST(PlanHost, lists_what_is_owed) {
  Running running;
  running.thing("a");
  running.journal.owe({{"thing", "a"}, {"thing", "x"}, Refresh::reload, "r0"});
  running.journal.owe({{"thing", "a"}, {"thing", "y"}, Refresh::restart, "r0"});
  const auto report = plan_host(running.builder.catalog(), {running.kinds, running.journal, running.clock},
                                running.request, [](const Event&) {});
  EXPECT_EQ(report->totals.owed, 1U) << "one resource, whoever asks";
  EXPECT_EQ(report->totals.owed_triggers.size(), 2U);
}

TEST(ApplyHost, shows_nothing_of_what_was_secret_when_it_last_converged) {
  Running running;
  const auto a = running.thing("a", {{"value", "hunter2"}});
  const auto set = [&](const std::string& value, Sensitivity sensitivity) {
    Value& attributes = running.builder.catalog().resources[a].attributes;
    attributes.set("value", Value::string(value));
    attributes.find("value")->set_sensitivity(sensitivity);
  };
  set("hunter2", Sensitivity::secret);
  EXPECT_EQ(running.run().outcome("a"), Outcome::changed);
  set("open", Sensitivity::open);
  EXPECT_EQ(running.run_again("r2").outcome("a"), Outcome::changed);
  EXPECT_EQ(running.report.plan.resources[a].steps.front().delta.before, "veiled: former");
  EXPECT_EQ(running.finished("a")->deltas.front().before, "veiled: former");
  set("other", Sensitivity::open);
  EXPECT_EQ(running.run_again("r3").outcome("a"), Outcome::changed);
  EXPECT_EQ(running.finished("a")->deltas.front().before, "open");
}

}  // namespace
}  // namespace converge
