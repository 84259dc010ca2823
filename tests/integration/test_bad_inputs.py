# SPDX-License-Identifier: MIT
"""A tour of bad inputs: each is refused with exit code 65 and words that a newcomer can act on, and nothing happens.

tests/golden/bad_inputs/NAME/ holds a tree with a site.yaml and, in expected.txt, the whole stderr.
"""
import os
import re
import shutil
import unittest

from support import REPOSITORY, Case, golden

IDENTITY = os.path.join(REPOSITORY, "tests/unit/secret/fixtures/identity.txt")
TOUR = os.path.join(REPOSITORY, "tests/golden/bad_inputs")
ERROR = re.compile(r"^(?:converge|[^ ]+\.(?:yaml|j2)(?::\d+:\d+)?): error: ", re.MULTILINE)
EXCERPT = re.compile(r"^ +\d+ \| .*\n +\| +\^", re.MULTILINE)

# Errors about a file that is missing, empty or encrypted as a whole have no line to show.
WITHOUT_EXCERPT = {"playbook_missing", "yaml_empty", "inventory_empty", "secret_file_misread", "secret_file_of_resources",
                   "secret_file_with_an_error", "secret_template_error"}


class BadInputs(Case):
    def refused(self, name):
        tree = self.path(name)
        shutil.copytree(os.path.join(TOUR, name), tree, ignore=shutil.ignore_patterns("expected.txt"))
        done = self.converge("apply", "site.yaml", "--root", self.root, cwd=tree, environment={"CONVERGE_AGE_IDENTITY": IDENTITY})
        golden(self, os.path.join(TOUR, name, "expected.txt"), done.stderr)
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(os.listdir(self.root), [], "the root was touched")
        self.assertRegex(done.stderr, ERROR)
        self.assertIn("= fix: ", done.stderr)
        if name not in WITHOUT_EXCERPT:
            self.assertRegex(done.stderr, EXCERPT)

    def test_tour(self):
        names = sorted(os.listdir(TOUR))
        self.assertGreaterEqual(len(names), 175)
        for name in names:
            with self.subTest(name=name):
                self.refused(name)

    def test_every_error_has_a_fix(self):
        """One fix an error, wherever the input is."""
        for name in sorted(os.listdir(TOUR)):
            with open(os.path.join(TOUR, name, "expected.txt"), encoding="utf-8") as file:
                text = file.read()
            with self.subTest(name=name):
                self.assertEqual(len(ERROR.findall(text)), text.count("= fix: "), text)

    def test_errors_as_json(self):
        """The same findings for programs: one object a line, with place and fix."""
        done = self.converge("apply", os.path.join(TOUR, "three_errors/site.yaml"), "--root", self.root,
                             "--output", "json", expect=65)
        found = self.events(done.stdout)
        self.assertEqual(len(found), 3)
        for each in found:
            self.assertTrue(each["file"].endswith("site.yaml"))
            self.assertGreater(each["line"], 0)
            self.assertGreater(each["column"], 0)
            self.assertNotEqual(each["fix"], "")
            self.assertEqual(each["severity"], "error")


if __name__ == "__main__":
    unittest.main()
