# SPDX-License-Identifier: MIT
"""Two resources that undo each other never count as converged."""
import json
import os

from support import Case


class Fights(Case):
    def site(self, items):
        return self.write("site.yaml", "- hosts: all\n  resources:\n" + items)

    def apply(self, site, expect):
        return self.converge("apply", site, "--root", self.root, expect=expect)

    def test_two_patterns_for_one_line(self):
        self.write("root/sshd", "#Port 22\n")
        site = self.site("    - file: base\n      path: /sshd\n      merge: lines\n"
                         "      content: [{match: '^#?Port ', line: Port 22}]\n"
                         "    - file: hardening\n      path: /sshd\n      merge: lines\n"
                         "      content: [{match: '^Port', line: Port 2222}]\n")
        for _ in range(2):
            done = self.apply(site, 1)
            self.assertIn("file[base]", done.stdout)
            self.assertIn("changed again by file[hardening]", done.stdout)

    def test_different_keys_of_one_map_are_no_fight(self):
        item = "    - file: %s\n      path: /x.%s\n      merge: %s\n      %s\n"
        site = self.site(item % ("one", "json", "json", "content: {map: {a: {x: 1}}, empty: {}}")
                         + item % ("two", "json", "json", "content: {map: {a: {y: 2}, b: 3}, empty: {z: 1}}")
                         + item % ("three", "json", "json", "absent: [/map/a/old, /map/c]")
                         + item % ("four", "ini", "ini", "content: {s: {a: 1}, mode: {}}\n      mode: \"0644\"")
                         + item % ("five", "ini", "ini", "content: {s: {b: 2}, mode: {c: 3}}\n      absent: [s.old]"))
        self.apply(site, 0)
        self.assertEqual(json.loads(self.read("root/x.json")),
                         {"map": {"a": {"x": 1, "y": 2}, "b": 3}, "empty": {"z": 1}})
        self.assertEqual(self.read("root/x.ini"), "[s]\na=1\nb=2\n\n[mode]\nc=3\n")
        self.converge("plan", site, "--root", self.root, expect=0)

    def apply_here(self, site, expect):
        """On the running system, as a command needs a shell; all paths are in the test's folder."""
        return self.converge("apply", site, "--state-dir", self.path("state"), expect=expect)

    def test_a_command_that_edits_a_managed_file(self):
        path = os.path.join(self.root, "x")
        site = self.site("    - file: %s\n      content: \"a\\n\"\n"
                         "    - command: echo b > %s\n      unless: grep -q b %s\n" % (path, path, path))
        done = self.apply_here(site, 1)
        self.assertIn("changed again by command[echo b", done.stdout)
        self.assertIn("not converged", done.stdout)

    def test_one_that_only_touches_what_nobody_manages_is_no_fight(self):
        site = self.site("    - file: %s/x\n      content: \"a\\n\"\n"
                         "    - command: touch %s/y\n      creates: %s/y\n" % (self.root, self.root, self.root))
        self.apply_here(site, 0)
        self.apply_here(site, 0)
