// SPDX-License-Identifier: MIT
#include "engine/report/plan_text.h"

#include <gtest/gtest.h>

#include "tests/fakes/golden.h"
#include "tests/unit/report/samples.h"

namespace converge {
namespace {

using samples::Host;
using samples::step;

std::string render(const Host& host, const PlanTextOptions& options = {}) {
  return plan_text(host.catalog, host.plan, options);
}

TEST(PlanText, everything_that_a_plan_can_say) { expect_golden("report/plan.txt", render(samples::everything())); }

TEST(PlanText, with_diffs_and_colours) {
  PlanTextOptions options;
  options.style.colour = Colour::always;
  options.diffs = DiffRows::shown;
  expect_golden("report/plan_colour.txt", render(samples::everything(), options));
}

TEST(PlanText, on_a_narrow_page) {
  PlanTextOptions options;
  options.style.width = 40;
  Host host;
  host.add("file", "/etc/x", Decision::change).steps = {
      step("target", "/usr/lib/systemd/system/old.target", "/usr/lib/systemd/system/new.target")};
  expect_golden("report/plan_narrow.txt", render(host, options));
}

TEST(PlanText, in_sync_is_one_line) {
  Host host;
  host.plan.host = "web1";
  for (int i = 0; i < 1000; ++i) host.add("file", "/f" + std::to_string(i), Decision::in_sync);
  PlanTextOptions options;
  options.elapsed = std::chrono::milliseconds(38);
  EXPECT_EQ(render(host, options), "web1: in sync (1000 resources checked in 38 ms)\n");
  options.elapsed.reset();
  EXPECT_EQ(render(host, options), "web1: in sync (1000 resources checked)\n");
}

TEST(PlanText, before_an_apply_nothing_is_said_about_what_was_not_changed) {
  Host host;
  host.add("file", "/a", Decision::change).steps = {step("mode", "0644", "0600")};
  PlanTextOptions options;
  EXPECT_TRUE(render(host, options).ends_with("\nPlan: 1 to change, 0 in sync. Nothing was changed.\n"));
  options.purpose = PlanPurpose::before_apply;
  EXPECT_TRUE(render(host, options).ends_with("\nPlan: 1 to change, 0 in sync.\n"));
}

TEST(PlanText, an_orphan_alone_is_not_in_sync) {
  Host host;
  host.add("file", "/a", Decision::in_sync);
  host.plan.orphans = {Orphan{{"systemd", "x"}, "file[/a]", "run-1"}};
  const std::string text = render(host);
  EXPECT_NE(text.find("  systemd[x], because file[/a] changed in run run-1\n"), std::string::npos) << text;
}

TEST(PlanText, secrets_and_their_diffs_are_not_shown) {
  PlanTextOptions options;
  options.diffs = DiffRows::shown;
  const std::string text = render(samples::everything(), options);
  EXPECT_EQ(text.find("hunter"), std::string::npos) << text;
  EXPECT_NE(text.find("content: (secret)"), std::string::npos) << text;
}

TEST(PlanText, nothing_in_it_can_play_with_the_terminal) {
  Host host;
  PlannedResource& planned = host.add("file", "/\x1b[2J", Decision::change);
  planned.steps = {step("con\x1btent", "a\x1b", "b\n\x1b[H")};
  planned.diffs = {"+\x1b[31m\n"};
  host.catalog.resources[0].label = "\x1b]0;\x07";
  host.add("file", "/b", Decision::blocked).cause = "\x1b";
  PlanTextOptions options;
  options.diffs = DiffRows::shown;
  EXPECT_EQ(render(host, options).find('\x1b'), std::string::npos);
}

TEST(PlanText, long_values_with_lines_are_quoted_in_part) {
  Host host;
  std::string script;
  for (int i = 1; i <= 30; ++i) script += "line " + std::to_string(i) + "\n";
  host.add("command", "x", Decision::change).steps = {step("shell", "old\n", script)};
  const std::string text = render(host);
  EXPECT_NE(text.find("      - old\n"), std::string::npos) << text;
  EXPECT_NE(text.find("      + line 10\n      + ... 20 more lines\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace converge
