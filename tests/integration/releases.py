#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs one catalog in process here and through converge-agent inside roots of other releases: same events, same files.

`make test-releases` runs it, as root. Each root is made with mmdebstrap from the release's own archive and kept in
build/releases/, so it needs a network once; a release whose root cannot be made is named and counts as skipped.
"""
import os
import shutil
import subprocess
import sys
import unittest

from run import Lines
from support import AGENT, REPOSITORY, tree
from test_agent import STATE, Agent, comparable

DEBIAN, UBUNTU = "http://deb.debian.org/debian", "http://archive.ubuntu.com/ubuntu"
# The roots only run our program in a chroot, so an archive whose key Debian does not ship is taken unchecked.
RELEASES = {"bookworm": DEBIAN, "trixie": DEBIAN, "jammy": UBUNTU, "noble": UBUNTU}
ROOTS = os.path.join(REPOSITORY, "build/releases")


def make_root(release):
    """The folder with the root of a release; the reason as an exception where it cannot be made."""
    folder = os.path.join(ROOTS, release)
    if os.path.isdir(folder):
        return folder
    os.makedirs(ROOTS, exist_ok=True)
    source = "deb [trusted=yes] %s %s main" % (RELEASES[release], release)
    command = ["mmdebstrap", "--variant=apt", "--aptopt=Acquire::AllowInsecureRepositories true", release, folder + ".new", source]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode != 0:
        shutil.rmtree(folder + ".new", ignore_errors=True)
        raise unittest.SkipTest("no root of %s: %s" % (release, done.stderr.strip().splitlines()[-1:]))
    os.rename(folder + ".new", folder)
    return folder


class Releases(Agent):
    """The agent inside the root of another release, against the in-process run here."""

    def setUp(self):
        super().setUp()
        self.chroot = None

    def enter(self, release):
        """The agent and an empty target folder, put into the root; both are taken out again."""
        self.chroot = make_root(release)
        shutil.rmtree(os.path.join(self.chroot, "converge-test"), ignore_errors=True)
        os.makedirs(os.path.join(self.chroot, "converge-test/root"))
        self.addCleanup(shutil.rmtree, os.path.join(self.chroot, "converge-test"), ignore_errors=True)
        shutil.copy2(AGENT, os.path.join(self.chroot, "converge-test/agent"))

    def inside(self, bundle, command):
        done = subprocess.run(["chroot", self.chroot, "/converge-test/agent", command, "--root", "/converge-test/root"],
                              input=bundle, capture_output=True, timeout=60, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def compare(self, release):
        self.enter(release)
        # `command` needs a shell in the target's root, which an empty folder has not: it fails alike on both sides.
        bundle = self.bundle()
        for command in ("plan", "apply", "apply", "plan"):
            here = self.converge(command, self.site, "--root", self.root, "--output", "json")
            code, out, err = self.inside(bundle, command)
            self.assertEqual(code, here.returncode, err)
            self.assertEqual(comparable(self.events(out)), comparable(self.events(here.stdout)), command)
        there = os.path.join(self.chroot, "converge-test/root")
        self.assertEqual(tree(self.root, (STATE,)), tree(there, (STATE,)))
        self.assertIn("etc/copied/sub/b", tree(there))

    def test_bookworm(self):
        self.compare("bookworm")

    def test_trixie(self):
        self.compare("trixie")

    def test_jammy(self):
        self.compare("jammy")

    def test_noble(self):
        self.compare("noble")


def main():
    if os.geteuid() != 0:
        print("releases.py: making roots and entering them needs root")
        return 1
    suite = unittest.TestSuite(Releases("test_" + release) for release in RELEASES)
    result = Lines()
    suite.run(result)
    print("%d passed, %d failed, %d skipped" % (result.passed, result.failed, result.skip_count))
    return 1 if result.failed or not result.passed else 0


if __name__ == "__main__":
    sys.exit(main())
