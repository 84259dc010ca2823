// SPDX-License-Identifier: MIT
// Steps in batches, and what is said where a unit will not run.
#include "tests/unit/resources/systemd/systemd_support.h"

namespace converge {
namespace {

using systemd::Desired;
using Log = std::vector<std::string>;
using Rows = std::vector<std::string>;

const std::string file = "/etc/systemd/system/app.service";

Desired written(const std::string& more = "") {
  return unit(R"({"content": ")" +
              std::string("[Service]\\nExecStart=/bin/app\\n[Install]\\nWantedBy=multi-user.target\\n") +
              R"(", "enabled": true, "state": "running")" + more + "}");
}

TEST_F(SystemdTest, a_new_unit_is_written_enabled_loaded_and_started_in_this_order) {
  EXPECT_EQ(rows(written()), (Rows{"content: absent -> sha256:da8658a16af5 (66 B)", "enabled: absent -> enabled",
                                   "state: absent -> running"}));
  ASSERT_TRUE(converge(written()));
  EXPECT_EQ(units_.log(), (Log{"enable app.service", "reload", "start app.service"}));
  EXPECT_EQ(files_.get(file)->content, app_text);
  EXPECT_EQ(units_.watched, std::chrono::seconds(2));
  EXPECT_TRUE(rows(written()).empty());
}

TEST_F(SystemdTest, a_batch_has_one_reload_between_what_goes_down_and_what_comes_up) {
  for (const char* name : {"one", "two", "old"})
    put(std::string("/usr/lib/systemd/system/") + name + ".service", app_text);
  units_.set("old.service", "active");
  const Desired one = unit(R"({"enabled": true, "state": "running"})", "one");
  const Desired two = unit(R"({"drop_in": {"limits": "[Service]\nNice=1\n"}, "state": "running"})", "two");
  const Desired old = unit(R"({"enabled": false, "state": "stopped"})", "old");
  for (const auto& outcome : apply({plan(one), plan(old), plan(two)})) EXPECT_TRUE(outcome) << outcome.error().text();
  EXPECT_EQ(units_.log(),
            (Log{"stop old.service", "enable one.service", "reload", "start one.service", "start two.service"}));
}

TEST_F(SystemdTest, what_runs_is_restarted_when_its_own_definition_changes) {
  put("/usr/lib/systemd/system/app.service", app_text);
  units_.set("app.service", "active");
  const Desired want = unit(R"({"drop_in": {"limits": "[Service]\nNice=1\n"}})");
  const auto changes = plan(want);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].owes, Refresh::restart) << "a killed run makes up for it";
  EXPECT_EQ(SystemdKind::describe(changes[1]).disruption, Disruption::restart);
  ASSERT_TRUE(apply({changes}).front());
  EXPECT_EQ(units_.log(), (Log{"reload", "restart app.service"}));
}

TEST_F(SystemdTest, on_change_may_ask_for_less) {
  put("/usr/lib/systemd/system/app.service", app_text);
  units_.set("app.service", "active");
  const std::string drop_in = R"({"drop_in": {"limits": "[Service]\nNice=1\n"}, "on_change": )";
  EXPECT_EQ(plan(unit(drop_in + R"("nothing"})")).size(), 1U);
  EXPECT_EQ(rows(unit(drop_in + R"("reload"})")).back(), "state: running -> restarted") << "it cannot be reloaded";
  units_.scripts["app.service"].reloading = systemd::Reloading::possible;
  EXPECT_EQ(rows(unit(drop_in + R"("reload"})")).back(), "state: running -> reloaded");
}

TEST_F(SystemdTest, a_notification_restarts_what_runs_and_starts_nothing) {
  put("/usr/lib/systemd/system/app.service", app_text);
  EXPECT_TRUE(plan(unit("{}"), Refresh::restart).empty());
  units_.set("app.service", "active");
  EXPECT_EQ(rows(unit("{}"), Refresh::restart), Rows{"state: running -> restarted"});
  EXPECT_EQ(rows(unit("{}"), Refresh::reload), Rows{"state: running -> restarted"});
  EXPECT_EQ(rows(unit(R"({"state": "stopped"})"), Refresh::restart), Rows{"state: running -> stopped"});
}

TEST_F(SystemdTest, a_start_takes_the_place_of_the_restart_that_is_asked_for) {
  put("/usr/lib/systemd/system/app.service", app_text);
  EXPECT_EQ(rows(unit(R"({"state": "running"})"), Refresh::restart), Rows{"state: stopped -> running"});
  units_.set("app.service", "failed");
  EXPECT_EQ(rows(unit(R"({"state": "running"})"), Refresh::restart), Rows{"state: failed -> running"});
}

TEST_F(SystemdTest, an_old_definition_is_loaded_anew_and_nothing_is_restarted) {
  put(file, app_text);
  units_.set("app.service", "active");
  ASSERT_TRUE(plan(written()).size() == 1U);  // loads it
  put(file, app_text + "# by hand\n");
  const Desired want = unit(R"({"state": "running"})");
  EXPECT_EQ(rows(want), Rows{"definition: older than its files -> reloaded"});
  units_.forget_log();
  ASSERT_TRUE(converge(want));
  EXPECT_EQ(units_.log(), Log{"reload"});
  EXPECT_TRUE(rows(want).empty());
}

TEST_F(SystemdTest, a_unit_that_is_absent_is_no_error_and_says_what_would_bring_it) {
  const Desired want = unit(R"({"enabled": true, "state": "running"})");
  EXPECT_EQ(rows(want), (Rows{"enabled: absent -> enabled", "state: absent -> running"}));
  EXPECT_NE(obstacles(want).find("there is no unit app.service on this machine; install the package"),
            std::string::npos);
  const auto have = probe(want);
  const auto keys = SystemdKind::obstacles(want, *have).front().clears;
  EXPECT_NE(std::ranges::find(keys, Key{"unit file", "app.service"}), keys.end());
  EXPECT_NE(std::ranges::find(keys, Key{"packages", "any"}), keys.end());
  EXPECT_TRUE(rows(unit(R"({"enabled": false, "state": "stopped"})")).empty());
}

TEST_F(SystemdTest, what_cannot_be_enabled_says_why) {
  const std::string usr = "/usr/lib/systemd/system/";
  put(usr + "static.service", "[Service]\n");
  put(usr + "indirect.service", "[Install]\nAlso=app.socket\n");
  put(usr + "real.service", app_text);
  link(usr + "other.service", "real.service");
  link("/etc/systemd/system/masked.service", "/dev/null");
  const std::pair<const char*, const char*> cases[] = {
      {"static", "static.service cannot be enabled because it has no [Install] section"},
      {"indirect", "enabled only through the units that its [Install] section names (Also=)"},
      {"other", "other.service is another name of a unit; enable that one"},
      {"masked", "masked.service is masked; add `masked: false`"}};
  for (const auto& [title, words] : cases) {
    const std::string found = obstacles(unit(R"({"enabled": true})", title));
    EXPECT_NE(found.find(words), std::string::npos) << title << ": " << found;
  }
  EXPECT_EQ(obstacles(unit(R"({"enabled": true, "masked": false})", "masked")), "");
  EXPECT_EQ(obstacles(unit(R"({"enabled": true, "drop_in": {"boot": "[Install]\nWantedBy=x.target\n"}})", "static")),
            "");
}

TEST_F(SystemdTest, what_stands_in_the_way_of_a_start_or_a_mask_is_told_by_the_plan) {
  link("/etc/systemd/system/masked.service", "/dev/null");
  EXPECT_EQ(obstacles(unit(R"({"state": "running"})", "masked")),
            "masked.service is masked, so nothing can start it; add `masked: false`\n");
  EXPECT_EQ(obstacles(unit(R"({"state": "running", "masked": false})", "masked")), "");
  put("/usr/lib/systemd/system/bad.service", "[Service]\n");
  units_.scripts["bad.service"].load_error = "Service has no ExecStart= setting. Refusing.";
  EXPECT_EQ(obstacles(unit(R"({"state": "running"})", "bad")),
            "systemd cannot load bad.service: Service has no ExecStart= setting. Refusing.\n");
  put(file, app_text);
  EXPECT_NE(obstacles(unit(R"({"masked": true})")).find("is the unit file itself"), std::string::npos);
  EXPECT_EQ(obstacles(unit(R"({"masked": true, "content": "absent"})")), "");
}

TEST_F(SystemdTest, a_mask_never_takes_the_place_of_a_unit_file) {
  const auto changes = plan(unit(R"({"masked": true})"));
  put(file, app_text);
  const auto done = std::move(apply({changes}).front());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  EXPECT_EQ(files_.get(file)->content, app_text);
  EXPECT_TRUE(converge(unit(R"({"masked": true, "content": "absent"})")));
  EXPECT_EQ(files_.get(file)->target, "/dev/null");
}

TEST_F(SystemdTest, a_mask_until_the_next_boot_goes_too) {
  put("/usr/lib/systemd/system/app.service", app_text);
  link("/run/systemd/system/app.service", "/dev/null");
  const Desired want = unit(R"({"masked": false})");
  // The mask hides the file in /usr without being in the way of one in /etc.
  EXPECT_EQ(rows(want), Rows{"masked: yes -> no"});
  ASSERT_TRUE(converge(want));
  EXPECT_TRUE(rows(want).empty());
}

TEST_F(SystemdTest, a_crash_loop_fails_with_the_end_of_the_journal) {
  systemd::UnitHealth loop;
  loop.active = "active";
  loop.restarts = 2;
  loop.ending = "exit code 3";
  units_.scripts["app.service"].health = loop;
  journal("app.service", "no such card\n");
  const auto done = converge(written());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::failed);
  EXPECT_EQ(
      done.error().message,
      "app.service does not stay up: it ended (exit code 3), and systemd has started it again 2 times within 2 s; "
      "the end of its journal:\nno such card\n");
}

TEST_F(SystemdTest, a_start_that_fails_says_how_the_unit_is_and_what_it_said) {
  systemd::UnitHealth failed;
  failed.active = "failed";
  failed.ending = "exit code 203";
  failed.result = "exit-code";
  units_.scripts["app.service"].health = failed;
  units_.scripts["app.service"].job_error = Error{ErrorCode::failed, "the start of app.service failed", {}};
  journal("app.service", "");
  EXPECT_EQ(converge(written()).error().message,
            "app.service failed after it was started (exit code 203); its journal is empty");
  units_.scripts["app.service"].job_error = Error{ErrorCode::timed_out, "not done after 5 s", {}};
  units_.scripts["app.service"].health.reset();
  programs_.answer({"journalctl", "--unit=app.service", "--lines=10", "--output=cat", "--no-pager", "--quiet"}, 1,
                   "No journal\n");
  const auto late = converge(written());
  EXPECT_EQ(late.error().code, ErrorCode::timed_out);
  EXPECT_EQ(late.error().message, "not done after 5 s; its journal could not be read: No journal\n");
}

TEST_F(SystemdTest, a_unit_that_could_not_be_told_keeps_the_words_of_systemd) {
  units_.scripts["app.service"].health.emplace().active = "inactive";
  journal("app.service", "app.service:2: Neither a valid executable name nor an absolute path: x y\n");
  units_.scripts["app.service"].job_error =
      Error{ErrorCode::invalid, "Unit app.service has a bad unit file setting.", {}};
  EXPECT_EQ(converge(written()).error().message,
            "Unit app.service has a bad unit file setting; the end of its journal:\n"
            "app.service:2: Neither a valid executable name nor an absolute path: x y\n");
  units_.scripts["app.service"].job_error = Error{ErrorCode::conflict, "the start of app.service was canceled", {}};
  EXPECT_EQ(converge(written()).error().message, "the start of app.service was canceled");
}

TEST_F(SystemdTest, a_unit_that_ends_well_is_only_a_fault_where_it_has_to_run) {
  put("/usr/lib/systemd/system/app.service", app_text);
  units_.set("app.service", "active");
  systemd::UnitHealth ended;
  ended.active = "inactive";
  units_.scripts["app.service"].health = ended;
  journal("app.service", "bye\n");
  EXPECT_TRUE(converge(unit("{}"), Refresh::restart));
  units_.set("app.service", "active");
  EXPECT_FALSE(converge(unit(R"({"state": "running"})"), Refresh::restart));
}

TEST_F(SystemdTest, timers_and_sockets_are_not_watched) {
  put("/usr/lib/systemd/system/app.timer", "[Timer]\nOnBootSec=1\n");
  units_.watched = std::chrono::seconds(99);
  ASSERT_TRUE(converge(unit(R"({"unit": "app.timer", "state": "running"})")));
  EXPECT_EQ(units_.watched, std::chrono::seconds(99));
}

TEST_F(SystemdTest, one_failure_of_a_batch_is_its_own) {
  put("/usr/lib/systemd/system/one.service", app_text);
  put("/usr/lib/systemd/system/two.service", app_text);
  units_.scripts["one.service"].job_error = Error{ErrorCode::conflict, "canceled", {}};
  const Desired one = unit(R"({"state": "running"})", "one");
  const Desired two = unit(R"({"state": "running"})", "two");
  const auto outcomes = apply({plan(one), plan(two)});
  EXPECT_FALSE(outcomes[0]);
  EXPECT_TRUE(outcomes[1]);
}

TEST_F(SystemdTest, what_could_not_be_loaded_is_not_started) {
  units_.reload_error = Error{ErrorCode::timed_out, "no answer", {}};
  const auto done = converge(written());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().text(), "having systemd load the unit files anew: no answer");
  EXPECT_EQ(units_.active("app.service"), "inactive");
}

TEST_F(SystemdTest, a_file_that_moved_since_it_was_read_is_left_alone) {
  const auto changes = plan(written());
  put(file, "[Service]\n# somebody else\n");
  const auto done = std::move(apply({changes}).front());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  EXPECT_EQ(files_.get(file)->content, "[Service]\n# somebody else\n");
}

TEST_F(SystemdTest, what_cannot_be_read_is_an_error_and_says_of_what) {
  units_.look_error = Error{ErrorCode::denied, "no", {}};
  const auto have = probe(written());
  ASSERT_FALSE(have);
  EXPECT_EQ(have.error().text(), "looking at app.service: no");
}

TEST_F(SystemdTest, in_a_folder_links_are_made_and_running_waits) {
  units_.nothing_runs = "/img is a folder and not a running system";
  const auto have = probe(written());
  EXPECT_EQ(rows(written()).size(), 2U);
  EXPECT_EQ(SystemdKind::defers(written(), *have),
            "state: running waits for the boot (image): /img is a folder and not a running system");
  ASSERT_TRUE(converge(written()));
  EXPECT_EQ(units_.log(), (Log{"enable app.service", "reload"}));
  EXPECT_TRUE(files_.get("/etc/systemd/system/multi-user.target.wants/app.service"));
  EXPECT_TRUE(rows(written()).empty());
  EXPECT_EQ(SystemdKind::defers(unit(R"({"state": "stopped"})"), *have), "") << "nothing runs there";
  EXPECT_TRUE(plan(unit(R"({"state": "stopped"})"), Refresh::restart).empty());
}

TEST_F(SystemdTest, tells_since_when_it_runs) {
  put("/usr/lib/systemd/system/app.service", app_text);
  const Desired want = unit("{}");
  EXPECT_FALSE(SystemdKind::refreshed_ms(*probe(want)));
  units_.set("app.service", "active", 1234);
  EXPECT_EQ(SystemdKind::refreshed_ms(*probe(want)), 1234);
  units_.set("app.service", "inactive", 1234);
  EXPECT_FALSE(SystemdKind::refreshed_ms(*probe(want))) << "what does not run holds nothing";
}

TEST_F(SystemdTest, a_forecast_shows_the_texts) {
  put(file, "[Service]\nExecStart=/bin/old\n");
  const auto changes = plan(unit(R"({"content": "[Service]\nExecStart=/bin/new\n"})"));
  const std::vector<std::span<const systemd::Change>> work = {changes};
  const auto forecast = std::move(kind_.forecast(work, {}).front());
  ASSERT_TRUE(forecast);
  EXPECT_NE(forecast->text_diff.find("-ExecStart=/bin/old\n+ExecStart=/bin/new\n"), std::string::npos)
      << forecast->text_diff;
}

}  // namespace
}  // namespace converge
