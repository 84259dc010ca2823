# SPDX-License-Identifier: MIT
"""Encrypted values reach the files and commands that they are for, and nothing else: no output, no store, no argument."""
import base64
import hashlib
import json
import os
import re
import signal
import subprocess
import threading
import time
import unittest

from support import AGENT, CONVERGE, ENVIRONMENT, REPOSITORY, Case, link_programs, link_shell

FIXTURES = os.path.join(REPOSITORY, "tests/unit/secret/fixtures")
SECONDS = 20

# One for each way into a run. No two share a part that a search could mistake.
SECRETS = {
    "vault": "Vlt-7fQ3x9aZ-scalar",
    "age": "Agx-9dK2m4Wp-scalar",
    "whole": "Whl-3sT8v1Rn-file",
    "role": "Rol-5hJ7c2Ly-defaults",
    "extra": "Ext-8gB4n6Ud-command",
    "source": "Src-1mX5k9Ef-copied",
    "template": "Tpl-6zP2q8Hc-rendered",
    "quoted": 'Quo"\\4jN7w3Ta-escaped',
}
OPEN = "Opn-2bM6y8Gk-for-all-to-see"


def encodings(text):
    """The bytes by which a text can be found again, in lower case."""
    raw = text.encode()
    found = {raw, raw[::-1], json.dumps(text)[1:-1].encode(), raw.hex().encode(), hashlib.sha256(raw).hexdigest().encode()}
    for shift in range(3):  # the same bytes look different at each place of a longer text
        whole = base64.b64encode(b"x" * shift + raw)
        found.add(whole[(shift * 8 + 5) // 6 + (1 if shift else 0):].rstrip(b"=")[:-1])
    return {each.lower() for each in found}


def finds(text, haystack):
    """Whether a text stands somewhere, in one of its forms."""
    low = haystack.lower()
    return any(needle in low for needle in encodings(text))


class ProcessList:
    """All command lines that were seen while it looks, as any user sees them."""

    def __enter__(self):
        self.seen = set()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()
        return self

    def __exit__(self, *ignored):
        self.stopped.set()
        self.thread.join()

    def look(self):
        own = str(os.getpid())
        while not self.stopped.is_set():
            for name in os.listdir("/proc"):
                if not name.isdigit() or name == own:
                    continue
                try:
                    with open("/proc/%s/cmdline" % name, "rb") as file:
                        self.seen.add(file.read())
                except OSError:
                    pass


class SecretsStay(Case):
    def setUp(self):
        super().setUp()
        self.identity = os.path.join(FIXTURES, "identity.txt")
        with open(os.path.join(FIXTURES, "recipient.txt"), encoding="ascii") as file:
            self.recipient = file.read().strip()
        self.password = self.write("keys/password", "correct horse\n", 0o600)
        os.mkdir(self.path("tmp"))
        self.keys = ["--vault-password-file", self.password, "--identity", self.identity]
        self.env = {"TMPDIR": self.path("tmp"), "HOME": self.path("tmp")}
        self.said = {}  # what each run printed
        os.mkdir(self.path("root/etc"))
        link_shell(self.root)
        link_programs(self.root, "/bin/cat", "/bin/sleep", "/usr/bin/env")
        self.programs = set(self.files_below(self.root))

    # The repository.

    def sealed(self, plain, how, *words):
        words = ["--format", "vault", *self.keys] if how == "vault" else ["-r", self.recipient]
        return self.run_program([CONVERGE, "secret", "encrypt", *words], stdin=plain, environment=self.env).stdout

    def scalar(self, plain, how, indent):
        return self.sealed(plain, how).replace("\n", "\n" + " " * indent).rstrip(" ")

    def encrypted_file(self, name, plain, how):
        text = self.sealed(plain, how)
        self.write(name, "".join(line[2:] for line in text.splitlines(keepends=True)[1:]))

    def repository(self, resources):
        self.write("site/cluster.yaml", "all:\n  hosts:\n    localhost:\n      host_password: %s"
                   % self.scalar(SECRETS["quoted"], "age", 6))
        self.write("site/group_vars/all/open.yaml",
                   "open_word: %s\nvault_word: %sage_word: %s" % (OPEN, self.scalar(SECRETS["vault"], "vault", 0),
                                                                  self.scalar(SECRETS["age"], "age", 0)))
        self.encrypted_file("site/group_vars/all/vault.yaml",
                            "whole_word: %s\nregistry:\n  user: ann\n  token: %s\n" % (SECRETS["whole"], SECRETS["whole"]), "vault")
        self.encrypted_file("site/roles/app/defaults.yaml", "role_word: %s\n" % SECRETS["role"], "age")
        self.write("site/roles/app/resources.yaml",
                   "- file: /etc/role.conf\n  content: \"role={{ role_word }}\"\n  mode: \"0600\"\n")
        self.encrypted_file("extra.yaml", "extra_word: %s\n" % SECRETS["extra"], "vault")
        self.encrypted_file("site/files/licence.txt", "licence\n%s\n" % SECRETS["source"], "age")
        self.encrypted_file("site/templates/login.j2", "login\n%s as {{ open_word }}\n" % SECRETS["template"], "vault")
        self.write("site/site.yaml", "- hosts: all\n  roles: [app]\n  resources:\n" + resources)

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
    TARGETS = ("all.conf", "licence.txt", "login", "registry.json", "app.ini", "lines", "block", "role.conf", "turn-0", "turn-1")

    # Looking.

    @staticmethod
    def files_below(folder):
        for above, _, names in os.walk(folder):
            for name in names:
                yield os.path.join(above, name)

    def is_a_target_to_be(self, path):
        """A new content that a validator was looking at when the run was killed: no more readable than the file is to be."""
        name = re.fullmatch(r"\.(.+)\.[0-9a-f]{8}\.converge-tmp", os.path.basename(path))
        if not name or name[1] not in self.TARGETS:
            return False
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600, path)
        return True

    def go(self, label, command, *words, expect=None, keys=True, root=True, environment=None):
        words = [command, *words]
        if keys:
            words += self.keys
        if root:
            words += ["--root", self.root, "--state-dir", self.path("state")]
        done = self.converge(*words, expect=expect, cwd=self.path("site"), environment={**self.env, **(environment or {})})
        self.said[label] = (done.stdout + done.stderr).encode()
        return done

    def stored(self, without_root=False):
        """{path: bytes} of all that runs left behind, but for the files that secrets are for."""
        folders = ["state", "cache", "tmp"] + ([] if without_root else ["root"])
        targets = {self.path("root/etc", name) for name in self.TARGETS}
        out = {}
        for folder in folders:
            for path in self.files_below(self.path(folder)):
                if path in targets or path in self.programs or self.is_a_target_to_be(path):
                    continue
                with open(path, "rb") as file:
                    out[os.path.relpath(path, self.scratch)] = path.encode() + b"\n" + file.read()
        return out

    def assert_nothing_shows(self, processes=()):
        places = {**{"output of " + label: text for label, text in self.said.items()}, **self.stored()}
        for number, line in enumerate(processes):
            places["command line %d" % number] = line
        for place, found in places.items():
            for name, secret in SECRETS.items():
                self.assertFalse(finds(secret, found), "%s is in the %s:\n%s" % (name, place, found[:3000].decode(errors="replace")))
            for name in self.TARGETS:  # neither a digest of what was written
                path = self.path("root/etc", name)
                if name != "turn-1" and os.path.exists(path):
                    with open(path, "rb") as file:
                        self.assertNotIn(hashlib.sha256(file.read()).hexdigest().encode(), found, "digest of %s in %s" % (name, place))

    def target(self, name):
        with open(self.path("root/etc", name), encoding="utf-8") as file:
            return file.read()

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
