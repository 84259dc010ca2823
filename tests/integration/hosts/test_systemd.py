# SPDX-License-Identifier: MIT
"""The kind systemd on a booted host, with its real systemd."""
import unittest

from host_case import HostCase

SITE = "/root/site.yaml"

APP = """
    - systemd: app
      content: |
        [Unit]
        Description=The application
        [Service]
        ExecStart=/bin/sh -c 'exec sleep infinity'
        ExecReload=/bin/touch /run/app-reloaded
        [Install]
        WantedBy=multi-user.target
      enabled: true
      state: running
"""


def play(*resources):
    return "- hosts: all\n  resources:\n" + "".join(text if text.startswith("\n") else "\n" + text for text in resources)


class Systemd(HostCase):
    def setUp(self):
        super().setUp()
        self.one = self.host()

    def apply(self, *resources, expect=0, words=()):
        self.one.write(SITE, play(*resources))
        return self.one.converge("apply", "--yes", *words, SITE, expect=expect)

    def plan(self, *resources, expect=2):
        self.one.write(SITE, play(*resources))
        return self.one.converge("plan", SITE, expect=expect).stdout

    def shown(self, unit, name):
        return self.one.systemctl("show", "--value", "--property", name, unit).strip()

    def invocation(self, unit="app.service"):
        return self.shown(unit, "InvocationID")

    def test_a_unit_is_written_enabled_and_started_and_a_second_run_does_nothing(self):
        plan = self.plan(APP)
        for row in ("content: sha256:", "enabled: enabled", "state: running"):
            self.assertIn(row, plan)
        self.apply(APP)
        self.assertEqual(self.one.systemctl("is-active", "app").strip(), "active")
        self.assertEqual(self.one.systemctl("is-enabled", "app").strip(), "enabled")
        before, files = self.invocation(), self.one.manifest()
        self.assertIn("in sync", self.one.converge("apply", SITE, expect=0).stdout)
        self.assertEqual(self.invocation(), before)
        after = self.one.manifest()
        self.assertEqual({path for path in files.keys() | after.keys() if files.get(path) != after.get(path) and "journal" not in path}, set())

    def test_a_notification_restarts_once_and_only_what_runs(self):
        conf = "\n    - file: /etc/app.conf\n      content: %s\n      notify: \"systemd[app]\"\n"
        more = "\n    - file: /etc/app.more\n      content: %s\n      notify: \"systemd[app]\"\n"
        self.apply(conf % "a", more % "a", APP)
        before = self.invocation()
        self.assertIn("restarts", self.plan(conf % "b", more % "b", APP))
        self.apply(conf % "b", more % "b", APP)
        after = self.invocation()
        self.assertNotEqual(before, after)
        self.apply(conf % "b", more % "b", APP)
        self.assertEqual(self.invocation(), after)
        started = self.one.run("journalctl", "--unit=app", "--output=cat", "--quiet").stdout.count("Started app.service")
        self.assertEqual(started, 2)
        # What does not run is not started by a notification.
        still = APP.replace("state: running", "state: stopped")
        self.apply(conf % "b", more % "b", still)
        self.apply(conf % "c", more % "c", still)
        self.assertEqual(self.one.systemctl("is-active", "app", check=False).strip(), "inactive")

    def test_a_notification_to_reload_reloads(self):
        conf = "\n    - file: /etc/app.conf\n      content: %s\n      notify: {reload: \"systemd[app]\"}\n"
        self.apply(conf % "a", APP)
        before = self.invocation()
        self.one.run("rm", "-f", "/run/app-reloaded")
        self.apply(conf % "b", APP)
        self.assertEqual(self.invocation(), before)
        self.one.run("test", "-e", "/run/app-reloaded")

    def test_a_change_of_the_unit_itself_restarts_it(self):
        self.apply(APP)
        before = self.invocation()
        self.apply(APP.replace("sleep infinity", "sleep 100000"))
        self.assertNotEqual(self.invocation(), before)
        self.assertIn("sleep 100000", self.shown("app", "ExecStart"))
        self.apply(APP + "      drop_in: {limits: \"[Service]\\nLimitNOFILE=4242\\n\"}\n")
        self.assertEqual(self.shown("app", "LimitNOFILE"), "4242")
        self.assertIn("4242", self.one.run("sh", "-c", "cat /proc/$(systemctl show -P MainPID app)/limits").stdout)
        self.apply(APP + "      drop_in: {limits: absent}\n")
        self.assertNotEqual(self.shown("app", "LimitNOFILE"), "4242")

    def test_what_a_killed_run_left_half_done_is_made_up_for(self):
        self.apply(APP)
        before = self.invocation()
        # Its own definition is there by the next run, and nothing but the journal knows that it was not loaded by then.
        changed = APP.replace("sleep infinity", "sleep 100001")
        self.one.write(SITE, play(changed))
        generator = "/etc/systemd/system-generators/kill-converge"
        self.one.write(generator, "#!/bin/sh\nkill -9 $(cat /run/converge.pid)\n", 0o755)
        killed = self.one.run("sh", "-c", "echo $$ >/run/converge.pid; exec /opt/converge/converge apply --yes " + SITE, check=False)
        self.assertEqual(killed.returncode, -9)
        self.one.run("rm", generator)
        self.assertEqual(self.invocation(), before)
        self.assertIn("sleep 100001", self.one.read("/etc/systemd/system/app.service"))
        self.apply(changed)
        self.assertNotEqual(self.invocation(), before)

    def test_a_unit_that_was_restarted_since_is_not_restarted_for_what_is_owed(self):
        conf = "\n    - file: /etc/app.conf\n      content: %s\n      notify: \"systemd[app]\"\n"
        self.apply(conf % "a", APP)
        self.one.write("/root/site.yaml", play(conf % "b", APP))
        held = self.one.converge("apply", SITE, stdin="")  # nobody says yes to a restart
        self.assertIn("deferred", held.stdout)
        self.one.systemctl("restart", "app")
        before = self.invocation()
        self.apply(conf % "b", APP)
        self.assertEqual(self.invocation(), before)
        self.assertIn("in sync", self.apply(conf % "b", APP).stdout)

    def test_a_crash_loop_is_a_failure_with_the_last_lines_of_its_journal(self):
        broken = APP.replace("exec sleep infinity", "echo no such card >&2; exit 3").replace("ExecReload", "Restart=always\n        ExecReload")
        done = self.apply(broken, expect=1)
        self.assertIn("app.service does not stay up: it ended (exit code 3)", done.stdout)
        self.assertIn("no such card", done.stdout)
        # Once it is mended it starts, however often it failed before.
        self.apply(APP)
        self.assertEqual(self.one.systemctl("is-active", "app").strip(), "active")

    def test_a_unit_that_fails_at_once_tells_why(self):
        done = self.apply(APP.replace("/bin/sh -c 'exec sleep infinity'", "/nowhere/at/all"), expect=1)
        self.assertIn("app.service", done.stdout)
        self.assertIn("203", done.stdout)
        done = self.apply(APP.replace("[Service]", "[Service]\n        Type=oneshot").replace("exec sleep infinity", "true"), expect=1)
        self.assertIn("Type=oneshot", done.stdout)
        done = self.apply(APP.replace("[Service]", "[Service]\n        Type=nonsense\n        User=a b"), expect=1)
        self.assertIn("bad unit file setting", done.stdout)
        self.assertIn("Type=", done.stdout)
        done = self.apply(APP.replace("[Service]", "Requires=nowhere.service\n        After=nowhere.service\n        [Service]"), expect=1)
        self.assertIn("nowhere.service", done.stdout)
        done = self.apply(APP.replace("[Service]", "ConditionPathExists=/dev/nvidia0\n        [Service]"), expect=1)
        self.assertIn("ConditionPathExists=/dev/nvidia0 does not hold", done.stdout)
        done = self.apply(APP.replace("[Service]", "[Service]\n        Type=notify") + "      timeout: 1s\n", expect=1)
        self.assertIn("is not done after 1 s", done.stdout)

    def test_an_old_definition_is_drift_of_its_own(self):
        self.apply(APP)
        before = self.invocation()
        unit = "/etc/systemd/system/app.service"
        self.one.run("touch", unit)
        self.assertEqual(self.shown("app", "NeedDaemonReload"), "yes")
        plan = self.plan(APP)
        self.assertIn("definition: older than its files -> reloaded", plan)
        self.assertIn("drift", plan)
        self.apply(APP)
        self.assertEqual(self.shown("app", "NeedDaemonReload"), "no")
        self.assertEqual(self.invocation(), before)

    def test_files_of_other_resources_come_first_and_are_loaded(self):
        unit = "\n    - file: /etc/systemd/system/other.service\n      content: |\n        [Service]\n        ExecStart=/bin/sleep %s\n"
        drop_in = ("\n    - file: /etc/systemd/system/other.service.d\n      state: directory\n"
                   "\n    - file: /etc/systemd/system/other.service.d/nice.conf\n      content: |\n        [Service]\n        Nice=7\n")
        run = "\n    - systemd: other\n      state: running\n"
        # Written in the wrong order: the edges put it right.
        self.apply(run, drop_in, unit % "100")
        self.assertEqual(self.shown("other", "Nice"), "7")
        self.assertIn("known only after file[/etc/systemd/system/other.service]", self.plan(run, drop_in, unit % "200"))
        before = self.invocation("other")
        self.apply(run, drop_in, unit % "200")
        self.assertEqual(self.shown("other", "NeedDaemonReload"), "no")
        self.assertEqual(self.invocation("other"), before)

    def test_masks_timers_sockets_and_instances(self):
        self.apply("\n    - systemd: cron-like.timer\n      content: |\n        [Timer]\n        OnBootSec=1h\n        [Install]\n"
                   "        WantedBy=timers.target\n      enabled: true\n      state: running\n",
                   "\n    - systemd: cron-like.service\n      content: |\n        [Service]\n        Type=oneshot\n        ExecStart=/bin/true\n",
                   "\n    - systemd: talk.socket\n      content: |\n        [Socket]\n        ListenStream=/run/talk.sock\n        Accept=yes\n      state: running\n",
                   "\n    - systemd: talk@.service\n      content: |\n        [Service]\n        ExecStart=/bin/true\n",
                   "\n    - systemd: worker@.service\n      content: |\n        [Service]\n        ExecStart=/bin/sleep infinity\n        [Install]\n"
                   "        WantedBy=multi-user.target\n",
                   "\n    - systemd: [worker@one, worker@two]\n      enabled: true\n      state: running\n",
                   "\n    - systemd: never.service\n      masked: true\n")
        for unit in ("cron-like.timer", "talk.socket", "worker@one", "worker@two"):
            self.assertEqual(self.one.systemctl("is-active", unit).strip(), "active", unit)
        for unit in ("cron-like.timer", "worker@one", "worker@two"):
            self.assertEqual(self.one.systemctl("is-enabled", unit).strip(), "enabled", unit)
        self.assertEqual(self.one.systemctl("is-enabled", "never", check=False).strip(), "masked")
        self.apply("\n    - systemd: [worker@one, worker@two]\n      enabled: false\n      state: stopped\n",
                   "\n    - systemd: never.service\n      masked: false\n")
        self.assertEqual(self.one.systemctl("is-enabled", "worker@two", check=False).strip(), "disabled")
        self.assertNotEqual(self.one.systemctl("is-enabled", "never", check=False).strip(), "masked")

    def test_units_that_cannot_be_had_say_why_in_the_plan(self):
        plan = self.plan("\n    - systemd: systemd-journald.service\n      enabled: true\n",
                         "\n    - systemd: nowhere.service\n      state: running\n",
                         "\n    - systemd: nowhere-else.service\n      state: stopped\n      enabled: false\n",
                         "\n    - systemd: apt-daily.timer\n      state: running\n")
        self.assertIn("systemd-journald.service cannot be enabled because it has no [Install] section", plan)
        self.assertIn("there is no unit nowhere.service on this machine", plan)
        self.assertIn("apt-daily.timer is masked, so nothing can start it; add `masked: false`", plan)
        self.assertNotIn("nowhere-else", plan)

    def test_a_unit_goes_with_all_that_belongs_to_it(self):
        self.apply(APP)
        self.apply("\n    - systemd: app\n      state: absent\n")
        self.assertEqual(self.one.run("systemctl", "status", "app", check=False).returncode, 4)
        self.one.run("sh", "-c", "! test -e /etc/systemd/system/app.service && ! test -L /etc/systemd/system/multi-user.target.wants/app.service")
        self.assertIn("in sync", self.apply("\n    - systemd: app\n      state: absent\n").stdout)

    def test_an_undo_puts_a_unit_back(self):
        self.apply(APP)
        self.apply(APP.replace("sleep infinity", "sleep 77").replace("state: running", "state: stopped").replace("enabled: true", "enabled: false"))
        self.assertEqual(self.one.systemctl("is-active", "app", check=False).strip(), "inactive")
        self.one.converge("undo", "last", "--yes", expect=0)
        self.assertEqual(self.one.systemctl("is-active", "app").strip(), "active")
        self.assertEqual(self.one.systemctl("is-enabled", "app").strip(), "enabled")
        self.assertIn("in sync", self.apply(APP).stdout)

    def test_a_boot_finds_it_running_and_in_sync(self):
        self.apply(APP)
        self.one.run("sync")
        self.one.shut_down()
        self.one.boot()
        self.assertEqual(self.one.systemctl("is-active", "app").strip(), "active")
        self.assertIn("in sync", self.apply(APP).stdout)

    def test_it_works_without_a_message_bus(self):
        self.one.systemctl("stop", "dbus.socket", "dbus.service")
        self.apply(APP)
        self.assertEqual(self.one.systemctl("is-active", "app").strip(), "active")


if __name__ == "__main__":
    unittest.main()
