# SPDX-License-Identifier: MIT
"""`converge secret`, with age, ansible-vault and ssh-keygen on the other side."""
import glob
import os
import shutil
import signal
import subprocess
import unittest

from support import CONVERGE, ENVIRONMENT, REPOSITORY, Case

FIXTURES = os.path.join(REPOSITORY, "tests/unit/secret/fixtures")
PLANTED = "planted-7f3a9c-in-the-clear"


def needs(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    return unittest.skipIf(missing, "not installed: " + ", ".join(missing))


class Secrets(Case):
    def setUp(self):
        super().setUp()
        self.identity = os.path.join(FIXTURES, "identity.txt")
        self.ssh = os.path.join(FIXTURES, "id_ed25519")
        with open(os.path.join(FIXTURES, "recipient.txt"), encoding="ascii") as file:
            self.recipient = file.read().strip()
        with open(self.ssh + ".pub", encoding="ascii") as file:
            self.ssh_recipient = file.read().strip()
        self.password = self.write("password", "correct horse\n")
        self.home = self.path("home")
        os.mkdir(self.home)
        self.env = {"HOME": self.home, "XDG_RUNTIME_DIR": "/dev/shm"}

    def secret(self, *words, expect=0, **options):
        options["environment"] = {**self.env, **options.get("environment", {})}
        return self.converge("secret", *words, expect=expect, **options)

    def other(self, *words, stdin=None):
        done = self.run_program(words, stdin=stdin, environment=self.env)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    @staticmethod
    def block(text):
        """The text of a block scalar: what stands behind its first line, without the indentation."""
        return "".join(line[2:] for line in text.splitlines(keepends=True)[1:])

    def encrypt(self, plain, *words):
        return self.secret("encrypt", *words, stdin=plain).stdout

    @needs("age", "ssh-keygen")
    def test_age_opens_what_we_encrypt(self):
        for recipient, identity in ((self.recipient, self.identity), (self.ssh_recipient, self.ssh)):
            text = self.encrypt(PLANTED + "\n", "--recipient", recipient)
            self.assertTrue(text.startswith("!age |\n  -----BEGIN AGE ENCRYPTED FILE-----\n"), text)
            key = self.write("key", open(identity, encoding="ascii").read(), 0o600)
            self.assertEqual(self.other("age", "-d", "-i", key, self.write("sealed", self.block(text))), PLANTED)

    @needs("age")
    def test_we_open_what_age_encrypts(self):
        for recipient, identity in ((self.recipient, self.identity), (self.ssh_recipient, self.ssh)):
            for armor in ([], ["-a"]):
                self.other("age", *armor, "-r", recipient, "-o", self.path("repo.age"), self.write("plain", PLANTED * 9000))
                folder = self.path("repo-" + str(len(armor)))
                os.makedirs(folder, exist_ok=True)
                os.replace(self.path("repo.age"), folder + "/f.age")
                done = self.secret("check", folder, "--identity", identity)
                self.assertEqual(done.stdout, "1 secret can be opened, 0 cannot\n")

    @needs("ansible-vault")
    def test_vaults_go_both_ways(self):
        for label in ("default", "prod"):
            text = self.encrypt(PLANTED, "--format", "vault", "--vault-id", label + "@" + self.password, "--name", "db")
            self.assertTrue(text.startswith("db: !vault |\n  $ANSIBLE_VAULT;1."), text)
            sealed = self.write("sealed", self.block(text))
            opened = self.other("ansible-vault", "decrypt", "--vault-id", label + "@" + self.password, "--output", "-", sealed)
            self.assertEqual(opened, PLANTED)
            theirs = self.other("ansible-vault", "encrypt_string", "--vault-id", label + "@" + self.password, "--name", "a", PLANTED)
            self.write("vaults/%s.yaml" % label, theirs)
        self.other("ansible-vault", "encrypt", "--vault-password-file", self.password, "--output", self.path("vaults/whole"),
                   self.write("plain", PLANTED))
        done = self.secret("check", self.path("vaults"), "--vault-id", "prod@" + self.password)
        self.assertEqual(done.stdout, "3 secrets can be opened, 0 cannot\n")
        done = self.secret("check", self.path("vaults"), environment={"ANSIBLE_VAULT_PASSWORD_FILE": self.password})
        self.assertEqual(done.stdout, "3 secrets can be opened, 0 cannot\n")

    def test_recipients_stand_at_the_top_of_the_repository(self):
        os.makedirs(self.path("repo/.git"))
        os.makedirs(self.path("repo/group_vars"))
        self.write(".converge-recipients", "beyond the top")
        done = self.secret("encrypt", stdin="x", cwd=self.path("repo/group_vars"), expect=69)
        self.assertIn("nobody is named to encrypt for", done.stderr)
        self.write("repo/age-recipients.txt", "# us\n" + self.recipient + "\n")
        text = self.secret("encrypt", stdin="x", cwd=self.path("repo/group_vars")).stdout
        self.write("repo/group_vars/all.yaml", "k: " + text)
        self.assertIn("1 secret can be opened", self.secret("check", self.path("repo"), "--identity", self.identity).stdout)

    def test_usual_places_and_the_environment_give_keys(self):
        self.write("repo/a.yaml", "k: " + self.encrypt("x", "-r", self.recipient))
        self.secret("check", self.path("repo"), expect=1)
        self.secret("check", self.path("repo"), environment={"CONVERGE_AGE_IDENTITY": self.identity})
        os.makedirs(self.home + "/.config/converge")
        shutil.copy(self.identity, self.home + "/.config/converge/age.txt")
        self.secret("check", self.path("repo"))

    def test_check_tells_what_cannot_be_opened_and_what_is_plain(self):
        self.write("repo/good.yaml", "k: " + self.encrypt("x", "-r", self.recipient))
        self.write("repo/bad.yaml", "k: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  00\n")
        self.write("repo/plain.yaml", "a:\n  db_password: %s\n" % PLANTED)
        self.write("repo/foreign.yaml", "{{ template }}\n- x: [\n")
        done = self.secret("check", self.path("repo"), "--identity", self.identity, expect=1)
        self.assertEqual(done.stdout, "1 secret can be opened, 1 cannot\n")
        self.assertIn("bad.yaml:1:4", done.stderr)
        self.assertIn("plain.yaml:2:3: warning: the value of `db_password` looks like a secret", done.stderr)
        self.assertIn("foreign.yaml:1:1: warning: this file is not searched", done.stderr)
        self.assertNotIn(PLANTED, done.stdout + done.stderr)
        done = self.secret("check", self.path("repo/plain.yaml"), expect=0)  # as a hook before a commit does
        self.assertIn("plain.yaml:2:3: warning", done.stderr)
        os.unlink(self.path("repo/bad.yaml"))
        done = self.secret("check", self.path("repo"), "--identity", self.identity, "--output", "json")
        self.assertNotIn(PLANTED, done.stdout)

    def editor(self, body):
        return {"EDITOR": self.write("editor", "#!/bin/sh\n" + body, 0o755)}

    def left_behind(self):
        return glob.glob("/dev/shm/converge-*")

    def test_edit(self):
        self.write("age-recipients.txt", self.recipient + "\n")
        path = self.path("secrets.yaml")
        keys = ("--identity", self.identity, "--vault-id", "prod@" + self.password)
        before = self.left_behind()
        for words in ((), ("--format", "vault")):
            self.secret("edit", path, *keys, *words, environment=self.editor("printf 'a: %s\\n' > \"$1\"" % PLANTED))
            with open(path, encoding="ascii") as file:
                first = file.read()
            self.assertIn("$ANSIBLE_VAULT;1.2;AES256;prod" if words else "BEGIN AGE", first)
            os.chmod(path, 0o640)
            look = "cat \"$1\" > %s; stat -f -c %%T \"$1\" > %s; echo b >> \"$1\"" % (self.path("seen"), self.path("where"))
            self.secret("edit", path, *keys, environment=self.editor(look))
            self.assertEqual(self.read("seen"), "a: %s\n" % PLANTED)
            self.assertEqual(self.read("where"), "tmpfs\n")
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o640)
            self.assertNotEqual(self.read("secrets.yaml"), first)
            second = self.read("secrets.yaml")
            self.secret("edit", path, *keys, environment=self.editor("true"))
            self.assertEqual(self.read("secrets.yaml"), second)
            self.secret("edit", path, *keys, expect=69, environment=self.editor("echo c >> \"$1\"; exit 3"))
            self.assertEqual(self.read("secrets.yaml"), second)
            os.unlink(path)
        self.assertEqual(self.left_behind(), before)

    def test_edit_that_is_stopped_leaves_nothing(self):
        self.write("age-recipients.txt", self.recipient + "\n")
        before = self.left_behind()
        environment = {**ENVIRONMENT, **self.env, **self.editor("echo %s > \"$1\"; echo > %s; exec cat %s" % (
            PLANTED, self.path("started"), self.path("wait")))}
        os.mkfifo(self.path("started"))
        os.mkfifo(self.path("wait"))
        with subprocess.Popen([CONVERGE, "secret", "edit", self.path("s.yaml")], env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", cwd=self.scratch) as process:
            with open(self.path("started"), encoding="utf-8") as file:
                file.read()
            self.assertNotEqual(self.left_behind(), before)
            process.send_signal(signal.SIGTERM)
            error = process.communicate(timeout=30)[1]
        self.assertIn("stopped; the file is as it was", error)
        self.assertEqual(self.left_behind(), before)
        self.assertFalse(os.path.exists(self.path("s.yaml")))

    def test_usage(self):
        self.assertIn("needs the file", self.secret("edit", expect=64).stderr)
        self.assertIn("process list", self.secret("encrypt", "hunter2", expect=64).stderr)
        self.secret("frobnicate", expect=64)
        self.assertIn("mistyped", self.secret("encrypt", "-r", "age1xyz", stdin="x", expect=65).stderr)
        self.assertIn("nothing to encrypt", self.secret("encrypt", "-r", self.recipient, stdin="\n", expect=65).stderr)

    def test_a_wrong_key_is_told_without_a_word_about_root(self):
        shutil.copy(os.path.join(FIXTURES, "vault11.txt"), self.path("v"))
        done = self.secret("edit", self.path("v"), "--vault-id", self.write("wrong", "wrong\n"), expect=1)
        self.assertIn("the password does not open the vault", done.stderr)
        self.assertNotIn("root", done.stderr)


if __name__ == "__main__":
    unittest.main()
