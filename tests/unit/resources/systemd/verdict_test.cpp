// SPDX-License-Identifier: MIT
// What is said about a unit that was started and watched.
#include "resources/systemd/verdict.h"

#include <gtest/gtest.h>

namespace converge {
namespace {

using systemd::UnitHealth;

std::string fault(UnitHealth health) { return systemd::fault_of("app.service", health, std::chrono::seconds(2)); }

UnitHealth health(const std::string& active, const std::string& sub = "") {
  UnitHealth made;
  made.active = active;
  made.sub = sub;
  return made;
}

TEST(Verdict, what_runs_is_fine) {
  EXPECT_EQ(fault(health("active", "running")), "");
  EXPECT_EQ(fault(health("active", "exited")), "");
  EXPECT_EQ(fault(health("reloading")), "");
}

TEST(Verdict, a_crash_loop_is_a_fault_while_it_happens_to_run) {
  UnitHealth loop = health("active", "running");
  loop.restarts = 3;
  loop.ending = "exit code 1";
  loop.result = "exit-code";
  EXPECT_EQ(
      fault(loop),
      "app.service does not stay up: it ended (exit code 1), and systemd has started it again 3 times within 2 s");
  UnitHealth waiting = health("activating", "auto-restart");
  waiting.ending = "ended by SIGSEGV";
  waiting.result = "signal";
  EXPECT_EQ(fault(waiting), "app.service does not stay up: it ended (ended by SIGSEGV)");
}

TEST(Verdict, what_failed_says_how) {
  UnitHealth failed = health("failed", "failed");
  failed.result = "exit-code";
  failed.ending = "exit code 203";
  EXPECT_EQ(fault(failed), "app.service failed after it was started (exit code 203)");
  failed.result = "oom-kill";
  EXPECT_EQ(fault(failed), "app.service failed after it was started (oom-kill)");
}

TEST(Verdict, what_ended_well_but_should_go_on_is_told_by_its_type) {
  UnitHealth ended = health("inactive", "dead");
  ended.ending = "exit code 0";
  ended.type = "simple";
  EXPECT_EQ(fault(ended), "app.service ended by itself (exit code 0), where it should go on running");
  ended.type = "oneshot";
  EXPECT_NE(fault(ended).find("as a unit of Type=oneshot does"), std::string::npos);
  ended.failed_condition = "ConditionPathExists=/dev/nvidia0";
  EXPECT_EQ(fault(ended),
            "app.service was not started because its ConditionPathExists=/dev/nvidia0 does not hold here");
}

TEST(Verdict, what_is_still_on_its_way_is_told_so) {
  EXPECT_EQ(fault(health("activating", "start-pre")), "app.service is still activating (start-pre)");
}

}  // namespace
}  // namespace converge
