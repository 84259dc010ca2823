# SPDX-License-Identifier: MIT
"""A run that is killed takes the commands that it runs with it."""
import os
import signal
import subprocess
import time
import unittest

from support import CONVERGE, ENVIRONMENT, Case

SECONDS = 20


class Killed(Case):
    def comes_true(self, condition):
        deadline = time.monotonic() + SECONDS
        while not condition():
            if time.monotonic() > deadline:
                return False
            os.sched_yield()
        return True

    def history(self, *words):
        return self.converge("history", "--state-dir", self.path("state"), *words, expect=0).stdout

    def test_no_command_outlives_it(self):
        pid_file = self.path("pid")
        site = self.write("site.yaml", "- hosts: all\n  resources:\n    - command: wait\n      run: \"echo $$ > %s; exec sleep 1000\"\n"
                                       "      creates: %s\n" % (pid_file, self.path("never")))
        # The machine itself, so that a shell is there; nothing but the scratch folder is written.
        run = subprocess.Popen([CONVERGE, "apply", site, "--state-dir", self.path("state"), "--no-cache"],
                               env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        try:
            self.assertTrue(self.comes_true(lambda: os.path.exists(pid_file) and self.read("pid").endswith("\n")))
            command = int(self.read("pid"))
            os.kill(command, 0)
            self.assertRegex(self.history(), r"^\S+  .*  apply  in progress\n$")
            row, = self.events(self.history("--output", "json"))
            self.assertEqual(row["state"], "running")
        finally:
            run.send_signal(signal.SIGKILL)
            run.wait(SECONDS)
        self.assertTrue(self.comes_true(lambda: not os.path.exists("/proc/%d" % command)), "the command goes on")
        self.assertRegex(self.history(), r"  interrupted\n$")
        row, = self.events(self.history("--output", "json"))
        self.assertEqual(row["state"], "interrupted")


if __name__ == "__main__":
    unittest.main()
