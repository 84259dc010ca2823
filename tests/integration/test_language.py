# SPDX-License-Identifier: MIT
"""Variables, templates, loops, includes, roles and tags, from YAML to the files that they make."""
import os

from support import CONVERGE, Case

SITE = """- name: Web
  hosts: all
  vars: {port: 8080, users: [ann, bob]}
  roles:
    - role: web
      size: 2
  resources:
    - file: /users
      state: directory
      tags: users
    - file: "/users/{{ item }}"
      content: "{{ item | upper }} {{ i }} of {{ users | length }}\\n"
      loop: {over: "{{ users }}", index: i}
      tags: users
    - include: more/{{ extra_kind }}.yaml
      vars: {kind: extra}
      when: port > 80
"""


class Language(Case):
    def setUp(self):
        super().setUp()
        self.site = self.write("site.yaml", SITE)
        self.write("group_vars/all.yaml", "extra_kind: extra\n")
        self.write("more/extra.yaml", "- file: /extra\n  content: \"{{ kind }} {{ port }}\\n\"\n")
        self.write("roles/web/defaults.yaml", "size: 1\nname: web\n")
        self.write("roles/web/resources.yaml", "- file: /web.conf\n  template: web.conf.j2\n  mode: \"0640\"\n")
        self.write("roles/web/templates/web.conf.j2",
                   "{# not shown #}\n{% for n in range(size) %}\n{{ name }} {{ n }} {{ inventory_hostname }}\n{% endfor %}\n")

    def text(self, name):
        with open(os.path.join(self.root, name), encoding="utf-8") as file:
            return file.read()

    def run_site(self, command, expect, *words):
        return self.converge(command, self.site, "--root", self.root, *words, expect=expect)

    def test_from_yaml_to_files_and_in_sync(self):
        self.run_site("apply", 0)
        self.assertEqual(self.text("web.conf"), "web 0 localhost\nweb 1 localhost\n")
        self.assertEqual(os.stat(os.path.join(self.root, "web.conf")).st_mode & 0o777, 0o640)
        self.assertEqual(self.text("users/bob"), "BOB 1 of 2\n")
        self.assertEqual(self.text("extra"), "extra 8080\n")
        self.run_site("plan", 0)

    def test_tags_pick_and_what_they_leave_out_is_no_orphan(self):
        self.run_site("apply", 0, "--tags", "users")
        self.assertEqual(sorted(os.listdir(self.root)), ["users", "var"])
        self.run_site("apply", 0)
        done = self.run_site("plan", 0, "--skip-tags", "users")
        self.assertNotIn("no longer", done.stdout)

    def test_never_is_left_out_unless_it_is_named(self):
        site = self.write("never.yaml", "- hosts: all\n  resources:\n    - {file: /a, content: a}\n    - {file: /wipe, content: w, tags: [never, dbg]}\n")
        self.converge("apply", site, "--root", self.root, expect=0)
        self.converge("apply", site, "--root", self.root, expect=0)  # the cached catalog as well
        self.assertEqual(sorted(os.listdir(self.root)), ["a", "var"])
        self.converge("apply", site, "--root", self.root, "--tags", "dbg", expect=0)
        self.assertTrue(os.path.exists(self.path("root/wipe")))

    def test_hosts_that_no_play_names_do_not_stop_a_run(self):
        inventory = self.write("hosts", "[web]\nw1\nw2\n")
        site = self.write("here.yaml", "- hosts: localhost\n  resources:\n    - {file: /a, content: a}\n")
        self.write("hosts", "[web]\nw1\nw2\n[here]\nlocalhost ansible_connection=local\n")
        self.converge("apply", site, "-i", inventory, "--root", self.root, expect=0)
        self.assertTrue(os.path.exists(self.path("root/a")))
        done = self.converge("plan", site, "-i", inventory, "-l", "web", "--root", self.root, expect=0)
        self.assertIn("nothing is wanted of the selected hosts", done.stderr)

    def test_what_is_left_of_ansible_in_a_role_is_told(self):
        self.write("roles/web/meta/main.yml", "dependencies: []\n")
        self.write("roles/web/defaults/main.yml", "a: 1\n")
        done = self.run_site("plan", 2)
        self.assertIn("roles/web/meta/main.yml is not read", done.stderr)
        self.assertIn("roles/web/defaults/main.yml is not read", done.stderr)

    def test_what_is_owed_to_a_resource_that_tags_leave_out_is_no_orphan(self):
        site = self.write("owing.yaml", "- hosts: all\n  resources:\n    - {file: /a, content: a, notify: 'command[go]'}\n"
                          "    - {command: go, run: [/bin/false], when_notified: true}\n    - {file: /b, content: b, tags: b}\n")
        self.converge("apply", site, "--root", self.root, expect=1)
        self.assertIn("command[go]", self.converge("plan", site, "--root", self.root, expect=2).stdout)
        done = self.converge("plan", site, "--root", self.root, "--tags", "b", expect=0)
        self.assertNotIn("no longer", done.stdout)

    def test_words_of_yaml_1_1_in_variables_are_refused_wherever_they_stand(self):
        head = "- hosts: all\n  resources:\n    - file: /x\n      content: x\n"
        for name, text in (("site.yaml", "- hosts: all\n  vars: {a: no}\n  resources: []\n"),
                           ("roles/web/defaults.yaml", "a: no\n"),
                           ("site.yaml", "- hosts: all\n  roles: [{role: web, a: no}]\n"),
                           ("site.yaml", head + "    - {include: more/extra.yaml, vars: {a: no}}\n"),
                           ("site.yaml", head + "      loop: [a, no]\n")):
            with self.subTest(text=text):
                self.setUp()
                self.write(name, text)
                self.assertIn('ambiguous: YAML 1.1 reads "no" as false', self.run_site("plan", 65).stderr)
        self.setUp()
        self.write("more.yaml", "a: [0644]\n")
        self.assertIn("ambiguous", self.run_site("plan", 65, "-e", "@" + self.path("more.yaml")).stderr)
        self.assertIn("ambiguous", self.run_site("plan", 65, "-e", "{a: 12:30}").stderr)

    def test_a_compilation_can_be_stopped(self):
        site = self.write("long.yaml", "- hosts: all\n  resources:\n    - file: /x\n      content: \"{% for i in range(900000) %}"
                          "{% set x = 'x' | password_hash('sha512', 'abcdefgh') %}{% endfor %}\"\n")
        for command in ("plan", "apply", "lint", "graph"):
            root = ["--root", self.root] if command in ("plan", "apply") else []
            done = self.run_program(["timeout", "--preserve-status", "2", CONVERGE, command, site, *root, "--no-cache"], timeout=25)
            self.assertEqual(done.returncode, 1, command)
        self.assertEqual(os.listdir(self.root), [])

    def test_conditions_on_what_the_run_changes_are_warned_of(self):
        self.write("site.yaml", "- hosts: all\n  resources:\n    - file: /x\n      when: \"'curl' in facts.packages\"\n")
        done = self.converge("lint", self.site, expect=0)
        self.assertEqual(done.stdout, "1 host, 0 resources: no errors\n")
        self.assertRegex(done.stderr, r"site\.yaml:4:24: warning: when: facts\.packages may be changed by the run itself")
        self.assertEqual(done.stderr.count("warning: "), 1)

    def test_the_command_line_wins(self):
        self.run_site("apply", 0, "-e", "port=81", "-e", "{port: 90, name: shop}")
        self.assertEqual(self.text("extra"), "extra 90\n")
        self.assertEqual(self.text("web.conf"), "shop 0 localhost\nshop 1 localhost\n")

    def test_variables_from_another_program(self):
        for words in (["-e", "@-"], ["-e", "@/dev/stdin"]):
            with self.subTest(words=words):
                self.converge("apply", self.site, "--root", self.root, *words, stdin="name: piped\n", expect=0)
                self.assertEqual(self.text("web.conf").split()[0], "piped")
        self.run_site("apply", 0, "-e", "name={{ 'a' ~ 'b' }} extra_kind=extra")
        self.assertEqual(self.text("web.conf"), "ab 0 localhost\nab 1 localhost\n")

    def test_a_variable_that_changes_reaches_what_is_made_of_it(self):
        self.run_site("apply", 0)
        self.write("host_vars/localhost.yaml", "name: changed\n")
        self.assertIn("file[/web.conf]", self.run_site("plan", 2).stdout)

    def test_facts_are_asked_for_again(self):
        self.write("root/etc/hostname", "first\n")
        site = self.write("facts.yaml", "- hosts: all\n  resources:\n    - file: /name\n      content: \"{{ facts.hostname }}\"\n")
        for name in ("first", "second"):
            self.write("root/etc/hostname", name + "\n")
            self.converge("apply", site, "--root", self.root, expect=0)
            self.assertEqual(self.text("name"), name)
