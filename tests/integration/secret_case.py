# SPDX-License-Identifier: MIT
"""secret_case.py: a repository with encrypted values in it, and a search through all that its runs leave behind."""
import base64
import hashlib
import json
import os
import re
import threading

from support import CONVERGE, REPOSITORY, Case, link_programs, link_shell

FIXTURES = os.path.join(REPOSITORY, "tests/unit/secret/fixtures")

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


class SecretCase(Case):
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
        self.written = ""  # the resources of the playbook
        self.open_now = {"turn-1"}  # targets in which nothing is secret
        self.former = {}  # digests of what targets held, by name
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
        self.playbook(resources)

    def playbook(self, resources):
        self.written = resources
        self.write("site/site.yaml", "- hosts: all\n  roles: [app]\n  resources:\n" + resources)

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
                if name not in self.open_now and os.path.exists(path):
                    self.assertNotIn(self.digest(name), found, "digest of %s in %s" % (name, place))
            for name, digest in self.former.items():
                self.assertNotIn(digest, found, "digest of the former %s in %s" % (name, place))

    def digest(self, name):
        with open(self.path("root/etc", name), "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()[:12].encode()

    def target(self, name):
        with open(self.path("root/etc", name), encoding="utf-8") as file:
            return file.read()
