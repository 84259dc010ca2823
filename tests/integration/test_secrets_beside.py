# SPDX-License-Identifier: MIT
"""What is no secret itself shows nothing of the secrets that stand beside it in a file, or that it takes the place of."""
import os
import unittest

from secret_case import OPEN, SECRETS, SecretCase


class SecretsBeside(SecretCase):
    def test_findings_about_parts_of_a_file_say_nothing(self):
        self.repository(r"""
    - file: /etc/lines
      merge: lines
      content: [{match: "({{ vault_word }}", line: "x {{ open_word }}"}]
      mode: "0600"
""")
        done = self.go("pattern", "lint", root=False, expect=65)
        self.assertIn("match: a secret pattern is not an ECMAScript regular expression", done.stderr)
        shared = "    - file: %s %d\n      path: /etc/%s\n      merge: %s\n      list: union\n      content: %s\n"
        contents = {"lines": '["x {{ vault_word }}"]', "json": '{a: ["{{ vault_word }}"]}', "ini": '{a: {b: ["{{ vault_word }}"]}}'}
        self.playbook("".join(shared % (kind, number, kind, kind, content) for kind, content in contents.items() for number in (1, 2))
                        .replace("merge: lines\n      list: union\n", "merge: lines\n"))
        done = self.go("clash", "lint", root=False, expect=65)
        for kind in contents:
            self.assertIn("both manage the same part of /etc/%s, and something in it is secret" % kind, done.stderr)
        self.assert_nothing_shows()

    SECRET_PARTS = r"""
    - file: keys of registry
      path: /etc/registry.json
      merge: json
      content: {token: "{{ whole_word }}"}
    - file: keys of app
      path: /etc/app.ini
      merge: ini
      content: {database: {password: "{{ age_word }}"}}
    - file: keys of lines
      path: /etc/lines
      merge: lines
      content: ["password {{ vault_word }}"]
    - file: keys of block
      path: /etc/block
      merge: block
      marker: keys
      content: "token {{ whole_word }}\n"
"""
    OPEN_PARTS = r"""
    - file: /etc/registry.json
      merge: json
      content: {note: "{{ open_word }} NUMBER"}
    - file: /etc/app.ini
      merge: ini
      content: {database: {host: "{{ open_word }} NUMBER"}}
    - file: /etc/lines
      merge: lines
      content: [{match: "^host", line: "host {{ open_word }} NUMBER"}]
    - file: /etc/block
      merge: block
      content: "host {{ open_word }} NUMBER\n"
"""

    def look_at_all(self, label, code=2):
        """Everything that tells of a plan, before it is applied and after."""
        for words in (["plan", "--diff"], ["plan", "--diff", "-o", "json"]):
            self.go(label + " ".join(words), *words, expect=code)
        for name in ("registry.json", "app.ini", "lines", "block"):
            if "file: /etc/%s\n" % name not in self.written:
                continue
            self.go(label + " why " + name, "why", "file[/etc/%s]" % name, "-p", "site.yaml")
        self.go(label + " apply", "apply", "--diff", "-v", "-o", "json", expect=0)
        for words in (["history", "last"], ["history", "last", "-o", "json"], ["undo", "last", "--check", "--diff"]):
            self.go(label + " ".join(words), *words, keys=False)
        self.assert_nothing_shows()

    def test_a_file_in_which_others_keep_secrets_is_secret(self):
        self.repository(self.SECRET_PARTS)
        self.go("alone", "apply", expect=0)
        for name in ("registry.json", "app.ini", "lines", "block"):
            self.former[name] = self.digest(name)
            self.assertEqual(os.stat(self.path("root/etc", name)).st_mode & 0o777, 0o600)
        self.playbook(self.SECRET_PARTS + self.OPEN_PARTS.replace("NUMBER", "1"))
        self.look_at_all("added ")
        self.assertIn(OPEN + " 1", self.said["added plan --diff"].decode())
        self.playbook(self.SECRET_PARTS + self.OPEN_PARTS.replace("NUMBER", "2"))
        self.look_at_all("changed ")
        self.assertIn('/note: "%s 1" -> "%s 2"' % (OPEN, OPEN), self.said["changed plan --diff"].decode())
        self.playbook(self.OPEN_PARTS.replace("NUMBER", "3"))
        self.look_at_all("left behind ")
        self.assertIn("password " + SECRETS["vault"], self.target("lines"))

    def test_what_was_a_secret_is_not_shown_when_it_goes(self):
        wholes = "    - file: /etc/all.conf\n      content: %s\n      mode: \"0600\"\n    - file: /etc/login\n      %s\n"
        secret = self.OPEN_PARTS.replace("{{ open_word }} NUMBER", "{{ vault_word }}") + wholes % (
            '"p={{ vault_word }}\\n"', "content: \"{{ age_word }}\"\n      mode: \"0600\"")
        names = ("registry.json", "app.ini", "lines", "block", "all.conf", "login")
        opened = self.OPEN_PARTS.replace("NUMBER", "1") + wholes % ('"p={{ open_word }}\\n"', "state: absent")
        absent = """
    - file: /etc/registry.json
      merge: json
      absent: [/note]
    - file: /etc/app.ini
      merge: ini
      absent: [database.host]
    - file: /etc/block
      merge: block
      absent: [block]
    - file: /etc/lines
      state: absent
    - file: /etc/all.conf
      target: login
"""
        self.repository("")
        for label, then in (("opened ", opened), ("absent ", absent)):
            self.playbook(secret)
            self.open_now = {"turn-1"}
            self.go(label + "before", "apply", expect=0)
            for name in names:
                self.former[label + name] = self.digest(name)
            self.assert_nothing_shows()
            self.playbook(then)
            self.open_now.update(names)
            self.look_at_all(label)
            self.assertIn("(secret)", self.said[label + "plan --diff"].decode())
        self.assertIn('/note: (secret) -> "%s 1"' % OPEN, self.said["opened plan --diff"].decode())
        self.assertIn("database.host: (secret) -> absent", self.said["absent plan --diff"].decode())

    def test_what_a_merge_no_longer_names_is_left_and_not_shown(self):
        both = "    - file: /etc/registry.json\n      merge: json\n      content: {%s}\n      mode: \"0600\"\n"
        self.repository(both % 'a: "{{ vault_word }}", n: 1')
        self.go("before", "apply", expect=0)
        self.former["before"] = self.digest("registry.json")
        for number in (2, 3):
            self.playbook(both % ("n: %d" % number))
            self.look_at_all("n %d " % number)
            self.assertIn("/n: (secret) -> %d" % number, self.said["n %d plan --diff" % number].decode())
        self.assertEqual(self.go("again", "plan", expect=0).returncode, 0)
        self.playbook(both.replace("content: {%s}", "absent: [/a]"))
        self.look_at_all("gone ")
        self.assertIn("/a: (secret) -> absent", self.said["gone plan --diff"].decode())
        self.assertNotIn(SECRETS["vault"], self.target("registry.json"))

    def test_a_new_secret_is_its_owners_alone(self):
        self.repository("    - file: /etc/all.conf\n      content: \"{{ vault_word }}\"\n"
                        "    - file: /etc/login\n      template: login.j2\n"
                        "    - file: /etc/licence.txt\n      source: licence.txt\n      mode: \"0644\"\n")
        lint = self.go("lint", "lint", root=False, expect=0)
        self.assertEqual(lint.stderr.count("this secret has no `mode`"), 2)
        self.assertEqual(lint.stderr.count("others can read this secret: mode 0644"), 1)
        self.go("apply", "apply", expect=0)
        modes = {name: os.stat(self.path("root/etc", name)).st_mode & 0o777 for name in ("all.conf", "login", "licence.txt")}
        self.assertEqual(modes, {"all.conf": 0o600, "login": 0o600, "licence.txt": 0o644})
        self.assert_nothing_shows()


if __name__ == "__main__":
    unittest.main()
