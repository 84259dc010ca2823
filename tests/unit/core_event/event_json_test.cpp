// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "engine/core/event.h"
#include "tests/fakes/golden.h"

namespace converge {
namespace {

const ResourceId motd{"file", "/etc/motd"};
const ResourceId docker{"systemd", "docker.service"};

PlannedResource full_plan_row() {
  PlannedResource planned;
  planned.decision = Decision::change;
  planned.reasons = {Reason::drift, Reason::refresh};
  planned.cause = "file[/etc/docker/daemon.json]";
  planned.steps = {Step{{"mode", "0644", "0600", Sensitivity::open}, Disruption::none},
                   Step{{"state", "running", "restarted", Sensitivity::open}, Disruption::restart},
                   Step{{"content", "3 lines", "4 lines", Sensitivity::open}, Disruption::none}};
  planned.diffs = {"--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n"};
  planned.refresh = Refresh::restart;
  planned.observations = {{"mode", "0644"}};
  planned.fingerprint = "0123";
  planned.error = Error{ErrorCode::denied, "Permission denied", {"opening /etc/motd", "probing"}};
  return planned;
}

PlannedResource secret_plan_row() {
  PlannedResource planned;
  planned.decision = Decision::change;
  planned.steps = {Step{{"password", "hunter1", "hunter2", Sensitivity::secret}, Disruption::none}};
  planned.diffs = {"-hunter1\n+hunter2\n"};
  return planned;
}

ResourceFinished full_finish() {
  ResourceFinished event;
  event.resource = motd;
  event.origin = parse_span("site.yaml:5:7");
  event.outcome = Outcome::failed;
  event.deltas = {{"content", "absent", "3 lines", Sensitivity::open},
                  {"key", "hunter2", "*****", Sensitivity::secret}};
  event.cause = "apt[jq]";
  event.output = "line 1\nline \"2\"\t\x1b[0m\n";
  event.error = Error{ErrorCode::io, "No space left on device", {}};
  event.elapsed = Milliseconds(12);
  return event;
}

std::vector<Event> all_events() {
  return {
      RunStarted{"20261122T101500-ab12", "web1", "apply", "4f2c", "/srv/site", 1000, "0.1.0", 1795342500000},
      ResourcePlanned{motd, "the banner", parse_span("site.yaml:5:7"), full_plan_row()},
      ResourcePlanned{docker, "", Span{}, PlannedResource{}},
      ResourcePlanned{motd, "", Span{}, secret_plan_row()},
      PlanFinished{
          990, 4, 3, 1, 0, 1, 1, 0, 0, {Orphan{docker, "file[/etc/docker/daemon.json]", "20261121T090000-0001"}}},
      ResourceStarted{motd},
      full_finish(),
      ResourceFinished{docker, Span{}, Outcome::changed, {}, "", "", std::nullopt, Milliseconds(0)},
      TriggerOwed{docker, Refresh::reload, {motd, ResourceId{"file", "/etc/a[1]"}}},
      TriggerFired{docker},
      RunFinished{"20261122T101500-ab12", 994, 3, 1, 0, 2, 0, 0, 0, 1, Milliseconds(1234),
                  {OwedTrigger{docker, motd, Refresh::reload, "20261122T101500-ab12"}}},
  };
}

TEST(EventJson, lines_are_as_documented) {
  std::string lines;
  for (const Event& event : all_events()) lines += to_json_line(event) + "\n";
  expect_golden("core_event/events.jsonl", lines);
}

TEST(EventJson, every_event_reads_back_to_the_same_line) {
  for (const Event& event : all_events()) {
    const std::string line = to_json_line(event);
    const auto back = parse_event(line);
    ASSERT_TRUE(back) << line << "\n" << back.error().text();
    EXPECT_EQ(back->index(), event.index()) << line;
    EXPECT_EQ(to_json_line(*back), line);
  }
}

TEST(EventJson, what_reads_back_is_what_was_written) {
  const auto back = parse_event(to_json_line(full_finish()));
  ASSERT_TRUE(back);
  const auto& finished = std::get<ResourceFinished>(*back);
  const ResourceFinished expected = full_finish();
  EXPECT_EQ(finished.resource, expected.resource);
  EXPECT_EQ(finished.origin.text(), "site.yaml:5:7");
  EXPECT_EQ(finished.outcome, Outcome::failed);
  EXPECT_EQ(finished.deltas[0], expected.deltas[0]);
  EXPECT_EQ(finished.cause, expected.cause);
  EXPECT_EQ(finished.output, expected.output);
  EXPECT_EQ(finished.error, expected.error);
  EXPECT_EQ(finished.elapsed, expected.elapsed);
}

TEST(EventJson, plan_rows_read_back) {
  const auto back = parse_event(to_json_line(ResourcePlanned{motd, "the banner", {}, full_plan_row()}));
  ASSERT_TRUE(back);
  const auto& event = std::get<ResourcePlanned>(*back);
  const PlannedResource expected = full_plan_row();
  EXPECT_EQ(event.label, "the banner");
  EXPECT_FALSE(event.origin.known());
  EXPECT_EQ(event.planned.decision, expected.decision);
  EXPECT_EQ(event.planned.reasons, expected.reasons);
  EXPECT_EQ(event.planned.steps[1], expected.steps[1]);
  EXPECT_EQ(event.planned.diffs, expected.diffs);
  EXPECT_EQ(event.planned.refresh, expected.refresh);
  EXPECT_EQ(event.planned.fingerprint, expected.fingerprint);
  EXPECT_EQ(event.planned.error, expected.error);
}

TEST(EventJson, secret_values_never_reach_the_line) {
  for (const Event& event : all_events()) {
    const std::string line = to_json_line(event);
    EXPECT_EQ(line.find("hunter"), std::string::npos) << line;
  }
  const auto back = parse_event(to_json_line(full_finish()));
  ASSERT_TRUE(back);
  const Delta expected{"key", "", "", Sensitivity::secret};
  EXPECT_EQ(std::get<ResourceFinished>(*back).deltas[1], expected);
}

TEST(EventJson, every_word_of_the_closed_sets_reads_back) {
  for (int i = 0; i <= static_cast<int>(Outcome::timed_out); ++i) {
    ResourceFinished event = full_finish();
    event.outcome = static_cast<Outcome>(i);
    EXPECT_EQ(std::get<ResourceFinished>(*parse_event(to_json_line(event))).outcome, event.outcome);
  }
  for (int i = 0; i <= static_cast<int>(Decision::unknown); ++i) {
    PlannedResource planned;
    planned.decision = static_cast<Decision>(i);
    const auto back = parse_event(to_json_line(ResourcePlanned{motd, "", {}, planned}));
    EXPECT_EQ(std::get<ResourcePlanned>(*back).planned.decision, planned.decision);
  }
  for (int i = 0; i <= static_cast<int>(Reason::undone); ++i) {
    PlannedResource planned;
    planned.reasons = {static_cast<Reason>(i)};
    const auto back = parse_event(to_json_line(ResourcePlanned{motd, "", {}, planned}));
    EXPECT_EQ(std::get<ResourcePlanned>(*back).planned.reasons, planned.reasons);
  }
  for (int i = 0; i <= static_cast<int>(Disruption::reboot); ++i) {
    PlannedResource planned;
    planned.steps = {Step{{"a", "b", "c", Sensitivity::open}, static_cast<Disruption>(i)}};
    const auto back = parse_event(to_json_line(ResourcePlanned{motd, "", {}, planned}));
    EXPECT_EQ(std::get<ResourcePlanned>(*back).planned.steps, planned.steps);
  }
  for (int i = 0; i <= static_cast<int>(ErrorCode::failed); ++i) {
    ResourceFinished event = full_finish();
    event.error->code = static_cast<ErrorCode>(i);
    EXPECT_EQ(std::get<ResourceFinished>(*parse_event(to_json_line(event))).error, event.error);
  }
}

TEST(EventJson, no_cut_or_spoilt_line_is_taken_for_another_event) {
  for (const Event& event : all_events()) {
    const std::string line = to_json_line(event);
    for (std::size_t length = 0; length < line.size(); ++length) EXPECT_FALSE(parse_event(line.substr(0, length)));
    for (std::size_t i = 0; i < line.size(); ++i) {
      std::string spoilt = line;
      spoilt[i] = static_cast<char>(spoilt[i] ^ 0x11);
      const auto back = parse_event(spoilt);
      if (back) {
        EXPECT_EQ(back->index(), event.index()) << spoilt;
      }
    }
  }
}

TEST(EventJson, a_line_is_one_line) {
  for (const Event& event : all_events()) EXPECT_EQ(to_json_line(event).find('\n'), std::string::npos);
}

TEST(EventJson, unknown_fields_are_skipped) {
  const auto event = parse_event(R"({"event":"trigger_fired","v":1,"resource":"file[/a]","since":{"x":[1]}})");
  ASSERT_TRUE(event) << event.error().text();
  EXPECT_EQ(std::get<TriggerFired>(*event).resource, (ResourceId{"file", "/a"}));
}

TEST(EventJson, unknown_events_and_versions_are_unsupported) {
  for (const char* line : {R"({"event":"coffee_made","v":1})", R"({"event":"trigger_fired","v":2,"resource":"a[b]"})",
                           R"({"event":"trigger_fired","resource":"a[b]"})"}) {
    const auto event = parse_event(line);
    ASSERT_FALSE(event) << line;
    EXPECT_EQ(event.error().code, ErrorCode::unsupported) << line;
  }
}

TEST(EventJson, malformed_lines_are_invalid_and_say_where) {
  for (const char* line :
       {"", "[]", "{", R"({"v":1})", R"({"event":7,"v":1})", R"({"event":"trigger_fired","v":1})",
        R"({"event":"trigger_fired","v":1,"resource":"nobrackets"})",
        R"({"event":"trigger_fired","v":-1,"resource":"a[b]"})",
        R"({"event":"resource_finished","v":1,"resource":"a[b]"})",
        R"({"event":"resource_finished","v":1,"resource":"a[b]","outcome":"fine"})",
        R"({"event":"resource_finished","v":1,"resource":"a[b]","outcome":"changed","deltas":{}})",
        R"({"event":"resource_finished","v":1,"resource":"a[b]","outcome":"changed","deltas":[1]})",
        R"({"event":"resource_finished","v":1,"resource":"a[b]","outcome":"changed","deltas":[{"before":"x"}]})",
        R"({"event":"resource_finished","v":1,"resource":"a[b]","outcome":"changed","elapsed_ms":"1"})",
        R"({"event":"resource_finished","v":1,"resource":"a[b]","outcome":"changed","error":{"code":"oops"}})",
        R"({"event":"resource_planned","v":1,"resource":"a[b]"})",
        R"({"event":"resource_planned","v":1,"resource":"a[b]","decision":"change","reasons":["why"]})",
        R"({"event":"resource_planned","v":1,"resource":"a[b]","decision":"change","diffs":[1]})",
        R"({"event":"run_started","v":1,"run":"r","host":"h"})"}) {
    const auto event = parse_event(line);
    ASSERT_FALSE(event) << line;
    EXPECT_EQ(event.error().code, ErrorCode::invalid) << line;
    EXPECT_EQ(event.error().text().rfind("reading an event line: ", 0), 0U) << event.error().text();
  }
}

}  // namespace
}  // namespace converge
