// SPDX-License-Identifier: MIT
#include "engine/report/run_text.h"

#include <gtest/gtest.h>

#include "engine/report/columns.h"

namespace converge {
namespace {

const ResourceId motd{"file", "/etc/motd"};
const ResourceId docker{"systemd", "docker.service"};

ResourceFinished finished(Outcome outcome) {
  ResourceFinished event;
  event.resource = motd;
  event.origin = parse_span("site.yaml:5:7");
  event.outcome = outcome;
  event.elapsed = Milliseconds(12);
  return event;
}

std::string line(const ResourceFinished& event) { return RunText({}).lines_for(event); }

/// The closing lines after some events.
std::string closing(const std::vector<Event>& events, const RunFinished& end) {
  RunText text({});
  RunStarted start;
  start.host = "web1";
  text.lines_for(start);
  for (const Event& event : events) text.lines_for(event);
  return text.lines_for(end);
}

TEST(OutcomeLine, unchanged_has_none) { EXPECT_EQ(line(finished(Outcome::unchanged)), ""); }

TEST(OutcomeLine, changed_has_its_rows_and_time) {
  ResourceFinished event = finished(Outcome::changed);
  event.deltas = {{"mode", "0644", "0600", Sensitivity::open}, {"owner", "root", "www", Sensitivity::open}};
  EXPECT_EQ(line(event), "changed  file[/etc/motd]  mode: 0644 -> 0600, owner: root -> www  (12 ms)\n");
}

TEST(OutcomeLine, failed_has_error_and_place) {
  ResourceFinished event = finished(Outcome::failed);
  event.error = Error{ErrorCode::io, "No space left on device", {"writing /etc/motd"}};
  EXPECT_EQ(line(event),
            "failed   file[/etc/motd]  writing /etc/motd: No space left on device  (site.yaml:5:7)  (12 ms)\n");
}

TEST(OutcomeLine, failed_shows_all_of_a_short_output) {
  ResourceFinished event = finished(Outcome::failed);
  event.output = "one\ntwo\n";
  EXPECT_EQ(line(event),
            "failed   file[/etc/motd]  (site.yaml:5:7)  (12 ms)\n"
            "    | one\n"
            "    | two\n");
}

TEST(OutcomeLine, failed_shows_the_end_of_a_long_output) {
  ResourceFinished event = finished(Outcome::failed);
  for (int i = 1; i <= 11; ++i) event.output += "line " + std::to_string(i) + "\n";
  const std::string text = line(event);
  EXPECT_NE(text.find("\n    | ... 1 earlier line\n    | line 2\n"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("    | line 11\n")) << text;
}

TEST(OutcomeLine, not_converged_says_what_still_differs) {
  ResourceFinished event = finished(Outcome::not_converged);
  event.deltas = {{"mode", "0644", "0600", Sensitivity::open}};
  EXPECT_EQ(
      line(event),
      "not converged file[/etc/motd]  a fresh probe still differs; mode: 0644 -> 0600  (site.yaml:5:7)  (12 ms)\n");
}

TEST(OutcomeLine, not_converged_with_an_error_says_only_that) {
  ResourceFinished event = finished(Outcome::not_converged);
  event.error = Error{ErrorCode::conflict, "somebody else changed it", {}};
  EXPECT_EQ(line(event).find("fresh probe"), std::string::npos);
}

TEST(OutcomeLine, timed_out_is_an_error_with_its_place) {
  ResourceFinished event = finished(Outcome::timed_out);
  event.error = Error{ErrorCode::timed_out, "took longer than 5 min", {}};
  event.output = "last words\n";
  EXPECT_EQ(line(event),
            "timed out file[/etc/motd]  took longer than 5 min  (site.yaml:5:7)  (12 ms)\n    | last words\n");
}

TEST(OutcomeLine, skipped_says_on_whom_it_waits) {
  ResourceFinished event = finished(Outcome::skipped);
  event.cause = "apt[nginx]";
  EXPECT_EQ(line(event), "skipped  file[/etc/motd]  waits for apt[nginx]\n");
}

TEST(OutcomeLine, deferred_and_canceled_say_why) {
  ResourceFinished event = finished(Outcome::deferred);
  event.cause = "a restart is held back until it is allowed (--yes)";
  EXPECT_EQ(line(event), "deferred file[/etc/motd]  a restart is held back until it is allowed (--yes)\n");
  EXPECT_EQ(line(finished(Outcome::canceled)), "canceled file[/etc/motd]\n");
}

TEST(OutcomeLine, colours_change_nothing_but_colours) {
  for (int i = 0; i <= static_cast<int>(Outcome::timed_out); ++i) {
    const ResourceFinished event = finished(static_cast<Outcome>(i));
    std::string coloured = RunText({Colour::always, 100}).lines_for(event);
    for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b'))
      coloured.erase(at, coloured.find('m', at) - at + 1);
    EXPECT_EQ(coloured, line(event));
  }
}

TEST(ClosingLine, counts_what_there_was) {
  RunFinished end;
  end.run = "r1";
  end.elapsed = Milliseconds(1234);
  end.changed = 3;
  end.failed = 1;
  end.skipped = 2;
  end.unchanged = 994;
  EXPECT_EQ(closing({}, end), "web1: 3 changed, 1 failed, 2 skipped, 994 unchanged in 1.2 s (run r1)\n");
}

TEST(ClosingLine, has_a_word_for_every_outcome) {
  const RunFinished end{"r1", 1, 2, 3, 4, 5, 6, 7, 8, 0, Milliseconds(10)};
  EXPECT_EQ(
      closing({}, end),
      "web1: 2 changed, 3 failed, 4 not converged, 8 timed out, 5 skipped, 6 deferred, 7 canceled, 1 unchanged in "
      "10 ms (run r1)\n");
}

TEST(ClosingLine, a_run_without_resources_is_in_sync) {
  EXPECT_EQ(closing({}, RunFinished{}), "web1: in sync (0 resources checked in 0 ms)\n");
}

TEST(Owed, each_resource_is_listed_with_its_strongest_refresh_and_all_causes) {
  const ResourceId key{"file", "/etc/docker/key"};
  RunFinished end;
  end.run = "r1";
  end.changed = 1;
  end.owed = 1;
  end.owed_triggers = {{docker, key, Refresh::reload, "r0"}, {docker, motd, Refresh::restart, "r0"}, {docker, motd, Refresh::restart, "r1"}};
  const std::string text = closing({}, end);
  EXPECT_NE(text.find("1 refresh is owed:\n  restart systemd[docker.service], because file[/etc/docker/key], "
                      "file[/etc/motd] changed; the next apply makes up for it\n"),
            std::string::npos)
      << text;
}

TEST(Owed, what_was_owed_on_the_way_is_not_listed) {
  RunFinished end;
  end.changed = 1;
  EXPECT_EQ(closing({TriggerOwed{docker, Refresh::restart, {motd}}, TriggerFired{docker}}, end).find("owed"), std::string::npos);
}

TEST(Owed, orphans_say_what_to_do) {
  PlanFinished plan;
  plan.orphans = {Orphan{docker, "file[/etc/x]", "r0"}};
  RunFinished end;
  end.unchanged = 1;
  end.owed = 1;
  end.owed_triggers = {{docker, ResourceId{"file", "/etc/x"}, Refresh::restart, "r0"}};
  const std::string text = closing({plan}, end);
  EXPECT_EQ(text.find("the next apply"), std::string::npos) << text;
  EXPECT_NE(text.find("  systemd[docker.service], because file[/etc/x] changed in run r0; it is no longer in the YAML: "
                      "put it back, or refresh it by hand and then `converge forget` it\n"),
            std::string::npos)
      << text;
}

TEST(Owed, a_new_run_starts_from_nothing) {
  RunText text({});
  PlanFinished plan;
  plan.orphans = {Orphan{docker, "file[/etc/x]", "r0"}};
  text.lines_for(plan);
  RunStarted again;
  again.host = "web2";
  text.lines_for(again);
  RunFinished end;
  end.changed = 1;
  end.owed = 1;
  EXPECT_EQ(text.host(), "web2");
  EXPECT_EQ(text.lines_for(end).find("docker"), std::string::npos);
}

}  // namespace
}  // namespace converge
