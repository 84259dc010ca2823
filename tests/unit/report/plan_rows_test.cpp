// SPDX-License-Identifier: MIT
#include "engine/report/plan_rows.h"

#include <gtest/gtest.h>

#include "tests/unit/report/samples.h"

namespace converge {
namespace {

using samples::Host;
using samples::step;

/// The rows of a host's only resource.
std::string rows(const Host& host, std::size_t width = 100) {
  PlanTextOptions options;
  options.style.width = width;
  return plan_rows(host.catalog, host.plan, 0, options);
}

/// A host with one resource, with a decision and the words that go with it.
Host with(Decision decision, const std::string& cause = "") {
  Host host;
  host.add("file", "/a", decision, "site.yaml:5:7").cause = cause;
  return host;
}

TEST(Head, has_the_reasons_in_words) {
  Host host = with(Decision::change);
  const std::pair<Reason, std::string> words[] = {{Reason::first_run, "  first run"},
                                                  {Reason::pending, "  pending"},
                                                  {Reason::drift, "  drift"},
                                                  {Reason::undone, "  undone"},
                                                  {Reason::refresh, ""},
                                                  {Reason::owed, "  owed by an earlier run"}};
  for (const auto& [reason, text] : words) {
    host.plan.resources[0].reasons = {reason};
    EXPECT_EQ(rows(host), "~ file[/a]  (site.yaml:5:7)" + text + "\n");
  }
  host.plan.resources[0].reasons = {Reason::action};
  EXPECT_EQ(rows(host), "! file[/a]  (site.yaml:5:7)  will run\n");
  host.plan.resources[0].reasons = {Reason::pending, Reason::refresh, Reason::drift};
  EXPECT_EQ(rows(host), "~ file[/a]  (site.yaml:5:7)  pending, drift\n");
}

TEST(Head, says_why_a_resource_is_held) {
  EXPECT_EQ(rows(with(Decision::after_apply, "apt[x]")), "? file[/a]  (site.yaml:5:7)  known only after apt[x]\n");
  EXPECT_EQ(rows(with(Decision::after_apply)), "? file[/a]  (site.yaml:5:7)  known only after apply\n");
  EXPECT_EQ(rows(with(Decision::deferred, "it is night")), "= file[/a]  (site.yaml:5:7)  deferred: it is night\n");
  EXPECT_EQ(rows(with(Decision::deferred)), "= file[/a]  (site.yaml:5:7)  deferred\n");
  EXPECT_EQ(rows(with(Decision::blocked, "file[/b]")), "= file[/a]  (site.yaml:5:7)  blocked by file[/b]\n");
  EXPECT_EQ(rows(with(Decision::blocked)), "= file[/a]  (site.yaml:5:7)  blocked\n");
  EXPECT_EQ(rows(with(Decision::unsupported, "no GPU")), "= file[/a]  (site.yaml:5:7)  unsupported: no GPU\n");
  EXPECT_EQ(rows(with(Decision::unknown, "who knows")), "= file[/a]  (site.yaml:5:7)  could not be read: who knows\n");
}

TEST(Head, an_error_explains_what_has_no_cause) {
  Host host = with(Decision::unsupported);
  host.plan.resources[0].error = Error{ErrorCode::unsupported, "no such thing here", {"probing"}};
  EXPECT_EQ(rows(host), "= file[/a]  (site.yaml:5:7)  unsupported: no such thing here\n");
  host.plan.resources[0].decision = Decision::unknown;
  EXPECT_EQ(rows(host), "= file[/a]  (site.yaml:5:7)  could not be read: probing: no such thing here\n");
}

TEST(Head, shows_label_and_importance) {
  Host host = with(Decision::change);
  host.catalog.resources[0].label = "the banner";
  host.catalog.resources[0].importance = Importance::high;
  EXPECT_EQ(rows(host), "~ file[/a] \"the banner\"  (site.yaml:5:7)  [high]\n");
  host.catalog.resources[0].importance = Importance::low;
  EXPECT_EQ(rows(host), "~ file[/a] \"the banner\"  (site.yaml:5:7)\n");
}

TEST(Row, has_both_sides) {
  Host host = with(Decision::change);
  host.plan.resources[0].steps = {step("mode", "0644", "0600"), step("owner", "", "www")};
  EXPECT_EQ(rows(host), "~ file[/a]  (site.yaml:5:7)\n    mode: 0644 -> 0600\n    owner: '' -> www\n");
}

TEST(Row, of_something_new_has_only_what_it_becomes) {
  Host host = with(Decision::change);
  host.plan.resources[0].steps = {step("mode", "absent", "0644"), step("content", "absent", "a\nb\n")};
  EXPECT_EQ(rows(host), "+ file[/a]  (site.yaml:5:7)\n    mode: 0644\n    content:\n      + a\n      + b\n");
}

TEST(Row, marks_what_it_interrupts) {
  Host host = with(Decision::change);
  const std::pair<Disruption, std::string> marks[] = {{Disruption::none, ""},
                                                      {Disruption::reload, "  (reloads)"},
                                                      {Disruption::restart, "  (restarts)"},
                                                      {Disruption::gpu_reset, "  (resets the GPU)"},
                                                      {Disruption::reboot, "  (reboots)"}};
  for (const auto& [disruption, mark] : marks) {
    host.plan.resources[0].steps = {step("state", "a", "b", disruption)};
    EXPECT_EQ(rows(host), "~ file[/a]  (site.yaml:5:7)\n    state: a -> b" + mark + "\n");
    host.plan.resources[0].steps = {step("state", "a\n", "b\n", disruption)};
    EXPECT_EQ(rows(host), "~ file[/a]  (site.yaml:5:7)\n    state:" + mark + "\n      - a\n      + b\n");
  }
}

TEST(Row, that_does_not_fit_takes_two_lines) {
  Host host = with(Decision::change);
  host.plan.resources[0].steps = {step("x", "123456789", "abcdefghi")};
  EXPECT_EQ(rows(host, 29), "~ file[/a]  (site.yaml:5:7)\n    x: 123456789 -> abcdefghi\n");
  EXPECT_EQ(rows(host, 28), "~ file[/a]  (site.yaml:5:7)\n    x: 123456789\n    -> abcdefghi\n");
}

TEST(Sign, create_needs_that_nothing_was_there) {
  Host host;
  PlannedResource& planned = host.add("file", "/a", Decision::change);
  planned.steps = {step("mode", "absent", "0644")};
  EXPECT_EQ(sign_of(host.catalog.resources[0], planned), Sign::create);
  planned.observations = {{"state", "absent"}};
  EXPECT_EQ(sign_of(host.catalog.resources[0], planned), Sign::create);
  planned.observations = {{"mode", "0600"}};  // a key is added to a file that is there
  EXPECT_EQ(sign_of(host.catalog.resources[0], planned), Sign::change);
  planned.observations.clear();
  planned.steps.push_back(step("owner", "root", "www"));
  EXPECT_EQ(sign_of(host.catalog.resources[0], planned), Sign::change);
}

TEST(Sign, there_is_one_for_each_decision) {
  Host host;
  PlannedResource& planned = host.add("file", "/a", Decision::change);
  Resource& resource = host.catalog.resources[0];
  planned.steps = {step("state", "present", "absent")};
  EXPECT_EQ(sign_character(sign_of(resource, planned)), '~');
  resource.attributes.set("state", Value::string("absent"));
  EXPECT_EQ(sign_character(sign_of(resource, planned)), '-');
  planned.reasons = {Reason::action};
  EXPECT_EQ(sign_character(sign_of(resource, planned)), '!');
  planned.decision = Decision::after_apply;
  EXPECT_EQ(sign_character(sign_of(resource, planned)), '?');
  for (const Decision held : {Decision::deferred, Decision::blocked, Decision::unsupported, Decision::unknown}) {
    planned.decision = held;
    EXPECT_EQ(sign_character(sign_of(resource, planned)), '=') << decision_name(held);
  }
}

TEST(Refresh, names_only_those_who_change_in_this_run) {
  Host host;
  host.add("file", "/a", Decision::in_sync);
  host.add("file", "/b", Decision::change);
  host.add("file", "/c", Decision::after_apply);
  for (std::size_t i = 0; i < 3; ++i) host.catalog.resources[i].notify = {Notify{3, Refresh::reload}};
  host.add("systemd", "u", Decision::change).refresh = Refresh::reload;
  const std::string rows = plan_rows(host.catalog, host.plan, 3, {});
  EXPECT_EQ(rows, "~ systemd[u]\n    reload asked for by file[/b], file[/c]\n");
}

}  // namespace
}  // namespace converge
