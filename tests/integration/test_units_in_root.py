# SPDX-License-Identifier: MIT
"""Units in a folder that nothing runs in (`--root`): files and links, and what has to wait for the boot."""
import os
import unittest

from support import Case

PLAYBOOK = """
- hosts: all
  resources:
    - file: [/etc, /etc/systemd, /etc/systemd/system]
      state: directory
    - file: /etc/app.conf
      content: "level = 3"
      notify: "systemd[app]"
    - systemd: app
      content: |
        [Service]
        ExecStart=/bin/app
        [Install]
        WantedBy=multi-user.target
      drop_in:
        limits: |
          [Service]
          LimitNOFILE=4096
      enabled: true
      state: running
    - systemd: never
      masked: true
    - file: /etc/follows
      content: "it does not wait for the boot"
"""
UNIT = "/etc/systemd/system/app.service"
WANTED = "/etc/systemd/system/multi-user.target.wants/app.service"


class UnitsInRoot(Case):
    def setUp(self):
        super().setUp()
        self.site = self.write("site.yaml", PLAYBOOK)

    def test_links_are_made_and_running_is_deferred(self):
        done = self.converge("apply", self.site, "--root", self.root, expect=1)
        self.assertEqual(os.readlink(self.root + WANTED), UNIT)
        self.assertEqual(os.readlink(self.root + "/etc/systemd/system/never.service"), "/dev/null")
        self.assertTrue(os.path.exists(self.root + "/etc/systemd/system/app.service.d/limits.conf"))
        self.assertTrue(os.path.exists(self.root + "/etc/follows"))
        self.assertIn("deferred systemd[app]", done.stdout)
        self.assertIn("waits for the boot (image)", done.stdout)
        self.assertNotIn("is owed", done.stdout)
        again = self.converge("apply", self.site, "--root", self.root, "--detailed-exitcodes", expect=8)
        self.assertIn("deferred", again.stdout)
        plan = self.converge("plan", self.site, "--root", self.root, expect=2)
        self.assertIn("1 deferred", plan.stdout)

    def test_what_need_not_run_is_in_sync(self):
        site = self.write("site.yaml", PLAYBOOK.replace("      state: running\n", ""))
        self.converge("apply", site, "--root", self.root, expect=0)
        self.assertIn("in sync", self.converge("apply", site, "--root", self.root, expect=0).stdout)


if __name__ == "__main__":
    unittest.main()
