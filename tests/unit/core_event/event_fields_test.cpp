// SPDX-License-Identifier: MIT
// What a line must have, may have, and may not have, field by field.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/core/event.h"
#include "engine/core/json.h"

namespace converge {
namespace {

/// A line with every field, the fields without which it is no event, and how
/// each field may not be spelled.
struct LineCase {
  std::string event;
  std::string line;
  std::vector<std::string> required;
  std::vector<std::pair<std::string, std::string>> refused;  ///< field -> JSON value
};

const std::vector<LineCase>& cases() {
  static const std::vector<LineCase> all = {
      {"run_started",
       R"({"event":"run_started","v":1,"run":"r","host":"h","command":"plan","resources":3,"unix_ms":5,"tool":"t"})",
       {"event", "v", "run", "host", "command"},
       {{"resources", "-1"}, {"resources", "\"3\""}, {"unix_ms", "1.5"}, {"tool", "7"}, {"run", "null"}}},
      {"resource_planned",
       R"({"event":"resource_planned","v":1,"resource":"a[b]","decision":"change","reasons":["drift"],)"
       R"("steps":[{"attribute":"x","before":"1","after":"2","disruption":"reload"}],"refresh":"restart"})",
       {"event", "v", "resource", "decision"},
       {{"decision", "\"maybe\""},
        {"reasons", "\"drift\""},
        {"reasons", "[1]"},
        {"refresh", "\"harder\""},
        {"steps", "[{}]"},
        {"steps", "[{\"attribute\":\"x\",\"disruption\":\"boom\"}]"},
        {"diffs", "[null]"},
        {"error", "{}"},
        {"error", "\"bad\""},
        {"origin", "7"}}},
      {"plan_finished",
       R"({"event":"plan_finished","v":1,"change":2,"orphans":[{"resource":"a[b]","cause":"c[d]","run":"r"}]})",
       {"event", "v"},
       {{"change", "-2"}, {"orphans", "{}"}, {"orphans", "[{}]"}, {"orphans", "[{\"resource\":\"x\"}]"}}},
      {"resource_started",
       R"({"event":"resource_started","v":1,"resource":"a[b]"})",
       {"event", "v", "resource"},
       {{"resource", "\"ab\""}, {"resource", "\"[b]\""}, {"resource", "\"a[]\""}, {"resource", "[]"}}},
      {"resource_finished",
       R"({"event":"resource_finished","v":1,"resource":"a[b]","outcome":"failed","elapsed_ms":3,)"
       R"("error":{"code":"io","message":"m","context":["c"]},"deltas":[{"attribute":"x","secret":true}]})",
       {"event", "v", "resource", "outcome"},
       {{"outcome", "\"fine\""},
        {"elapsed_ms", "-1"},
        {"error", "{\"code\":\"io\"}"},
        {"error", "{\"code\":\"EIO\",\"message\":\"m\"}"},
        {"error", "{\"message\":\"m\",\"code\":\"io\",\"context\":[1]}"},
        {"deltas", "[[]]"},
        {"deltas", "[{\"attribute\":\"x\",\"secret\":\"yes\"}]"},
        {"output", "{}"},
        {"cause", "1"}}},
      {"trigger_owed",
       R"({"event":"trigger_owed","v":1,"resource":"a[b]","refresh":"reload","causes":["c[d]"]})",
       {"event", "v", "resource"},
       {{"refresh", "\"often\""}, {"causes", "[\"c\"]"}, {"causes", "\"c[d]\""}}},
      {"trigger_fired", R"({"event":"trigger_fired","v":1,"resource":"a[b]"})", {"event", "v", "resource"}, {}},
      {"run_finished",
       R"({"event":"run_finished","v":1,"run":"r","changed":1,"owed":2,"elapsed_ms":9})",
       {"event", "v", "run"},
       {{"changed", "true"}, {"owed", "-2"}, {"elapsed_ms", "null"}, {"owed_triggers", "[{\"resource\":\"a[b]\"}]"}}},
  };
  return all;
}

/// The line with a field set to another value, or without it.
std::string with(const std::string& line, const std::string& field, const std::string& value) {
  Value object = *parse_json(line);
  if (value.empty())
    std::erase_if(object.entries(), [&](const Entry& entry) { return entry.key == field; });
  else
    object.set(field, *parse_json(value));
  return to_json(object);
}

TEST(EventFields, the_samples_are_good) {
  for (const LineCase& each : cases()) {
    const auto event = parse_event(each.line);
    ASSERT_TRUE(event) << each.line << "\n" << event.error().text();
    EXPECT_EQ(parse_json(to_json_line(*event))->find("event")->text(), each.event);
  }
}

TEST(EventFields, what_is_required_cannot_be_left_out) {
  for (const LineCase& each : cases())
    for (const std::string& field : each.required)
      EXPECT_FALSE(parse_event(with(each.line, field, ""))) << each.event << " " << field;
}

TEST(EventFields, everything_else_can) {
  for (const LineCase& each : cases()) {
    const Value object = *parse_json(each.line);
    for (const Entry& entry : object.entries()) {
      const bool required = std::find(each.required.begin(), each.required.end(), entry.key) != each.required.end();
      EXPECT_EQ(parse_event(with(each.line, entry.key, "")).has_value(), !required) << each.event << " " << entry.key;
    }
  }
}

TEST(EventFields, a_wrong_value_is_named) {
  for (const LineCase& each : cases()) {
    for (const auto& [field, value] : each.refused) {
      const auto event = parse_event(with(each.line, field, value));
      ASSERT_FALSE(event) << each.event << " " << field << " " << value;
      EXPECT_EQ(event.error().code, ErrorCode::invalid);
      EXPECT_NE(event.error().text().find("reading an event line: "), std::string::npos) << event.error().text();
    }
  }
}

TEST(EventFields, the_message_says_which_event_and_what_is_wrong) {
  const auto event = parse_event(R"({"event":"resource_finished","v":1,"resource":"a[b]","outcome":"fine"})");
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().text(), "reading an event line: resource_finished: 'fine' is no known outcome");
}

TEST(EventFields, counts_come_back_each_in_its_place) {
  const RunFinished sent{"r", 1, 2, 3, 4, 5, 6, 7, 8, 9, Milliseconds(10)};
  const auto back = parse_event(to_json_line(sent));
  ASSERT_TRUE(back);
  const auto& run = std::get<RunFinished>(*back);
  EXPECT_EQ(run.unchanged, 1U);
  EXPECT_EQ(run.changed, 2U);
  EXPECT_EQ(run.failed, 3U);
  EXPECT_EQ(run.not_converged, 4U);
  EXPECT_EQ(run.skipped, 5U);
  EXPECT_EQ(run.deferred, 6U);
  EXPECT_EQ(run.canceled, 7U);
  EXPECT_EQ(run.timed_out, 8U);
  EXPECT_EQ(run.owed, 9U);
  EXPECT_EQ(run.elapsed, Milliseconds(10));
}

TEST(EventFields, the_plan_s_counts_come_back_each_in_its_place) {
  PlanFinished sent;
  std::size_t* const counts[] = {&sent.in_sync, &sent.not_due, &sent.change,      &sent.after_apply, &sent.deferred,
                                 &sent.blocked, &sent.assumed, &sent.unsupported, &sent.unknown};
  std::size_t number = 0;
  for (std::size_t* count : counts) *count = ++number;
  const auto back = parse_event(to_json_line(sent));
  ASSERT_TRUE(back);
  const auto& plan = std::get<PlanFinished>(*back);
  EXPECT_EQ(plan.in_sync, sent.in_sync);
  EXPECT_EQ(plan.not_due, sent.not_due);
  EXPECT_EQ(plan.change, sent.change);
  EXPECT_EQ(plan.after_apply, sent.after_apply);
  EXPECT_EQ(plan.deferred, sent.deferred);
  EXPECT_EQ(plan.blocked, sent.blocked);
  EXPECT_EQ(plan.assumed, sent.assumed);
  EXPECT_EQ(plan.unsupported, sent.unsupported);
  EXPECT_EQ(plan.unknown, sent.unknown);
}

}  // namespace
}  // namespace converge
