# SPDX-License-Identifier: MIT
"""Two resources that undo each other never count as converged."""
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
