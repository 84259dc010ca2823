# SPDX-License-Identifier: MIT
"""Desired state from a Git repository: bare or not, by revision, and never from the working tree."""
import os
import shutil
import unittest

from support import Case

PLAYBOOK = '- hosts: all\n  resources:\n    - file: /motd\n      source: motd\n'


@unittest.skipIf(shutil.which("git") is None, "there is no git")
class Git(Case):
    def setUp(self):
        super().setUp()
        self.repository = self.path("repository")
        os.mkdir(self.repository)
        self.git("init", "--quiet", "--initial-branch=main")
        self.write("repository/site.yaml", PLAYBOOK)
        self.first = self.commit("one\n")
        self.git("tag", "first")
        self.second = self.commit("two\n")

    def git(self, *words):
        who = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
               "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
        done = self.run_program(["git", *words], environment=who, cwd=self.repository)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def commit(self, text):
        self.write("repository/files/motd", text)
        self.git("add", ".")
        self.git("commit", "--quiet", "-m", "state")
        return self.git("rev-parse", "HEAD")

    def apply(self, *words, repository=None, expect=0):
        return self.converge("apply", "site.yaml", "--repo", repository or self.repository, "--root", self.root, *words,
                             expect=expect)

    def motd(self):
        return self.read("root/motd")

    def test_head_by_default(self):
        self.apply()
        self.assertEqual(self.motd(), "two\n")

    def test_revisions(self):
        for revision, text in (("first", "one\n"), ("main", "two\n"), (self.first, "one\n"), (self.second[:10], "two\n"),
                               ("HEAD~1", "one\n")):
            with self.subTest(revision=revision):
                self.apply("--revision", revision)
                self.assertEqual(self.motd(), text)

    def test_bare(self):
        bare = self.path("bare.git")
        self.git("clone", "--quiet", "--bare", self.repository, bare)
        self.apply("--revision", "first", repository=bare)
        self.assertEqual(self.motd(), "one\n")
        self.apply(repository=bare)
        self.assertEqual(self.motd(), "two\n")

    def test_working_tree_is_not_read(self):
        self.write("repository/files/motd", "dirty\n")
        self.write("repository/site.yaml", "- this is not even a playbook\n")
        self.apply()
        self.assertEqual(self.motd(), "two\n")

    def test_staged_is_not_read(self):
        self.write("repository/files/motd", "staged\n")
        self.git("add", ".")
        self.apply()
        self.assertEqual(self.motd(), "two\n")

    def test_new_commit_is_seen_at_once(self):
        self.apply()
        self.commit("three\n")
        self.apply()
        self.assertEqual(self.motd(), "three\n")

    def test_revision_is_recorded(self):
        self.apply("--revision", "first")
        self.apply()
        runs = self.events(self.converge("history", "--root", self.root, "--output", "json", expect=0).stdout)
        revisions = [run["revision"] for run in runs if "revision" in run]
        self.assertEqual(revisions, [self.second, self.first])
        self.assertIn(self.first[:12], self.converge("history", "--root", self.root, expect=0).stdout)

    def test_unknown_revision(self):
        done = self.apply("--revision", "nowhere", expect=None)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("nowhere", done.stderr)
        self.assertEqual(os.listdir(self.root), [])

    def test_no_repository(self):
        done = self.apply(repository=self.path("root"), expect=None)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(self.path("root"), done.stderr)
        self.assertEqual(os.listdir(self.root), [])

    def test_an_inventory_that_the_clone_lacks_is_not_taken_for_none(self):
        self.write("repository/cluster.yaml", "all:\n  hosts:\n    far:\n")
        self.commit("four\n")
        blob = self.git("rev-parse", "HEAD:cluster.yaml")
        os.remove(self.path("repository/.git/objects", blob[:2], blob[2:]))
        done = self.apply(expect=65)
        self.assertIn("this clone lacks the object", done.stderr)
        self.assertEqual(os.listdir(self.root), [])

    def test_error_names_the_file(self):
        self.write("repository/site.yaml", "- hosts: all\n  resources:\n    - fille: /motd\n")
        self.git("commit", "--quiet", "-am", "typo")
        done = self.apply(expect=65)
        self.assertIn("site.yaml:3:7", done.stderr)
        self.assertIn("did you mean 'file'?", done.stderr)


if __name__ == "__main__":
    unittest.main()
