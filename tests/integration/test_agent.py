# SPDX-License-Identifier: MIT
"""converge-agent does with a bundle what a local run does in process, and can be carried to every supported system."""
import os
import re
import shutil
import subprocess
import unittest

from support import AGENT, Case, tree

NEWEST_GLIBC = (2, 35)
NEWEST_SYSTEMD = 249
LIBRARIES = {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "libsystemd.so.0"}
LARGEST = 8 << 20

PLAYBOOK = """
- hosts: all
  resources:
    - file: [/etc, /etc/app]
      state: directory
    - file: /etc/app/conf
      content: |
        level = 3
      notify: "command[tell]"
    - file: /etc/app/daemon.json
      merge: json
      content: {features: {cdi: true}, version: 1.10, hosts: [one]}
    - file: /etc/app/modules
      merge: lines
      content: [loop, overlay]
    - file: /etc/copied
      source: tree
    - file: /etc/link
      target: app/conf
    - file: /missing/folder
      content: "x"
    - command: tell
      run: "true"
      when_notified: true
      requires: "file[/missing/folder]"
"""
STATE = "var/lib/converge"


VOLATILE = {"run", "unix_ms", "elapsed_ms", "time_ms"}


def lasting(value):
    """A JSON value without what differs from run to run."""
    if isinstance(value, dict):
        return {key: lasting(each) for key, each in value.items() if key not in VOLATILE}
    return [lasting(each) for each in value] if isinstance(value, list) else value


def comparable(events):
    """Branches run side by side, so their events come in any order."""
    return sorted((lasting(event) for event in events), key=str)


class Agent(Case):
    def setUp(self):
        super().setUp()
        self.site = self.write("site.yaml", PLAYBOOK)
        self.write("files/tree/a", "a\n")
        self.write("files/tree/sub/b", "b\n" * 5000, 0o755)
        self.other = self.path("other")
        os.mkdir(self.other)

    def bundle(self, expect=2):
        path = self.path("bundle")
        self.converge("plan", self.site, "--root", self.root, "--bundle", path, expect=expect)
        with open(path, "rb") as file:
            return file.read()

    def agent(self, command, stdin, root, *words):
        done = subprocess.run([AGENT, command, "--root", root, *words], input=stdin, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60, check=False, cwd=self.scratch)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def test_same_as_in_process(self):
        bundle = self.bundle()
        for command in ("plan", "apply", "apply", "plan"):
            here = self.converge(command, self.site, "--root", self.root, "--output", "json")
            code, out, err = self.agent(command, bundle, self.other)
            self.assertEqual(code, here.returncode, err)
            self.assertEqual(comparable(self.events(out)), comparable(self.events(here.stdout)), command)
        self.assertEqual(tree(self.root, (STATE,)), tree(self.other, (STATE,)))
        self.assertIn("etc/copied/sub/b", tree(self.other))

    def test_bundle_is_private_and_for_one_host(self):
        self.bundle()
        self.assertEqual(os.stat(self.path("bundle")).st_mode & 0o777, 0o600)
        self.write("cluster.yaml", "all:\n  vars: {ansible_connection: local}\n  hosts:\n    a:\n    b:\n")
        done = self.converge("plan", self.site, "--root", self.root, "--bundle", self.path("two"), expect=64)
        self.assertIn("--limit", done.stderr)
        self.assertFalse(os.path.exists(self.path("two")))
        self.converge("plan", self.site, "--root", self.root, "--bundle", self.path("two"), "--limit", "a", expect=2)
        self.assertTrue(os.path.exists(self.path("two")))

    def test_plan_leaves_nothing_behind(self):
        self.agent("plan", self.bundle(), self.other)
        self.assertEqual(os.listdir(self.other), [])

    def test_hostile_bundles(self):
        good = self.bundle()
        head, rest = good.split(b"\n", 1)
        swapped = rest.replace(b"level = 3", b"level = 9")
        self.assertNotEqual(swapped, rest)
        hostile = {
            "nothing": b"",
            "garbage": os.urandom(4096),
            "a line without end": b"{" * (1 << 16),
            "no JSON": b"hello\n" + rest,
            "another JSON": b"[1, 2]\n" + rest,
            "deep JSON": b"[" * 100_000 + b"\n",
            "cut in its first line": good[:20],
            "cut in the catalog": good[:len(head) + 40],
            "cut at its end": good[:-1],
            "a huge catalog": re.sub(rb'"catalog_bytes":\d+', b'"catalog_bytes":9223372036854775807', head) + b"\n" + rest,
            "a negative length": re.sub(rb'"catalog_bytes":\d+', b'"catalog_bytes":-1', head) + b"\n" + rest,
            "huge contents": re.sub(rb'"size":\d+', b'"size":9223372036854775807', head) + b"\n" + rest,
            "a content that was changed": head + b"\n" + swapped,
            "another digest": re.sub(rb'"catalog_sha256":"..', b'"catalog_sha256":"00', head) + b"\n" + rest,
        }
        for name, bundle in hostile.items():
            for command in ("plan", "apply"):
                with self.subTest(name=name, command=command):
                    code, out, err = self.agent(command, bundle, self.other)
                    self.assertEqual(code, 65, err)
                    self.assertEqual(out, "")
                    self.assertTrue(err.startswith("converge-agent: error: "), err)
                    self.assertEqual(set(tree(self.other)) - {".", "var", "var/lib", STATE}, set())

    def test_newer_bundle_is_refused(self):
        newer = re.sub(rb'"version":\d+', b'"version":99', self.bundle(), count=1)
        code, out, err = self.agent("apply", newer, self.other)
        self.assertEqual((code, out), (69, ""), err)

    def test_usage(self):
        for words in ([], ["reboot"], ["apply", "--root"], ["apply", "--no-such", "x"], ["apply", "--lock-timeout", "soon"]):
            done = self.run_program([AGENT, *words])
            self.assertEqual(done.returncode, 64, words)
            self.assertIn("usage: converge-agent", done.stderr)

    def test_version(self):
        done = self.run_program([AGENT, "version"])
        self.assertRegex(done.stdout, r"^converge-agent \d+\.\d+\.\d+ catalog \d+ event \d+\n$")


@unittest.skipIf(shutil.which("objdump") is None or shutil.which("strip") is None, "there are no binutils")
class Portability(Case):
    """The agent runs on Ubuntu 22.04 and Debian 12 as it is."""

    def setUp(self):
        super().setUp()
        with open(AGENT, "rb") as file:
            if b"__asan_init" in file.read():
                self.skipTest("this is a build with sanitizers, which is never carried anywhere")

    def test_no_symbol_is_too_new(self):
        text = self.run_program(["objdump", "-T", AGENT]).stdout
        versions = {tuple(int(part) for part in found.split(".")) for found in re.findall(r"GLIBC_(\d+(?:\.\d+)+)", text)}
        self.assertGreater(len(versions), 3)
        self.assertLessEqual(max(version[:2] for version in versions), NEWEST_GLIBC)
        systemd = {int(found) for found in re.findall(r"LIBSYSTEMD_(\d+)", text)}
        self.assertTrue(systemd)
        self.assertLessEqual(max(systemd), NEWEST_SYSTEMD)

    def test_needs_libc_and_libsystemd_alone(self):
        text = self.run_program(["objdump", "-p", AGENT]).stdout
        needed = set(re.findall(r"NEEDED +(\S+)", text))
        self.assertIn("libc.so.6", needed)
        self.assertLessEqual(needed, LIBRARIES)

    def test_size(self):
        small = self.path("agent")
        done = self.run_program(["strip", "-o", small, AGENT])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLessEqual(os.path.getsize(small), LARGEST)
        self.assertEqual(self.run_program([small, "version"]).returncode, 0)


if __name__ == "__main__":
    unittest.main()
