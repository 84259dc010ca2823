# SPDX-License-Identifier: MIT
"""The kind sysctl on a booted host, whose network settings are its own."""
import unittest

from host_case import HostCase

SITE = "/root/site.yaml"
FORWARD = "/proc/sys/net/ipv4/ip_forward"
OWN = "/etc/sysctl.d/90-net.ipv4.ip_forward.conf"
PLAY = """- hosts: all
  resources:
    - sysctl: net.ipv4.ip_forward
      value: 1
    - sysctl: net.ipv4.tcp_rmem
      value: 4096 131072 8388608
"""


class Sysctl(HostCase):
    def setUp(self):
        super().setUp()
        self.one = self.host()

    def converge(self, verb, text, expect):
        self.one.write(SITE, text)
        words = ["--yes"] if verb == "apply" else []
        return self.one.converge(verb, *words, SITE, expect=expect).stdout

    def value(self, path=FORWARD):
        return self.one.run("cat", path).stdout.split()

    def test_a_setting_is_set_now_and_at_boot_and_a_second_run_writes_nothing(self):
        self.assertEqual(self.value(), ["0"])
        self.assertIn("value: 0 -> 1", self.converge("plan", PLAY, 2))
        self.converge("apply", PLAY, 0)
        self.assertEqual(self.value(), ["1"])
        self.assertEqual(self.value("/proc/sys/net/ipv4/tcp_rmem"), ["4096", "131072", "8388608"])
        before = self.one.manifest()
        self.assertIn("in sync", self.one.converge("apply", SITE, expect=0).stdout)
        after = self.one.manifest()
        self.assertEqual({path for path in before.keys() | after.keys() if before.get(path) != after.get(path) and "journal" not in path}, set())
        # systemd-sysctl takes it from there.
        self.one.run("sh", "-c", "echo 0 >" + FORWARD)
        self.one.run("/lib/systemd/systemd-sysctl", "--prefix=/net/ipv4/ip_forward")
        self.assertEqual(self.value(), ["1"])

    def test_what_somebody_sets_by_hand_is_drift(self):
        self.converge("apply", PLAY, 0)
        self.one.run("sh", "-c", "echo 0 >" + FORWARD)
        plan = self.converge("plan", PLAY, 2)
        self.assertIn("drift", plan)
        self.assertIn("value: 0 -> 1", plan)
        self.converge("apply", PLAY, 0)
        self.assertEqual(self.value(), ["1"])

    def test_the_file_that_wins_at_boot_is_the_one_that_is_named(self):
        self.one.write("/etc/sysctl.conf", "# old\nnet.ipv4.ip_forward=0\n")
        self.one.run("ln", "-sf", "../sysctl.conf", "/etc/sysctl.d/99-sysctl.conf")
        said = self.converge("plan", PLAY, 2)
        self.assertIn("/etc/sysctl.conf:2 sets net.ipv4.ip_forward to 0 after " + OWN, said)
        # systemd agrees on who has the last word.
        self.one.write(OWN, "net.ipv4.ip_forward=1\n")
        self.one.run("/lib/systemd/systemd-sysctl", "--prefix=/net/ipv4/ip_forward")
        self.assertEqual(self.value(), ["0"])
        # A resource of the same run that takes the line out makes it possible.
        mended = PLAY + "    - file: /etc/sysctl.conf\n      merge: lines\n      absent: [\"net.ipv4.ip_forward=0\"]\n"
        self.converge("apply", mended, 0)
        self.one.run("/lib/systemd/systemd-sysctl", "--prefix=/net/ipv4/ip_forward")
        self.assertEqual(self.value(), ["1"])

    def test_an_undo_and_an_absence_put_it_back(self):
        self.converge("apply", PLAY, 0)
        self.one.converge("undo", "last", "--yes", expect=0)
        self.assertEqual(self.value(), ["0"])
        self.one.run("test", "!", "-e", OWN)
        self.converge("apply", PLAY, 0)
        self.converge("apply", "- hosts: all\n  resources:\n    - sysctl: net.ipv4.ip_forward\n      state: absent\n      value: 0\n", 0)
        self.assertEqual(self.value(), ["0"])
        self.one.run("test", "!", "-e", OWN)

    def test_what_cannot_be_set_says_why(self):
        said = self.converge("plan", "- hosts: all\n  resources:\n    - sysctl: net.ipv4.no_such_setting\n      value: 1\n", 2)
        self.assertIn("the running kernel has no setting net.ipv4.no_such_setting", said)
        said = self.converge("apply", PLAY.replace("value: 1", "value: many"), 1)
        self.assertIn("the kernel refuses the value 'many' for net.ipv4.ip_forward", said)
        self.one.run("test", "!", "-e", OWN)
        said = self.converge("apply", "- hosts: all\n  resources:\n    - sysctl: kernel.pid_max\n      value: 99999\n", 1)
        self.assertIn("the kernel does not let kernel.pid_max be set here", said)


if __name__ == "__main__":
    unittest.main()
