#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the integration tests: all of them, or those named (test_undo, crash/test_kill.py, test_undo.Undo.test_x).

Those with booted hosts run by their own, with `hosts` as the first word: hosts [test_boot...]. They need root.

CONVERGE and CONVERGE_AGENT name the programs; build/release/bin/ is where they are looked for otherwise.
"""
import glob
import os
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
HOSTS = os.path.join(HERE, "hosts")


class Lines(unittest.TestResult):
    """One line a test, and what went wrong below it."""

    def __init__(self):
        super().__init__()
        self.passed = 0
        self.failed = 0
        self.skip_count = 0
        self.broken = {}

    def startTest(self, test):
        super().startTest(test)
        self.started = time.monotonic()
        self.outcome = None

    def line(self, word, test, detail=""):
        elapsed = time.monotonic() - getattr(self, "started", time.monotonic())
        print("%-4s %s (%.2f s)%s" % (word, test.id(), elapsed, detail), flush=True)

    def go_wrong(self, test, error):
        self.outcome = "failed"
        self.line("FAIL", test)
        print(self._exc_info_to_string(error, test), flush=True)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.go_wrong(test, error)
        self.failed += 1

    def addError(self, test, error):
        super().addError(test, error)
        self.go_wrong(test, error)
        self.failed += 1

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is None:
            return
        if self.outcome is None:  # a test counts once, however many of its parts fail
            self.failed += 1
        self.go_wrong(subtest, error)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.outcome = "skipped"
        self.skip_count += 1
        self.line("skip", test, ": " + reason)

    def addSuccess(self, test):
        if self.outcome is None:
            self.passed += 1
            self.line("ok", test)


def names_of(words, folder):
    """Module names; a word may be a path, a module or a test of one."""
    if not words:
        found = glob.glob(os.path.join(folder, "**", "test_*.py"), recursive=True)
        words = sorted(os.path.relpath(path, folder) for path in found if folder == HOSTS or not path.startswith(HOSTS))
    return [word[:-3].replace("/", ".") if word.endswith(".py") else word for word in words]


def main():
    sys.path.insert(0, HERE)
    sys.dont_write_bytecode = True
    words, folder = sys.argv[1:], HERE
    if words[:1] == ["hosts"]:
        words, folder = words[1:], HOSTS
        sys.path.insert(0, HOSTS)
        import isolation
        isolation.enter()
    suite = unittest.defaultTestLoader.loadTestsFromNames(names_of(words, folder))
    result = Lines()
    suite.run(result)
    print("%d passed, %d failed, %d skipped" % (result.passed, result.failed, result.skip_count))
    return 1 if result.failed else 0


if __name__ == "__main__":
    sys.exit(main())
