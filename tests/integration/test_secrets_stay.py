# SPDX-License-Identifier: MIT
"""Encrypted values reach the files and commands that they are for, and nothing else: no output, no store, no argument."""
import base64
import hashlib
import json
import os
import re
import signal
import subprocess
import time
import unittest

from secret_case import OPEN, SECRETS, ProcessList, SecretCase, finds
from support import CONVERGE, ENVIRONMENT

SECONDS = 20


class SecretsStay(SecretCase):
    GOOD = r"""
    - file: /etc/all.conf
      mode: "0600"
      content: |
        {{ vault_word }} {{ age_word | b64encode }} {{ whole_word | upper }} {{ extra_word }}
        {{ [vault_word, whole_word] | join(',') }} {{ 'x' ~ age_word }} {{ registry | to_json }}
        {{ vault_word | regex_replace('-', '_') }} {{ vault_word | hash('sha256') }} {{ (whole_word ~ '\n') | indent(2) }}
        {{ (age_word | split('-')) | last }} {{ host_password }}
    - file: /etc/licence.txt
      source: licence.txt
      mode: "0600"
    - file: /etc/login
      template: login.j2
      mode: "0600"
    - file: /etc/registry.json
      merge: json
      content: {auths: "{{ registry }}", note: "{{ open_word }}"}
      mode: "0600"
    - file: /etc/app.ini
      merge: ini
      content: {database: {password: "{{ age_word }}", host: "{{ open_word }}"}}
      mode: "0600"
    - file: /etc/lines
      merge: lines
      content: ["password {{ vault_word }}", "host {{ open_word }}"]
      mode: "0600"
    - file: /etc/block
      merge: block
      content: "token {{ whole_word }}\n"
      mode: "0600"
    - command: log in
      run: "read line; echo in $line; echo env $TOKEN; echo $OPEN; /usr/bin/env; echo done >/etc/logged-in"
      creates: /etc/logged-in
      env: {TOKEN: "{{ age_word }}", OPEN: "{{ open_word }}", URL: "https://ann:{{ whole_word }}@host/"}
      stdin: "{{ vault_word }}\n"
    - file: /etc/only-if
      content: x
      when: vault_word != 'nothing' and whole_word is defined
    - file: "/etc/turn-{{ number }}"
      content: "{{ item }}"
      mode: "0600"
      loop: {over: ["{{ extra_word }}", "{{ open_word }}"], index: number, label: "turn {{ number }}"}
"""

    def test_a_search_finds_every_form(self):
        for form in (OPEN, OPEN.upper(), OPEN[::-1], "x%sy" % OPEN.encode().hex(), json.dumps({"a": OPEN}),
                     *(base64.b64encode(("z" * n + OPEN + "-and-more").encode()).decode() for n in range(7))):
            self.assertTrue(finds(OPEN, form.encode()), form)
        self.assertTrue(finds(SECRETS["quoted"], json.dumps(SECRETS["quoted"]).encode()))
        self.assertFalse(finds(OPEN, OPEN[:-1].encode()))

    def test_a_life_with_secrets(self):
        self.repository(self.GOOD)
        extra = ["-e", "@" + self.path("extra.yaml")]
        with ProcessList() as processes:
            self.go("lint", "lint", *extra, root=False, expect=0)
            self.go("graph", "graph", *extra, root=False, expect=0)
            for words in (["--list"], ["--host", "localhost"], ["--graph", "--vars"], ["--list", "-o", "yaml"]):
                self.go("inventory " + " ".join(words), "inventory", "-i", "cluster.yaml", *words, root=False, expect=0)
            plan = self.go("plan", "plan", *extra, expect=2)
            self.assertIn("secret", plan.stdout)
            self.assertIn(OPEN, self.go("plan diff", "plan", "--diff", *extra, expect=2).stdout)
            self.go("plan json", "plan", "--diff", "-o", "json", *extra, expect=2)
            self.go("apply", "apply", "--diff", "-o", "json", *extra, expect=0)
            content = self.target("all.conf")
            for part in (SECRETS["vault"], SECRETS["whole"].upper(), SECRETS["extra"], SECRETS["quoted"], "x" + SECRETS["age"],
                         base64.b64encode(SECRETS["age"].encode()).decode(), hashlib.sha256(SECRETS["vault"].encode()).hexdigest(),
                         '"token": "%s"' % SECRETS["whole"]):
                self.assertIn(part, content)
            self.assertEqual(self.target("licence.txt"), "licence\n%s\n" % SECRETS["source"])
            self.assertEqual(self.target("login"), "login\n%s as %s\n" % (SECRETS["template"], OPEN))
            self.assertEqual(json.loads(self.target("registry.json"))["auths"]["token"], SECRETS["whole"])
            self.assertIn("password %s\n" % SECRETS["vault"], self.target("lines"))
            self.assertEqual(self.target("role.conf"), "role=" + SECRETS["role"])
            again = self.go("second apply", "apply", *extra, expect=0)
            self.assertIn("in sync", again.stdout)
            for name in ("all.conf", "registry.json", "lines", "block", "licence.txt"):
                with open(self.path("root/etc", name), "a", encoding="utf-8") as file:
                    file.write("" if name == "registry.json" else "drifted\n")
            with open(self.path("root/etc/registry.json"), "w", encoding="utf-8") as file:
                json.dump({"auths": {"user": "ann", "token": "other"}}, file)
            drift = self.go("drift", "plan", "--diff", *extra, expect=2)
            self.assertIn("secret", drift.stdout)
            for name in (*self.TARGETS, "logged-in"):
                resource = "command[log in]" if name == "logged-in" else "file[/etc/%s]" % name
                if name in ("turn-0", "turn-1", "role.conf"):
                    continue
                self.go("why " + name, "why", resource, *(["-p", "site.yaml"]), expect=None)
            self.go("repair", "apply", "-v", "-v", *extra, expect=0)
            self.go("history", "history", keys=False)
            for run in re.findall(r"^(\S+)", self.said["history"].decode(), re.MULTILINE)[:4]:
                self.go("history " + run, "history", run, keys=False)
                self.go("history json " + run, "history", run, "-o", "json", keys=False)
            self.go("undo check", "undo", "last", "--check", "--diff", keys=False)
            for option in ("--out", "--bundle"):
                done = self.go("plan " + option, "plan", option, self.path("saved"), *extra, expect=64)
                self.assertIn("holds secrets, which are stored nowhere", done.stderr)
                self.assertFalse(os.path.exists(self.path("saved")))
        self.assert_nothing_shows(processes.seen)

    def fail_in_every_way(self, kind, resources):
        self.repository(resources)
        with ProcessList() as processes:
            for label, words in (("plan", ["plan", "--diff"]), ("text", ["apply"]), ("json", ["apply", "-o", "json"]), ("loud", ["apply", "-v", "-v"])):
                self.assertNotEqual(self.go(kind + " " + label, *words).returncode, 0)
            self.go(kind + " history", "history", "last", keys=False)
            self.go(kind + " history json", "history", "last", "-o", "json", keys=False)
        self.assert_nothing_shows(processes.seen)

    def test_failing_commands_say_nothing(self):
        self.fail_in_every_way("all", r"""
    - command: print all and fail
      run: "read line; echo got $line; echo got $TOKEN >&2; /usr/bin/env; exit 3"
      creates: /etc/never
      env: {TOKEN: "{{ age_word }}", URL: "https://ann:{{ whole_word }}@host/", OPEN: "{{ open_word }}"}
      stdin: "{{ vault_word }}\n"
""")
        self.fail_in_every_way("hang", r"""
    - command: print and hang
      run: "echo got $TOKEN; echo got $OPEN; exec /bin/sleep 1000"
      creates: /etc/never
      timeout: 1s
      env: {TOKEN: "{{ whole_word }}", OPEN: "{{ open_word }}"}
""")
        self.fail_in_every_way("part", r"""
    - command: print a part
      run: "read user password; echo no $OPEN $user $password; exit 1"
      creates: /etc/never
      env: {OPEN: "{{ open_word }}"}
      stdin: "ann {{ whole_word }}\n"
""")
        for kind in ("all", "hang", "part"):
            self.assertIn("(secret)", self.said[kind + " text"].decode())
            self.assertIn(OPEN, self.said[kind + " text"].decode())

    def test_failing_files_say_nothing(self):
        self.fail_in_every_way("files", r"""
    - file: /etc/all.conf
      content: "{{ vault_word }}\n{{ age_word }}\n"
      validate: [/bin/sh, -c, 'cat "$0"; exit 4', "%s"]
    - file: /etc/registry.json
      merge: json
      content: {token: "{{ whole_word }}"}
      validate: [/bin/sh, -c, 'cat "$0" >&2; exit 4', "%s"]
    - file: /etc/nosuchfolder/file
      content: "{{ whole_word }}"
""")
        self.assertIn("exit code 4", self.said["files text"].decode())

    def kill_at(self, marker, resources):
        """Starts a run, waits until a file says that it is where it shall be, and kills it."""
        self.repository(resources)
        run = subprocess.Popen([CONVERGE, "apply", *self.keys, "--root", self.root, "--state-dir", self.path("state"),
                                "--cache-dir", self.path("cache")], cwd=self.path("site"), env={**ENVIRONMENT, **self.env},
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + SECONDS
            while not os.path.exists(self.path("root/etc", marker)):
                self.assertLess(time.monotonic(), deadline)
                self.assertIsNone(run.poll())
                os.sched_yield()
        finally:
            run.send_signal(signal.SIGKILL)
            self.said["killed at " + marker] = run.communicate(timeout=SECONDS)[0]
        self.assert_nothing_shows()

    def test_a_killed_run_leaves_nothing(self):
        self.kill_at("waiting", r"""
    - file: /etc/all.conf
      content: "{{ vault_word }}"
      mode: "0600"
    - command: wait
      run: "read line; echo got $TOKEN $line; echo >/etc/waiting; exec /bin/sleep 1000"
      creates: /etc/never
      env: {TOKEN: "{{ age_word }}"}
      stdin: "{{ whole_word }}\n"
""")
        self.kill_at("validating", r"""
    - file: /etc/registry.json
      merge: json
      content: {token: "{{ whole_word }}"}
      mode: "0600"
      validate: [/bin/sh, -c, 'echo >/etc/validating; exec /bin/sleep 1000', "%s"]
""")
        self.go("history", "history", keys=False)
        self.repository("    - file: /etc/registry.json\n      merge: json\n      content: {token: \"{{ whole_word }}\"}\n      mode: \"0600\"\n")
        self.go("after the kills", "apply", expect=0)
        self.assertEqual([name for name in os.listdir(self.path("root/etc")) if name.endswith(".converge-tmp")], [])
        self.assert_nothing_shows()

    def test_the_search_looks_everywhere(self):
        """What is open is found in each place in which a secret must not be."""
        self.repository("    - file: /etc/open.conf\n      content: \"{{ open_word }}\"\n"
                        "    - file: /etc/open.json\n      merge: json\n      content: {note: \"{{ open_word }}\"}\n"
                        "    - command: say it\n      run: \"echo {{ open_word }}; /bin/sleep 1; echo >/etc/said\"\n      creates: /etc/said\n")
        self.write("site/roles/app/resources.yaml", "[]\n")
        with ProcessList() as processes:
            self.go("plan", "plan", "--diff", expect=2)
            self.go("apply", "apply", "-o", "json", expect=0)
            self.write("root/etc/open.conf", "drifted")
            self.go("second", "apply", expect=0)
            for run in re.findall(r"^(\S+)", self.go("runs", "history", keys=False).stdout, re.MULTILINE):
                self.go("history " + run, "history", run, "-o", "json", keys=False)
        self.write("tmp/left", OPEN)
        stored = self.stored()
        found = {place.split("/")[0] for place, text in stored.items() if finds(OPEN, text)}
        self.assertEqual(found, {"state", "cache", "tmp", "root"})
        self.assertTrue(any(finds(OPEN, text) for place, text in stored.items() if "journal" in place), sorted(stored))
        for label in ("plan", "apply"):
            self.assertTrue(finds(OPEN, self.said[label]), label)
        self.assertTrue(any(finds(OPEN, text) for label, text in self.said.items() if label.startswith("history")))
        self.assertTrue(any(finds(OPEN, line) for line in processes.seen))

    # Keys.

    def test_a_key_is_needed_where_a_secret_is_used(self):
        self.repository("    - file: /etc/only\n      content: \"{{ open_word }}\"\n")
        self.write("site/roles/app/resources.yaml", "[]\n")
        os.unlink(self.path("site/group_vars/all/vault.yaml"))
        os.unlink(self.path("site/roles/app/defaults.yaml"))
        self.go("unused", "apply", keys=False, expect=0)
        self.repository("    - file: /etc/all.conf\n      content: \"{{ age_word }}\"\n")
        os.unlink(self.path("site/group_vars/all/vault.yaml"))
        os.unlink(self.path("site/roles/app/defaults.yaml"))
        self.write("site/roles/app/resources.yaml", "[]\n")
        done = self.go("used", "apply", keys=False, expect=65)
        self.assertIn("open.yaml", done.stderr)
        self.assertIn("this `!age` cannot be opened", done.stderr)
        self.assertIn("--identity FILE", done.stderr)
        self.go("environment", "apply", keys=False, expect=0, environment={"CONVERGE_AGE_IDENTITY": self.identity})

    def test_inventory_needs_no_key(self):
        self.repository("    - file: /etc/only\n      content: x\n")
        done = self.go("inventory", "inventory", "-i", "cluster.yaml", "--list", keys=False, root=False, expect=0)
        shown = json.loads(done.stdout)["_meta"]["hostvars"]["localhost"]
        self.assertTrue(shown["vault_word"]["__ansible_vault"].startswith("$ANSIBLE_VAULT;1.1;AES256\n"))
        self.assertNotIn("whole_word", shown)
        self.assertIn("vault.yaml: warning: the file is encrypted, and its variables are left out", done.stderr)
        done = self.go("with keys", "inventory", "-i", "cluster.yaml", "--list", root=False, expect=0)
        self.assertEqual(json.loads(done.stdout)["_meta"]["hostvars"]["localhost"]["whole_word"], "(secret)")
        self.assert_nothing_shows()


if __name__ == "__main__":
    unittest.main()
