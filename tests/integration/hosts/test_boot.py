# SPDX-License-Identifier: MIT
"""The hosts themselves: what the other tests stand on."""
import unittest

from host_case import HostCase

SITE = """- hosts: all
  resources:
    - file: /etc/motd
      content: "hello from {{ facts.hostname }}\\n"
    - file: [/srv/app, /srv/app/conf.d]
      state: directory
    - command: note the boot
      run: [/usr/bin/touch, /srv/app/ready]
      creates: /srv/app/ready
"""


class Boot(HostCase):
    def test_hosts_are_real_machines_that_see_each_other(self):
        one, two = self.host("n1"), self.host("n2")
        for host in (one, two):
            self.assertEqual(host.run("hostname").stdout, host.name + "\n")
            self.assertEqual(host.systemctl("is-system-running", "--wait").strip(), "running", host.systemctl("--failed"))
            self.assertEqual(host.run("cat", "/etc/machine-id").stdout.strip(), host.machine_id)
        self.assertNotEqual(one.machine_id, two.machine_id)
        greeting = two.run("python3", "-c", "import socket; print(socket.create_connection(('%s', 22), 10).recv(64).decode())" % one.address)
        self.assertIn("SSH-2.0-OpenSSH", greeting.stdout)

    def test_what_was_written_is_there_after_a_power_cut_and_a_boot(self):
        host = self.host()
        first = host.run("cat", "/proc/sys/kernel/random/boot_id").stdout
        host.run("sh", "-c", "echo kept > /srv/kept")
        host.cut_power()
        host.boot()
        self.assertEqual(host.run("cat", "/srv/kept").stdout, "kept\n")
        self.assertEqual(host.systemctl("is-system-running", "--wait").strip(), "running")
        self.assertNotEqual(first, host.run("cat", "/proc/sys/kernel/random/boot_id").stdout)
        host.shut_down()

    def test_a_play_converges_and_a_second_run_writes_nothing(self):
        host = self.host()
        host.write("/root/site.yaml", SITE)
        self.assertIn("4 to change", host.converge("plan", "/root/site.yaml", expect=2).stdout)
        host.converge("apply", "/root/site.yaml", expect=0)
        self.assertEqual(host.read("/etc/motd"), "hello from n1\n")
        before = host.manifest()
        self.assertIn("etc/motd", before)
        self.assertIn("in sync", host.converge("apply", "/root/site.yaml", expect=0).stdout)
        after = host.manifest()
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        self.assertEqual(changed, set())


if __name__ == "__main__":
    unittest.main()
