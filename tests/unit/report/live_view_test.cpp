// SPDX-License-Identifier: MIT
#include "engine/report/live_view.h"

#include <gtest/gtest.h>

#include <memory>

#include "engine/report/plain_view.h"
#include "engine/report/ticker.h"
#include "tests/fakes/golden.h"
#include "tests/unit/report/fake_terminal.h"
#include "tests/unit/report/samples.h"

namespace converge {
namespace {

class SetClock final : public Clock {
 public:
  std::chrono::milliseconds now{1'000'000};
  [[nodiscard]] std::int64_t unix_ms() const override { return now.count(); }
  [[nodiscard]] std::chrono::milliseconds steady() const override { return now; }
};

class LiveViewTest : public ::testing::Test {
 protected:
  FakeTerminal terminal;
  SetClock clock;
  std::unique_ptr<LiveView> view = std::make_unique<LiveView>(terminal, clock, TextStyle{});

  void after(int ms, const Event& event) {
    clock.now += std::chrono::milliseconds(ms);
    view->on(event);
  }
  void start(std::size_t change = 4) {
    RunStarted run;
    run.host = "web1";
    run.command = "apply";
    run.resources = 1000;
    view->on(run);
    PlanFinished plan;
    plan.in_sync = 1000 - change;
    plan.change = change;
    after(200, plan);
  }
  static ResourceId file(int number) { return {"file", "/etc/" + std::to_string(number)}; }
  static ResourceFinished finished(int number, Outcome outcome = Outcome::changed) {
    ResourceFinished event;
    event.resource = file(number);
    event.outcome = outcome;
    return event;
  }
  void TearDown() override {
    view.reset();
    EXPECT_TRUE(terminal.cursor_shown);
    EXPECT_EQ(terminal.complaints, "");
  }
};

TEST_F(LiveViewTest, says_that_it_reads_before_there_is_a_plan) {
  RunStarted run;
  run.host = "web1";
  run.resources = 1000;
  view->on(run);
  EXPECT_EQ(terminal.screen(), "web1  reading 1000 resources  0 s");
  EXPECT_FALSE(terminal.cursor_shown);
  clock.now += std::chrono::seconds(3);
  view->tick();
  EXPECT_EQ(terminal.screen(), "web1  reading 1000 resources  3 s");
}

TEST_F(LiveViewTest, shows_what_runs_and_how_far_it_is) {
  start();
  after(100, ResourceStarted{file(1)});
  after(2000, ResourceStarted{file(2)});
  EXPECT_EQ(terminal.screen(),
            "  file[/etc/1]  2 s\n"
            "  file[/etc/2]  0 s\n"
            "web1  [--------------------]  0 of 4  2 s");
  after(100, finished(1));
  EXPECT_EQ(terminal.screen(),
            "changed  file[/etc/1]  (0 ms)\n"
            "  file[/etc/2]  0 s\n"
            "web1  [#####---------------]  1 of 4, 1 changed  2 s");
  after(100, finished(2, Outcome::failed));
  EXPECT_EQ(terminal.screen(),
            "changed  file[/etc/1]  (0 ms)\n"
            "failed   file[/etc/2]  (0 ms)\n"
            "web1  [##########----------]  2 of 4, 1 changed, 1 failed  2 s");
}

TEST_F(LiveViewTest, redraws_at_most_ten_times_a_second) {
  start(1000);
  const std::size_t before = terminal.writes.size();
  for (int i = 0; i < 1000; ++i) after(1, finished(i));
  EXPECT_LE(terminal.writes.size() - before, 11U);
  EXPECT_GE(terminal.writes.size() - before, 9U);
}

TEST_F(LiveViewTest, loses_no_line_between_two_redraws) {
  start(1000);
  for (int i = 0; i < 1000; ++i) after(1, finished(i));
  RunFinished end;
  end.changed = 1000;
  end.run = "r1";
  after(0, end);
  std::string expected;
  for (int i = 0; i < 1000; ++i) expected += "changed  file[/etc/" + std::to_string(i) + "]  (0 ms)\n";
  EXPECT_EQ(terminal.screen(), expected + "web1: 1000 changed in 0 ms (run r1)\n");
}

TEST_F(LiveViewTest, leaves_what_a_plain_view_writes) {
  std::string plain;
  PlainView lines([&](std::string_view text) { plain += text; }, {});
  terminal.window.columns = 300;
  for (const Event& event : samples::eventful_run()) {
    lines.on(event);
    after(70, event);
  }
  EXPECT_EQ(terminal.screen(), plain);
  EXPECT_TRUE(terminal.cursor_shown);
}

TEST_F(LiveViewTest, a_view_that_is_destroyed_in_the_middle_clears_up) {
  start();
  after(100, ResourceStarted{file(1)});
  after(10, finished(2));
  EXPECT_FALSE(terminal.cursor_shown);
  view.reset();
  EXPECT_EQ(terminal.screen(), "changed  file[/etc/2]  (0 ms)\n");
  EXPECT_TRUE(terminal.cursor_shown);
}

TEST_F(LiveViewTest, pausing_gives_the_terminal_to_somebody_else) {
  start();
  after(100, ResourceStarted{file(1)});
  view->pause();
  EXPECT_EQ(terminal.screen(), "");
  EXPECT_TRUE(terminal.cursor_shown);
  terminal.write("Go on? yes\n");
  clock.now += std::chrono::seconds(5);
  view->tick();
  EXPECT_EQ(terminal.screen(), "Go on? yes\n");
  view->resume();
  view->tick();
  EXPECT_EQ(terminal.screen(),
            "Go on? yes\n"
            "  file[/etc/1]  5 s\n"
            "web1  [--------------------]  0 of 4  5 s");
}

TEST_F(LiveViewTest, a_window_that_becomes_narrower_leaves_nothing_behind) {
  start();
  after(100, ResourceStarted{{"file", "/a/path/that/is/quite/long/for/a/narrow/window"}});
  terminal.narrow(20);
  after(100, finished(2));
  EXPECT_EQ(terminal.screen(),
            "changed  file[/etc/2\n]  (0 ms)\n"
            "  file[/a/p...  0 s\n"
            "web1  1 of 4, 1 ...");
}

TEST_F(LiveViewTest, many_running_resources_are_counted) {
  start(100);
  terminal.window.rows = 12;
  for (int i = 0; i < 50; ++i) view->on(ResourceStarted{file(i)});
  after(100, ResourceStarted{file(50)});
  EXPECT_EQ(terminal.screen(),
            "  file[/etc/0]  0 s\n"
            "  file[/etc/1]  0 s\n"
            "  file[/etc/2]  0 s\n"
            "  ... and 48 more\n"
            "web1  [--------------------]  0 of 100  0 s");
}

TEST_F(LiveViewTest, any_window_is_large_enough) {
  for (std::size_t rows = 1; rows <= 6; ++rows) {
    for (std::size_t columns = 1; columns <= 70; columns += 3) {
      terminal.window = {rows, columns};
      LiveView small(terminal, clock, {});
      for (const Event& event : samples::eventful_run()) {
        small.on(event);
        clock.now += std::chrono::milliseconds(60);
      }
    }
  }
  EXPECT_EQ(terminal.complaints, "");
}

TEST_F(LiveViewTest, a_plan_ends_with_its_last_row) {
  RunStarted run;
  run.command = "plan";
  view->on(run);
  EXPECT_FALSE(terminal.cursor_shown);
  view->on(PlanFinished{});
  EXPECT_EQ(terminal.screen(), "");
  EXPECT_TRUE(terminal.cursor_shown);
}

TEST_F(LiveViewTest, titles_cannot_play_with_the_terminal) {
  start();
  after(100, ResourceStarted{{"file", "/\x1b[2J\n"}});
  EXPECT_EQ(terminal.screen(), "  file[/\\x1b[2J\\n]  0 s\nweb1  [--------------------]  0 of 4  0 s");
}

TEST(LiveView, ticks_come_from_another_thread) {
  FakeTerminal terminal;
  const SystemClock clock;
  {
    LiveView view(terminal, clock, {});
    const Ticker ticker(std::chrono::milliseconds(1), [&] { view.tick(); });
    for (int round = 0; round < 20; ++round)
      for (const Event& event : samples::eventful_run()) view.on(event);
  }
  EXPECT_EQ(terminal.complaints, "");
  EXPECT_TRUE(terminal.cursor_shown);
  EXPECT_TRUE(terminal.screen().ends_with("(run 20261122T101500-ab12)\n"));
}

TEST_F(LiveViewTest, without_a_run_it_writes_nothing) {
  view->tick();
  view->pause();
  view->resume();
  view->tick();
  EXPECT_TRUE(terminal.writes.empty());
}

}  // namespace
}  // namespace converge
