// SPDX-License-Identifier: MIT
#include "tests/unit/report/samples.h"

#include <utility>

namespace converge::samples {

PlannedResource& Host::add(const std::string& kind, const std::string& title, Decision decision,
                           const std::string& place) {
  Resource resource;
  resource.id = {kind, title};
  resource.attributes = Value::map();
  resource.origin = parse_span(place);
  catalog.resources.push_back(std::move(resource));
  PlannedResource planned;
  planned.decision = decision;
  return plan.resources.emplace_back(std::move(planned));
}

Step step(std::string attribute, std::string before, std::string after, Disruption disruption) {
  return Step{{std::move(attribute), std::move(before), std::move(after), Sensitivity::open}, disruption};
}

namespace {

void add_files(Host& host) {
  PlannedResource& motd = host.add("file", "/etc/motd", Decision::change, "site.yaml:5:7");
  motd.reasons = {Reason::drift};
  motd.steps = {step("mode", "0644", "0600"), step("content", "3 lines", "4 lines")};
  motd.diffs = {"--- /etc/motd\n+++ /etc/motd\n@@ -1,3 +1,4 @@\n Welcome\n-old\n+new\n+\tmore \x1b[31m\n end\n"};
  motd.observations = {{"mode", "0644"}};
  host.catalog.resources.back().label = "the banner";

  PlannedResource& daemon = host.add("file", "/etc/docker/daemon.json", Decision::change, "site.yaml:9:7");
  daemon.reasons = {Reason::first_run, Reason::pending};
  daemon.steps = {step("content", "absent", "12 lines"), step("mode", "absent", "0644")};
  daemon.observations = {{"state", "absent"}};
  host.catalog.resources.back().notify = {Notify{4, Refresh::restart}};

  PlannedResource& gone = host.add("file", "/etc/old.conf", Decision::change, "site.yaml:14:7");
  gone.reasons = {Reason::pending};
  gone.steps = {step("state", "present", "absent")};
  host.catalog.resources.back().attributes.set("state", Value::string("absent"));

  PlannedResource& token = host.add("file", "/etc/token", Decision::change, "site.yaml:18:7");
  token.reasons = {Reason::drift, Reason::owed};
  token.steps = {Step{{"content", "hunter1", "hunter2", Sensitivity::secret}, Disruption::none}};
  token.diffs = {"-hunter1\n+hunter2\n"};
}

void add_units(Host& host) {
  PlannedResource& docker = host.add("systemd", "docker.service", Decision::change, "site.yaml:20:7");
  docker.reasons = {Reason::refresh};
  docker.refresh = Refresh::restart;
  docker.steps = {step("state", "running", "restarted", Disruption::restart)};

  PlannedResource& kernel = host.add("reboot", "kernel", Decision::change, "site.yaml:24:7");
  kernel.reasons = {Reason::action};
  kernel.steps = {step("run", "6.1.0-18", "6.1.0-21", Disruption::reboot)};
  host.catalog.resources.back().disruption = DisruptionPolicy::allowed;
  host.catalog.resources.back().importance = Importance::critical;

  PlannedResource& script = host.add("command", "make site", Decision::change, "site.yaml:28:7");
  script.reasons = {Reason::action};
  script.steps = {step("shell", "", "set -e\nmake all\n\tmake install")};
}

void add_held(Host& host) {
  host.add("systemd", "nginx.service", Decision::after_apply, "site.yaml:32:7").cause = "apt[nginx]";
  host.add("file", "/etc/a", Decision::deferred, "site.yaml:33:7").cause = "restarts wait for the window 02:00-04:00";
  host.add("file", "/etc/b", Decision::blocked, "site.yaml:34:7").cause = "file[/etc/c]";
  host.add("sysctl", "vm.swappiness", Decision::unsupported, "site.yaml:35:7").cause = "no /proc/sys in this root";
  host.add("file", "/etc/c", Decision::unknown, "site.yaml:36:7").error =
      Error{ErrorCode::denied, "Permission denied", {"opening /etc/c"}};
  host.add("nvidia_smi", "clocks", Decision::assumed);
  host.add("command", "build", Decision::not_due);
  host.add("file", "/etc/d", Decision::in_sync);
}

}  // namespace

Host everything() {
  Host host;
  host.catalog.host = host.plan.host = "web1";
  add_files(host);
  add_units(host);
  add_held(host);
  host.plan.orphans = {Orphan{{"systemd", "cron.service"}, "file[/etc/crontab]", "20261121T090000-0001"}};
  return host;
}

std::vector<Event> eventful_run() {
  const ResourceId motd{"file", "/etc/motd"};
  const ResourceId docker{"systemd", "docker.service"};
  const ResourceId script{"command", "make site"};
  const ResourceId nginx{"systemd", "nginx.service"};
  const Span place = parse_span("site.yaml:28:7");
  std::string output;
  for (int i = 1; i <= 13; ++i) output += "step " + std::to_string(i) + "\n";
  output += "\x1b[31mmake: *** [all] Error 2\x1b[0m\r\n";
  PlanFinished planned;
  planned.in_sync = 994;
  planned.change = 6;
  planned.orphans = {Orphan{{"systemd", "cron.service"}, "file[/etc/crontab]", "20261121T090000-0001"}};
  return {
      RunStarted{"20261122T101500-ab12", "web1", "apply", "4f2c", "/srv/site", 1000, "0.1.0", 1795342500000},
      planned,
      TriggerOwed{docker, Refresh::reload, {motd}},
      TriggerOwed{nginx, Refresh::restart, {ResourceId{"file", "/etc/nginx.conf"}}},
      ResourceStarted{motd},
      ResourceFinished{motd,
                       place,
                       Outcome::changed,
                       {{"mode", "0644", "0600", Sensitivity::open}, {"content", "a\nb\nc", "", Sensitivity::open}},
                       "",
                       "wrote it",
                       std::nullopt,
                       Milliseconds(12)},
      ResourceStarted{script},
      ResourceFinished{script,
                       place,
                       Outcome::failed,
                       {},
                       "",
                       output,
                       Error{ErrorCode::failed, "exit code 2", {"running make"}},
                       Milliseconds(1250)},
      ResourceFinished{docker,
                       place,
                       Outcome::changed,
                       {{"token", "x", "y", Sensitivity::secret}},
                       "",
                       "",
                       std::nullopt,
                       Milliseconds(61'000)},
      TriggerFired{docker},
      ResourceFinished{nginx, place, Outcome::skipped, {}, "command[make site]", "", std::nullopt, Milliseconds(0)},
      ResourceFinished{{"file", "/etc/a"},
                       place,
                       Outcome::not_converged,
                       {{"mode", "0644", "0600", Sensitivity::open}},
                       "",
                       "",
                       std::nullopt,
                       Milliseconds(3)},
      ResourceFinished{{"reboot", "kernel"},
                       place,
                       Outcome::deferred,
                       {},
                       "reboots are asked for",
                       "",
                       std::nullopt,
                       Milliseconds(0)},
      RunFinished{"20261122T101500-ab12", 994, 2, 1, 1, 1, 1, 0, 0, 2, Milliseconds(62'345),
                  {{nginx, {"file", "/etc/nginx.conf"}, Refresh::restart, "20261122T101500-ab12"}}},
  };
}

}  // namespace converge::samples
