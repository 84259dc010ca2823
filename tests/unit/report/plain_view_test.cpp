// SPDX-License-Identifier: MIT
#include "engine/report/plain_view.h"

#include <gtest/gtest.h>

#include "engine/report/json_view.h"
#include "tests/fakes/golden.h"
#include "tests/unit/report/samples.h"

namespace converge {
namespace {

std::string render(const std::vector<Event>& events, TextStyle style = {}) {
  std::string out;
  PlainView view([&](std::string_view text) { out += text; }, style);
  for (const Event& event : events) view.on(event);
  return out;
}

RunStarted started(std::size_t resources) {
  RunStarted event;
  event.host = "web1";
  event.resources = resources;
  return event;
}

RunFinished finished(std::size_t unchanged) {
  RunFinished event;
  event.run = "r1";
  event.unchanged = unchanged;
  event.elapsed = Milliseconds(38);
  return event;
}

TEST(PlainView, a_run_with_a_bit_of_everything) { expect_golden("report/run.txt", render(samples::eventful_run())); }

TEST(PlainView, in_colour) {
  expect_golden("report/run_colour.txt", render(samples::eventful_run(), {Colour::always, 100}));
}

TEST(PlainView, in_sync_is_one_line) {
  EXPECT_EQ(render({started(1000), PlanFinished{}, finished(1000)}),
            "web1: in sync (1000 resources checked in 38 ms)\n");
}

TEST(PlainView, unchanged_resources_get_no_line) {
  ResourceFinished event;
  event.resource = {"file", "/a"};
  EXPECT_EQ(render({started(1), ResourceStarted{event.resource}, event}), "");
}

TEST(PlainView, owed_triggers_alone_are_not_in_sync) {
  RunFinished end = finished(3);
  end.owed = 1;
  end.owed_triggers = {{{"systemd", "u"}, {"file", "/a"}, Refresh::restart, "r1"}};
  const std::string text = render({started(3), end});
  EXPECT_EQ(text,
            "1 refresh is owed:\n"
            "  restart systemd[u], because file[/a] changed; the next apply makes up for it\n"
            "web1: 3 unchanged in 38 ms (run r1)\n");
}

TEST(PlainView, the_strongest_of_two_owed_refreshes_is_listed_with_both_causes) {
  RunFinished end = finished(3);
  end.owed = 1;
  end.owed_triggers = {{{"systemd", "u"}, {"file", "/a"}, Refresh::restart, "r1"},
                       {{"systemd", "u"}, {"file", "/b"}, Refresh::reload, "r1"}};
  const std::string text = render({started(3), end});
  EXPECT_NE(text.find("restart systemd[u], because file[/a], file[/b] changed"), std::string::npos) << text;
}

TEST(PlainView, the_output_of_what_went_well_is_not_shown) {
  ResourceFinished event;
  event.resource = {"command", "x"};
  event.outcome = Outcome::changed;
  event.output = "noise\n";
  EXPECT_EQ(render({event}), "changed  command[x]  (0 ms)\n");
}

TEST(PlainView, nothing_in_it_can_play_with_the_terminal) {
  ResourceFinished event;
  event.resource = {"command", "\x1b[2J"};
  event.outcome = Outcome::failed;
  event.deltas = {{"\x1b", "\x1b", "\x1b\n\x1b", Sensitivity::open}};
  event.cause = "\x1b";
  event.output = "a\rb\x1b[31m\n\x07\n";
  event.error = Error{ErrorCode::failed, "\x1b", {"\x1b"}};
  const std::string text = render({event});
  EXPECT_EQ(text.find_first_of("\x1b\x07\r"), std::string::npos) << text;
}

TEST(JsonView, writes_one_line_for_each_event) {
  std::string out;
  JsonView view([&](std::string_view text) { out += text; });
  std::string expected;
  for (const Event& event : samples::eventful_run()) {
    view.on(event);
    expected += to_json_line(event) + "\n";
  }
  EXPECT_EQ(out, expected);
}

}  // namespace
}  // namespace converge
