# SPDX-License-Identifier: MIT
"""Once applied, nothing is left to do and nothing is touched; drift is found and mended; exit codes keep their word."""
import fcntl
import os
import stat
import unittest

from support import Case, manifest, node

STATE = "var/lib/converge"

PLAYBOOK = """
- name: everything that a file can be
  hosts: all
  resources:
    - file: [/etc, /etc/app, /srv]
      state: directory
    - file: /etc/motd
      content: |
        Welcome.
      mode: "0644"
      owner: "0"
      group: "0"
    - file: /etc/app/secret
      content: "token\\n"
      mode: "0600"
    - file: /etc/app/daemon.json
      merge: json
      content: {features: {cdi: true}, hosts: [one, two]}
    - file: /etc/app/app.ini
      merge: ini
      content: {main: {level: debug}}
    - file: /etc/app/modules
      merge: lines
      content: [loop, overlay]
    - file: /etc/hosts
      merge: block
      content: |
        10.0.0.5 storage
    - file: /etc/app/link
      target: ../motd
    - file: /etc/app/old
      state: absent
    - file: /srv/copied
      source: tree
      file_mode: "0640"
      directory_mode: "0750"
    - file: /srv/conf.d
      state: directory
      purge: true
"""


class Idempotence(Case):
    def setUp(self):
        super().setUp()
        self.playbook = self.write("site.yaml", PLAYBOOK)
        self.write("files/tree/a", "a\n")
        self.write("files/tree/sub/b", "b\n", 0o755)
        self.write("root/etc/app/daemon.json", '{"log-level": "warn"}\n')
        self.write("root/etc/hosts", "127.0.0.1 localhost\n")
        self.write("root/etc/app/old", "leftover\n")
        self.write("root/srv/conf.d/stray", "stray\n")

    def apply(self, *words, expect=0):
        return self.converge("apply", self.playbook, "--root", self.root, *words, expect=expect)

    def plan(self, expect):
        return self.converge("plan", self.playbook, "--root", self.root, expect=expect)

    def look(self):
        return manifest(self.root, without=(STATE,))

    def test_plan_apply_plan(self):
        before = manifest(self.root)
        self.plan(2)
        self.assertEqual(before, manifest(self.root), "plan changed something")
        self.apply()
        self.plan(0)

    def test_second_apply_touches_nothing(self):
        self.apply()
        before = self.look()
        self.assertGreaterEqual(len(before), 14)
        self.apply()
        after = self.look()
        self.assertEqual(before, after)
        self.assertEqual(before["etc/motd"], node(os.path.join(self.root, "etc/motd")))

    def test_second_apply_says_so(self):
        self.apply()
        events = self.events(self.apply("--output", "json").stdout)
        finished = [e for e in events if e.get("event") == "run_finished"][0]
        self.assertEqual(finished["changed"], 0)
        self.assertEqual(self.apply("--detailed-exitcodes").returncode, 0)

    def test_old_content_is_kept_beside_the_new(self):
        self.apply()
        self.assertIn('"log-level": "warn"', self.read("root/etc/app/daemon.json"))
        self.assertIn('"cdi": true', self.read("root/etc/app/daemon.json"))
        self.assertTrue(self.read("root/etc/hosts").startswith("127.0.0.1 localhost\n"))
        self.assertFalse(os.path.lexists(self.path("root/etc/app/old")))
        self.assertEqual(os.listdir(self.path("root/srv/conf.d")), [])
        self.assertEqual(stat.S_IMODE(os.stat(self.path("root/srv/copied/sub/b")).st_mode), 0o640)

    def drifted(self, path, damage):
        """Damages one thing of a converged root; it must be found, mended, and be the only one touched."""
        self.apply()
        before = self.look()
        damage()
        plan = self.plan(2)
        self.assertIn("/" + path, plan.stdout)
        self.apply("--detailed-exitcodes", expect=2)
        after = self.look()
        self.assertEqual(before[path][:4], after[path][:4])
        folder = os.path.dirname(path)
        others = [name for name in before if name not in (path, folder)]
        self.assertEqual([name for name in others if before[name] != after.get(name)], [])
        self.plan(0)

    def test_drift_of_content(self):
        self.drifted("etc/motd", lambda: self.write("root/etc/motd", "hacked\n"))

    def test_drift_of_mode(self):
        self.drifted("etc/app/secret", lambda: os.chmod(self.path("root/etc/app/secret"), 0o666))

    @unittest.skipIf(os.geteuid() != 0, "only root can give files away")
    def test_drift_of_owner(self):
        self.drifted("etc/motd", lambda: os.chown(self.path("root/etc/motd"), 65534, 65534))

    def test_drift_of_link(self):
        def damage():
            os.unlink(self.path("root/etc/app/link"))
            os.symlink("elsewhere", self.path("root/etc/app/link"))
        self.drifted("etc/app/link", damage)

    def test_drift_of_type(self):
        def damage():
            os.unlink(self.path("root/etc/motd"))
            os.symlink("/etc/shadow", self.path("root/etc/motd"))
        self.drifted("etc/motd", damage)

    def test_drift_of_merged_key(self):
        path = "root/etc/app/daemon.json"
        self.drifted("etc/app/daemon.json",
                     lambda: self.write(path, self.read(path).replace("true", "false")))

    def test_removed_file_comes_back(self):
        self.drifted("etc/hosts", lambda: self.write("root/etc/hosts", "127.0.0.1 localhost\n"))

    def test_key_of_somebody_else_is_no_drift(self):
        self.apply()
        path = "root/etc/app/daemon.json"
        self.write(path, self.read(path).replace("warn", "info"))
        self.plan(0)


class ExitCodes(Case):
    def site(self, text):
        return self.write("site.yaml", text)

    def apply(self, *words, expect):
        return self.converge("apply", self.path("site.yaml"), "--root", self.root, *words, expect=expect)

    def test_apply_bits(self):
        self.site('- hosts: all\n  resources:\n    - file: /a\n      content: "1"\n')
        self.apply("--detailed-exitcodes", expect=2)
        self.apply("--detailed-exitcodes", expect=0)
        self.site('- hosts: all\n  resources:\n    - file: /a\n      content: "2"\n'
                  '    - file: /missing/folder/b\n      content: "1"\n')
        done = self.apply("--detailed-exitcodes", expect=6)
        self.assertIn("/missing/folder", done.stdout)
        self.apply(expect=1)

    def test_failure_skips_what_waits_for_it(self):
        self.site('- hosts: all\n  resources:\n    - file: /missing/a\n      content: "1"\n'
                  '    - file: /b\n      content: "1"\n      requires: "file[/missing/a]"\n')
        done = self.apply("--output", "json", expect=1)
        outcomes = {e["resource"]: e["outcome"] for e in self.events(done.stdout) if e["event"] == "resource_finished"}
        self.assertEqual(outcomes, {"file[/missing/a]": "failed", "file[/b]": "skipped"})
        self.assertFalse(os.path.exists(self.path("root/b")))

    def test_plan_of_what_cannot_be_read(self):
        self.write("root/config.json", "{ not json\n")
        self.site("- hosts: all\n  resources:\n    - file: /config.json\n      merge: json\n      content: {a: 1}\n")
        done = self.converge("plan", self.path("site.yaml"), "--root", self.root, expect=1)
        self.assertIn("/config.json", done.stdout)

    def test_bad_yaml(self):
        self.site("- hosts: [\n")
        self.apply(expect=65)
        for command in ("plan", "lint", "graph"):
            root = ["--root", self.root] if command == "plan" else []
            self.converge(command, self.path("site.yaml"), *root, expect=65)

    def test_missing_playbook(self):
        done = self.apply(expect=65)
        self.assertIn("site.yaml", done.stderr)

    def test_usage(self):
        for words in (["aply"], ["apply", "--no-such-option"], ["plan", "--output", "xml"], ["explain", "no-such-kind"],
                      ["completion", "tcsh"], ["undo"], ["history", "no-such-run", "--root", self.root]):
            with self.subTest(words=words):
                done = self.converge(*words, expect=64)
                self.assertTrue(done.stderr.startswith("converge: "), done.stderr)
                self.assertEqual(done.stdout, "")

    def test_misspelled_command_is_named(self):
        self.assertIn("did you mean 'apply'", self.converge("aply", expect=64).stderr)

    def test_lock_is_held(self):
        self.site('- hosts: all\n  resources:\n    - file: /a\n      content: "1"\n')
        state = self.path("root/var/lib/converge")
        os.makedirs(state)
        with open(os.path.join(state, "lock"), "w", encoding="utf-8") as lock:
            lock.write('{"pid": 4711, "command": "converge apply other.yaml", "reason": "", "since_ms": 1000}\n')
            lock.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = self.apply(expect=75)
            for word in ("4711", "converge apply other.yaml", "1970-01-01", "--lock-timeout"):
                self.assertIn(word, done.stderr)
            self.converge("plan", self.path("site.yaml"), "--root", self.root, expect=2)  # plan takes no lock
        self.assertFalse(os.path.exists(self.path("root/a")))
        self.apply(expect=0)

    def test_disabled(self):
        self.site('- hosts: all\n  resources:\n    - file: /a\n      content: "1"\n')
        self.converge("disable", "moving the rack", "--root", self.root, expect=0)
        done = self.apply(expect=75)
        self.assertIn("moving the rack", done.stderr)
        self.assertIn("converge enable", done.stderr)
        self.assertFalse(os.path.exists(self.path("root/a")))
        self.converge("plan", self.path("site.yaml"), "--root", self.root, expect=2)
        self.converge("enable", "--root", self.root, expect=0)
        self.apply(expect=0)

    def test_remote_host(self):
        self.site('- hosts: all\n  resources:\n    - file: /a\n      content: "1"\n')
        inventory = self.write("cluster.yaml", "all:\n  hosts:\n    web1:\n    here: {ansible_connection: local}\n")
        done = self.apply("--inventory", inventory, expect=69)
        self.assertIn("web1", done.stderr)
        self.assertNotIn("here,", done.stderr)
        self.assertEqual(os.listdir(self.root), [])
        self.apply("--inventory", inventory, "--limit", "here", expect=0)
        self.assertTrue(os.path.exists(self.path("root/a")))


if __name__ == "__main__":
    unittest.main()
