// SPDX-License-Identifier: MIT
#include "engine/execute/last_look.h"

#include "tests/unit/execute/running.h"

namespace converge {
namespace {

/// What was said last of a resource.
const ResourceFinished* last_word(const Running& running, const std::string& name) {
  const auto& all = running.report.finished;
  const auto found = std::find_if(all.rbegin(), all.rend(), [&](const auto& each) { return each.resource.title == name; });
  return found == all.rend() ? nullptr : &*found;
}

TEST(LastLook, what_an_action_changed_again_has_not_converged) {
  Running running;
  const auto a = running.thing("a");
  const auto go = running.add("act", "go", {{"unless", "marker"}, {"affects", "machine"}});
  running.builder.edge(a, go);
  running.machine.scripts["go"].during_apply = [&] { running.machine.set("a", "spoiled"); };
  running.run();
  const ResourceFinished* word = last_word(running, "a");
  ASSERT_NE(word, nullptr);
  EXPECT_EQ(word->outcome, Outcome::not_converged);
  EXPECT_EQ(word->error->text(), "had converged, but was changed again by act[go]: value is spoiled, wanted on");
  EXPECT_EQ(running.report.totals.not_converged, 1U);
  EXPECT_EQ(running.report.totals.changed, 1U) << "it counts once";
  EXPECT_EQ(running.journal.outcomes_now().back().finished.outcome, Outcome::not_converged);
}

TEST(LastLook, what_was_in_sync_is_looked_at_as_well) {
  Running running;
  const auto a = running.thing("a");
  running.machine.set("a", "on");
  const auto go = running.add("act", "go", {{"unless", "marker"}, {"affects", "machine"}});
  running.builder.edge(a, go);
  running.machine.scripts["go"].during_apply = [&] { running.machine.set("a", "spoiled"); };
  running.run();
  EXPECT_EQ(running.outcome("a"), Outcome::not_converged);
  EXPECT_EQ(running.report.totals.unchanged, 0U);
}

TEST(LastLook, sharers_of_a_thing_reach_each_other_and_nobody_else) {
  Running running;
  const auto a = running.thing("a", {{"shares", "[file /f]"}});
  const auto b = running.thing("b", {{"shares", "[file /f]"}});
  const auto other = running.thing("other", {{"shares", "[file /g]"}});
  running.builder.edge(a, b);
  running.builder.edge(other, b);
  running.machine.scripts["b"].during_apply = [&] {
    running.machine.set("a", "spoiled");
    running.machine.set("other", "spoiled");
  };
  running.run();
  EXPECT_EQ(last_word(running, "a")->outcome, Outcome::not_converged);
  EXPECT_EQ(last_word(running, "other")->outcome, Outcome::changed) << "nothing says that it could be reached";
}

TEST(LastLook, what_is_below_a_folder_that_was_swept_is_reached) {
  Running running;
  const auto kept = running.thing("kept", {{"owns", "[file /d/kept]"}});
  const auto folder = running.thing("folder", {{"sweeps", "/d"}});
  running.builder.edge(kept, folder);
  running.machine.scripts["folder"].during_apply = [&] { running.machine.set("kept", "gone"); };
  running.run();
  EXPECT_EQ(last_word(running, "kept")->outcome, Outcome::not_converged);
}

TEST(LastLook, a_run_that_changed_nothing_looks_once) {
  Running running;
  running.thing("a");
  running.machine.set("a", "on");
  running.run();
  const auto log = running.machine.log();
  EXPECT_EQ(std::count(log.begin(), log.end(), "probe a"), 1);
}

TEST(Proof, a_program_that_never_started_has_changed_nothing) {
  Running running;
  const auto go = running.add("act", "go", {{"unless", "marker"}});
  const auto told = running.add("act", "told", {{"when_notified", "true"}});
  running.builder.notify(go, told);
  running.machine.scripts["go"].apply_error = Error{ErrorCode::not_found, "there is no such program", {}};
  running.run();
  EXPECT_EQ(running.outcome("go"), Outcome::failed);
  EXPECT_TRUE(running.journal.owed_now().empty()) << "nobody is owed a refresh for what did not happen";
}

}  // namespace
}  // namespace converge
