# SPDX-License-Identifier: MIT
"""What a run replaced can be put back: content, mode, links, what was removed, what was not there."""
import os
import unittest

from support import Case, tree

STATE = "var/lib/converge"

PLAYBOOK = """
- hosts: all
  resources:
    - file: /fresh
      content: "fresh\\n"
    - file: /replaced
      content: "new\\n"
      mode: "0600"
    - file: /mode
      mode: "0400"
    - file: /link
      target: new
    - file: /gone
      state: absent
    - file: /folder
      state: directory
    - file: /daemon.json
      merge: json
      content: {features: {cdi: true}}
"""


class Undo(Case):
    def setUp(self):
        super().setUp()
        self.site = self.write("site.yaml", PLAYBOOK)
        self.write("root/replaced", "old\n")
        self.write("root/mode", "text\n")
        self.write("root/gone", "precious\n", 0o640)
        self.write("root/daemon.json", '{\n  "log-level": "warn"\n}\n')
        os.symlink("old", self.path("root/link"))
        os.makedirs(self.path("root/var/lib"), 0o755)
        self.before = self.look()

    def look(self):
        return tree(self.root, (STATE,))

    def apply(self, expect=0):
        return self.converge("apply", self.site, "--root", self.root, expect=expect)

    def undo(self, *words, expect=0):
        return self.converge("undo", *words, "--root", self.root, expect=expect)

    def test_tree_is_as_before(self):
        self.apply()
        self.assertNotEqual(self.look(), self.before)
        self.undo("last", "--yes")
        self.assertEqual(self.look(), self.before)
        self.converge("plan", self.site, "--root", self.root, expect=2)
        self.apply()
        self.converge("plan", self.site, "--root", self.root, expect=0)

    def test_undo_of_undo(self):
        self.apply()
        applied = self.look()
        self.undo("last", "--yes")
        self.undo("last", "--yes")
        self.assertEqual(self.look(), applied)

    def test_check_changes_nothing(self):
        self.apply()
        applied = self.look()
        done = self.undo("last", "--check", expect=2)
        self.assertIn("/replaced", done.stdout)
        self.assertEqual(self.look(), applied)

    def test_asks_first(self):
        self.apply()
        applied = self.look()
        done = self.undo("last", expect=1)
        self.assertIn("--yes", done.stderr)
        self.assertEqual(self.look(), applied)

    def test_by_name(self):
        self.apply()
        runs = self.events(self.converge("history", "--root", self.root, "--output", "json", expect=0).stdout)
        run = [each["run"] for each in runs if each.get("command") == "apply"][0]
        self.undo(run, "--yes")
        self.assertEqual(self.look(), self.before)

    def test_unknown_run(self):
        done = self.undo("20200101T000000-0000", "--yes", expect=None)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("20200101T000000-0000", done.stderr)
        self.assertEqual(self.look(), self.before)

    def test_what_a_later_run_changed_is_left(self):
        self.apply()
        runs = self.events(self.converge("history", "--root", self.root, "--output", "json", expect=0).stdout)
        first = [each["run"] for each in runs if each.get("command") == "apply"][0]
        self.write("site.yaml", PLAYBOOK.replace('"new\\n"', '"newer\\n"'))
        self.apply()
        done = self.undo(first, "--yes", expect=None)
        self.assertIn("/replaced", done.stderr + done.stdout)
        self.assertEqual(self.read("root/replaced"), "newer\n")


if __name__ == "__main__":
    unittest.main()
