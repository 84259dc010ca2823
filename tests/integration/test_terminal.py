# SPDX-License-Identifier: MIT
"""What somebody at a terminal is shown and asked, through a real pseudo-terminal."""
import os
import pty
import select
import signal
import subprocess
import time
import unittest

from support import CONVERGE, ENVIRONMENT, Case, link_programs

# Changing the file asks for a restart, which asks for a reboot.
PLAYBOOK = """\
- hosts: all
  resources:
    - file: /motd
      content: |
        new
      notify: "command[restart]"
    - command: restart
      run: [touch, /restarted]
      when_notified: true
      interrupts: restart
      notify: "command[reboot]"
    - command: reboot
      run: [touch, /rebooted]
      when_notified: true
      interrupts: reboot
"""
QUESTION = "[q]uit without changing anything: "
SECONDS = 20


class Session:
    """A program on a terminal of its own."""

    def __init__(self, words, cwd):
        master, slave = pty.openpty()
        self.master = master
        self.process = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, cwd=cwd, start_new_session=True,
                                        env={**ENVIRONMENT, "TERM": "xterm"})
        os.close(slave)
        self.text = ""

    def read_until(self, wanted):
        """Reads until the text has come, or until the end where nothing is wanted."""
        deadline = time.monotonic() + SECONDS
        while wanted is None or wanted not in self.text:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                raise AssertionError("%r did not come within %d s:\n%s" % (wanted, SECONDS, self.text))
            try:
                piece = os.read(self.master, 65536)
            except OSError:  # the other end is closed
                piece = b""
            if not piece:
                if wanted is None:
                    return
                raise AssertionError("%r did not come:\n%s" % (wanted, self.text))
            self.text += piece.decode()

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self):
        """The exit code; what was printed last is in `text`."""
        self.read_until(None)
        return self.process.wait(SECONDS)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(SECONDS)
        os.close(self.master)


@unittest.skipUnless(os.geteuid() == 0, "commands inside --root need chroot, hence root")
class Terminal(Case):
    def setUp(self):
        super().setUp()
        self.site = self.write("site.yaml", PLAYBOOK)
        link_programs(self.root, "/usr/bin/touch")

    def start(self, *words):
        session = Session([CONVERGE, "apply", self.site, "--root", self.root, "--cache-dir", self.path("cache"), *words], self.scratch)
        self.addCleanup(session.close)
        return session

    def there(self, name):
        return os.path.exists(os.path.join(self.root, name))

    def test_the_question_shows_all_that_a_yes_would_do(self):
        session = self.start()
        session.read_until(QUESTION)
        shown = session.text
        self.assertRegex(shown, r"restarts\s+command\[restart\]")
        self.assertRegex(shown, r"reboots\s+command\[reboot\]")
        self.assertFalse(self.there("motd"), "nothing happens before the answer")
        session.type("y\n")
        self.assertEqual(session.end(), 0, session.text)
        self.assertTrue(self.there("motd") and self.there("restarted") and self.there("rebooted"))

    def test_no_holds_it_back_and_owes_it(self):
        session = self.start()
        session.read_until(QUESTION)
        session.type("maybe\n")
        session.read_until("Please answer")
        session.type("n\n")
        self.assertEqual(session.end(), 1)
        self.assertTrue(self.there("motd"))
        self.assertFalse(self.there("restarted"))
        self.assertIn("1 refresh is owed", session.text)
        self.converge("apply", self.site, "--root", self.root, "--yes", expect=0)
        self.assertTrue(self.there("restarted") and self.there("rebooted"))

    def test_quit_changes_nothing(self):
        session = self.start()
        session.read_until(QUESTION)
        session.type("q\n")
        self.assertEqual(session.end(), 1)
        self.assertFalse(self.there("motd"))

    def test_a_signal_at_the_question_ends_the_run_at_once(self):
        session = self.start()
        session.read_until(QUESTION)
        session.process.send_signal(signal.SIGINT)
        self.assertEqual(session.end(), 1)
        self.assertFalse(self.there("motd"))

    def test_yes_is_not_asked(self):
        session = self.start("--yes")
        self.assertEqual(session.end(), 0, session.text)
        self.assertNotIn(QUESTION, session.text)
        self.assertTrue(self.there("rebooted"))

    def test_the_question_shows_diffs_where_they_are_asked_for(self):
        os.makedirs(self.root, exist_ok=True)
        self.write("root/motd", "old\n")
        session = self.start("--diff")
        session.read_until(QUESTION)
        self.assertIn("-old", session.text)
        self.assertIn("+new", session.text)
        session.type("q\n")
        session.end()


class Diffs(Case):
    def test_apply_shows_what_changed_inside_files(self):
        self.write("root/motd", "old\n")
        site = self.write("site.yaml", "- hosts: all\n  resources:\n    - file: /motd\n      content: |\n        new\n")
        done = self.converge("apply", site, "--root", self.root, "--diff", expect=0)
        self.assertIn("    -old\n    +new\n", done.stdout)


class Forget(Case):
    FAILING = ("- hosts: all\n  resources:\n    - file: /a\n      content: x\n      notify: \"command[%s]\"\n"
               "    - command: %s\n      run: [/no/such/program]\n      when_notified: true\n")

    def test_an_orphan_can_be_settled(self):
        site = self.write("site.yaml", self.FAILING % ("old", "old"))
        self.converge("apply", site, "--root", self.root, expect=1)
        self.write("site.yaml", self.FAILING % ("new", "new"))
        done = self.converge("apply", site, "--root", self.root, expect=1)
        self.assertIn("converge forget", done.stdout)
        self.assertIn("command[old]", self.converge("forget", "command[odl]", "--root", self.root, expect=64).stderr)
        done = self.converge("forget", "command[old]", "--root", self.root, expect=0)
        self.assertIn("No longer owed: restart of command[old], because file[/a] changed", done.stdout)
        self.converge("apply", site, "--root", self.root, expect=0)
        self.assertIn("forget command[old]", self.converge("history", "--root", self.root, expect=0).stdout)
        self.converge("forget", "command[old]", "--root", self.root, expect=64)


if __name__ == "__main__":
    unittest.main()
