// SPDX-License-Identifier: MIT
// What may be written of a unit, and what is said about the rest.
#include "tests/unit/resources/systemd/systemd_support.h"

namespace converge {
namespace {

using systemd::State;
using systemd::Switch;

TEST(SystemdParse, what_is_not_written_is_not_managed) {
  const auto want = unit("{}");
  EXPECT_EQ(want.unit.text, "app.service");
  EXPECT_FALSE(want.content || want.enabled || want.masked || want.state);
  EXPECT_TRUE(want.drop_ins.empty());
  EXPECT_EQ(want.timeout, std::chrono::seconds(300));
}

TEST(SystemdParse, all_that_can_be_written) {
  const auto want =
      unit(R"({"unit": "app.timer", "content": "[Timer]\nOnBootSec=1\n[Install]\nWantedBy=timers.target\n",
      "drop_in": {"b": "[Timer]\nPersistent=true\n", "a.conf": "absent"}, "enabled": true, "masked": false,
      "state": "running", "on_change": "nothing", "timeout": "1m", "settle": 0})");
  EXPECT_EQ(want.file(), "/etc/systemd/system/app.timer");
  ASSERT_EQ(want.drop_ins.size(), 2U);
  EXPECT_EQ(want.drop_in_file(want.drop_ins[0]), "/etc/systemd/system/app.timer.d/a.conf");
  EXPECT_FALSE(want.drop_ins[0].wanted.text);
  EXPECT_EQ(want.drop_ins[1].name, "b.conf");
  EXPECT_EQ(want.enabled, Switch::on);
  EXPECT_EQ(want.masked, Switch::off);
  EXPECT_EQ(want.state, State::running);
  EXPECT_EQ(want.on_change, systemd::OnChange::nothing);
  EXPECT_EQ(want.timeout, std::chrono::seconds(60));
  EXPECT_EQ(want.settle, std::chrono::seconds(0));
}

struct Refused {
  const char* json;
  const char* words;
};

TEST(SystemdParse, what_cannot_be_meant_is_refused_with_a_fix) {
  const Refused cases[] = {
      {R"({"unit": "app*"})", "'app*' cannot be the name of a unit; name each unit"},
      {R"({"unit": "a b"})", "write for instance app.service"},
      {R"({"content": "ExecStart=/bin/true"})", "`content` has no section"},
      {R"({"drop_in": "[Service]"})", "`drop_in` is a string where a map of names to texts is expected"},
      {R"({"drop_in": {"a": 1}})", "the drop-in a.conf is an integer where a text is expected"},
      {R"({"drop_in": {"a": "Nice=1"}})", "the drop-in a.conf has no section"},
      {R"({"drop_in": {"../a": "absent"}})", "'../a' cannot be the name of a drop-in"},
      {R"({"drop_in": {"a": "absent", "a.conf": "absent"}})", "the drop-in a.conf is there twice"},
      {R"({"masked": true, "state": "running"})", "a masked unit cannot run"},
      {R"({"masked": true, "enabled": true})", "a masked unit cannot be enabled"},
      {R"({"masked": true, "content": "[Unit]\n"})", "the link that masks a unit stands where its file would be"},
      {R"({"state": "absent", "content": "[Unit]\n"})", "a unit that is to be absent has no file"},
      {R"({"state": "absent", "enabled": true})", "a unit that is to be absent cannot be enabled"},
      {R"({"state": "absent", "masked": true})", "the link that masks a unit is a file of it"},
      {R"({"unit": "app@.service", "state": "running"})",
       "is a template, of which only instances run; name an instance, such as app@NAME.service"},
      {R"({"unit": "app@.service", "enabled": false})", "is a template"},
      {R"({"unit": "x.device", "state": "running"})", "a device is made by udev"},
      {R"({"unit": "x.scope", "enabled": true})", "a scope is made by the program that asks for it"},
      {R"({"enabled": true, "content": "[Service]\nExecStart=/bin/true\n"})",
       "app.service cannot be enabled because it has no [Install] section"},
      {R"({"enabled": true, "content": "[Install]\nAlso=x.socket\n"})", "only names other units (Also=)"},
      {R"({"timeout": 0})", "`timeout` is at least a second"},
      {R"({"settle": "25h"})", "`settle` is at most a day"},
      {R"({"state": "started"})", "'started' is not one of running, stopped, absent"},
      {R"({"restarted": true})", "unknown attribute 'restarted'"},
  };
  for (const Refused& each : cases) {
    const std::string found = findings(each.json);
    EXPECT_NE(found.find(each.words), std::string::npos) << each.json << "\n" << found;
    EXPECT_EQ(found.find("; \n"), std::string::npos) << "each has a fix: " << found;
  }
}

TEST(SystemdParse, all_findings_are_reported_at_once) {
  const std::string found = findings(R"({"content": "x", "timeout": 0, "masked": true, "state": "running"})");
  EXPECT_EQ(std::count(found.begin(), found.end(), '\n'), 3) << found;
}

TEST(SystemdParse, what_looks_wrong_and_is_fine) {
  for (const char* json :
       {R"({"unit": "app@.service", "state": "absent"})", R"({"unit": "app@.service", "content": "[Service]\n"})",
        R"({"masked": true, "state": "stopped"})", R"({"masked": true, "content": "absent"})",
        R"({"enabled": true, "content": "[Service]\n", "drop_in": {"boot": "[Install]\nWantedBy=x.target\n"}})",
        R"({"unit": "x.scope", "state": "stopped"})"})
    EXPECT_EQ(findings(json), "") << json;
}

bool has(const std::vector<Key>& keys, const Key& key) { return std::ranges::find(keys, key) != keys.end(); }

TEST(SystemdClaims, comes_after_its_files_wherever_they_are_declared) {
  const Claims claims = SystemdKind::claims(unit(R"({"unit": "web-one@x", "state": "running"})"));
  for (const char* name : {"web-one@x.service", "web-one@.service", "web-.service", "service"}) {
    EXPECT_TRUE(has(claims.needs, {"unit file", name})) << name;
    EXPECT_TRUE(has(claims.needs, {"unit", name})) << name;
    EXPECT_TRUE(has(claims.observes, {"unit file", name})) << name;
  }
  EXPECT_EQ(claims.sees, Reach::keys);
  EXPECT_EQ(claims.activation, Activation::refreshed_too);
}

TEST(SystemdClaims, two_that_write_files_of_one_unit_do_not_wait_for_each_other) {
  const Claims claims = SystemdKind::claims(unit(R"({"drop_in": {"a": "[Service]\n"}, "enabled": true})"));
  EXPECT_TRUE(has(claims.provides, {"unit", "app.service"}));
  EXPECT_FALSE(has(claims.needs, {"unit", "app.service"}));
  EXPECT_TRUE(has(claims.needs, {"unit file", "app.service"})) << "but both come after files of the kind file";
}

TEST(SystemdClaims, owns_each_aspect_alone) {
  using Owned = std::vector<Key>;
  EXPECT_EQ(SystemdKind::claims(unit(R"({"state": "running"})")).owns, (Owned{{"state of unit", "app.service"}}));
  EXPECT_EQ(SystemdKind::claims(unit(R"({"enabled": true})")).owns, (Owned{{"boot of unit", "app.service"}}));
  EXPECT_EQ(SystemdKind::claims(unit(R"({"drop_in": {"a": "absent"}})")).owns,
            (Owned{{"file", "/etc/systemd/system/app.service.d/a.conf"}}));
  EXPECT_EQ(SystemdKind::claims(unit(R"({"masked": true})")).owns,
            (Owned{{"file", "/etc/systemd/system/app.service"}, {"mask of unit", "app.service"}}));
}

}  // namespace
}  // namespace converge
