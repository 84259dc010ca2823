# SPDX-License-Identifier: MIT
"""Every other command answers, and saved plans are kept to."""
import json
import os
import re
import shutil
import unittest

from support import REPOSITORY, Case, golden, link_shell

PLAYBOOK = """\
- hosts: all
  resources:
    - file: /etc
      state: directory
    - file: /etc/motd
      name: the greeting
      content: |
        Welcome.
    - file: /etc/issue
      content: |
        Debian
"""


class Commands(Case):
    def setUp(self):
        super().setUp()
        self.site = self.write("site.yaml", PLAYBOOK)

    def apply(self, expect=0):
        return self.converge("apply", self.site, "--root", self.root, expect=expect)

    def test_plan_knows_what_a_removal_does_to_guards(self):
        for path in ("opt/app/bin", "etc/x", "srv/app/stray", "srv/app/kept"):
            self.write("root/" + path, "")
        os.symlink("/opt", self.path("root/link"))
        purge = "file: /srv/app, state: directory, purge: true}\n    - {file: /srv/app/kept"
        cases = (("file: /opt/app, state: absent, recursive: true", "creates: /opt/app/bin", "after_apply"),
                 ("file: /etc/x, state: absent", "removes: /etc/x", "after_apply"),
                 ("file: /link, target: /srv", "creates: /link/app/bin", "after_apply"),
                 (purge, "removes: /srv/app/stray", "after_apply"),
                 (purge, "removes: /srv/app/kept", "change"),
                 ("file: /opt/new, state: directory", "creates: /opt/new/bin", "change"))
        for first, guard, decision in cases:
            with self.subTest(first=first, guard=guard):
                text = "- hosts: all\n  resources:\n    - {%s}\n    - {command: go, run: [/bin/true], %s, auto_edges: false}\n"
                site = self.write("guarded.yaml", text % (first, guard))
                done = self.converge("plan", site, "--root", self.root, "--output", "json", expect=2)
                found = {each["resource"]: each["decision"] for each in self.events(done.stdout)
                         if each["event"] == "resource_planned"}
                self.assertEqual(found.get("command[go]", "not_due"), decision, done.stdout)

    def test_history(self):
        self.assertIn("No runs yet", self.converge("history", "--root", self.root, expect=0).stdout)
        self.apply()
        self.apply()
        lines = self.converge("history", "--root", self.root, expect=0).stdout.splitlines()
        self.assertEqual(len(lines), 2)
        self.assertIn("in sync", lines[0])
        self.assertIn("3 changed", lines[1])
        shown = self.converge("history", lines[1].split()[0], "--root", self.root, expect=0).stdout
        self.assertIn("file[/etc/motd]", shown)
        self.assertIn("content: absent -> ", shown)
        self.assertEqual(len(self.converge("history", "-n", "1", "--root", self.root, expect=0).stdout.splitlines()), 1)

    def test_history_names_what_a_program_said_and_what_is_owed(self):
        link_shell(self.root)
        text = "- hosts: all\n  resources:\n    - {file: /a, content: a, notify: 'command[go]'}\n" \
               "    - {command: go, run: 'echo one; printf \"two\\033[31m\"; exit 3', when_notified: true}\n"
        site = self.write("owing.yaml", text)
        failed = self.converge("apply", site, "--root", self.root, expect=1).stdout
        shown = self.converge("history", "last", "--root", self.root, expect=0).stdout
        for output in (failed, shown):
            self.assertRegex(output, r"\n +\| one\n +\| two\\x1b\[31m\n")  # a terminal does not obey what programs print
        self.assertRegex(shown, r"owed: restart of command\[go\], because file\[/a\] changed")
        self.write("owing.yaml", text[:text.index(", notify")] + "}\n")
        why = self.converge("why", "command[go]", "-p", site, "--root", self.root, expect=0).stdout
        self.assertIn("no longer in the YAML", why)
        self.assertIn("owed: restart of command[go]", why)

    def test_a_tag_that_nobody_wears_is_told(self):
        done = self.converge("plan", self.site, "--root", self.root, "--tags", "netwrok", expect=0)
        self.assertIn("no resource of the selected hosts has the tag 'netwrok'", done.stderr)

    def test_plans_of_several_hosts_name_them(self):
        inventory = self.write("two.yaml", "all:\n  vars: {ansible_connection: local}\n  hosts: {one: , two: }\n")
        done = self.converge("plan", self.site, "-i", inventory, "--root", self.root, expect=2)
        self.assertEqual(re.findall(r"^(\w+):$", done.stdout, re.MULTILINE), ["one", "two"])

    def test_a_damaged_journal_is_not_bad_yaml(self):
        self.apply()
        journal = self.path("root/var/lib/converge/journal.db")
        for name in os.listdir(os.path.dirname(journal)):
            if name.startswith("journal.db-"):
                os.unlink(os.path.join(os.path.dirname(journal), name))
        with open(journal, "wb") as file:
            file.write(b"x" * 8192)
        self.assertIn("mv ", self.apply(expect=69).stderr)

    def test_why(self):
        words = ["why", "file[/etc/motd]", "--playbook", self.site, "--root", self.root]
        self.assertIn("/etc/motd", self.converge(*words).stdout)
        self.apply()
        done = self.converge(*words, expect=0)
        self.assertIn("site.yaml:5", done.stdout)
        done = self.converge("why", "file[/etc/mtd]", "--playbook", self.site, "--root", self.root)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("file[/etc/motd]", done.stderr)

    def test_why_variable(self):
        """Winner and losers, role by role, whatever the variables come from; a golden holds the whole answer."""
        self.write("repo/cluster.yaml", "all:\n  vars: {port: 1, pin: hunter2}\n  children:\n    web:\n      hosts: {w1: }\n"
                   "      vars: {port: 2}\n    prod:\n      vars: {port: 3, ansible_group_priority: 10}\n      hosts: {w1: }\n")
        self.write("repo/host_vars/w1.yml", "port: 4\n")
        self.write("repo/site.yaml", "- name: Web\n  hosts: web\n  vars:\n    url: http://{{ inventory_hostname }}:{{ port }}/{{ path }}\n"
                   "  roles:\n    - {role: app, port: 5}\n    - role: log\n")
        for role in ("app", "log"):
            self.write("repo/roles/%s/defaults.yaml" % role, "port: 0\npath: %s\n" % role)
            self.write("repo/roles/%s/resources.yaml" % role, "- file: /%s\n  content: '{{ url }}'\n" % role)
        there = self.path("repo")
        words = ["-i", "cluster.yaml", "--root", self.root]
        text = "".join(self.converge("why", "--var", *asked, *words, cwd=there, expect=0).stdout
                       for asked in (["port", "w1"], ["url", "w1", "-e", "path=/x"]))
        golden(self, os.path.join(REPOSITORY, "tests/golden/report/why_variable.txt"), text)
        self.assertIn("did you mean 'port'?", self.converge("why", "--var", "prot", "w1", *words, cwd=there, expect=64).stderr)
        self.assertIn("did you mean 'w1'?", self.converge("why", "--var", "port", "w11", *words, cwd=there, expect=64).stderr)
        self.assertIn("--var port\n", self.converge("why", "--var", "port.x", "w1", *words, cwd=there, expect=64).stderr)
        self.write("repo/site.yaml", "- hosts: web\n")
        self.assertIn("does nothing", self.converge("why", "--var", "port", "w1", *words, cwd=there, expect=65).stderr)

    def test_graph(self):
        text = self.converge("graph", self.site, expect=0).stdout
        self.assertIn("file[/etc/motd]", text)
        self.assertIn("parent folder /etc", text)
        dot = self.converge("graph", self.site, "--format", "dot", expect=0).stdout
        self.assertRegex(dot, r"^digraph ")
        self.assertEqual(dot.count("{"), dot.count("}"))
        graph = json.loads(self.converge("graph", self.site, "--format", "json", expect=0).stdout)
        self.assertIn("file[/etc/motd]", json.dumps(graph))

    def test_explain(self):
        self.assertIn("command", self.converge("explain", expect=0).stdout)
        text = self.converge("explain", "file", expect=0).stdout
        for word in ("merge", "validate", "purge"):
            self.assertIn(word, text)
        self.assertIn("did you mean 'file'?", self.converge("explain", "fil", expect=64).stderr)

    def test_schema(self):
        schema = json.loads(self.converge("schema", expect=0).stdout)
        self.assertIn("json-schema.org", schema["$schema"])
        self.assertIn("merge", json.dumps(schema))

    def test_completion(self):
        checks = {"bash": ["bash", "-n"], "zsh": ["zsh", "-n"], "fish": ["fish", "--no-execute"]}
        for shell, check in checks.items():
            text = self.converge("completion", shell, expect=0).stdout
            self.assertIn("--state-dir", text.replace("state-dir", "--state-dir"))
            script = self.write("completion." + shell, text)
            if shutil.which(shell):
                done = self.run_program([*check, script])
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_bash_completion_completes(self):
        if not shutil.which("bash"):
            self.skipTest("there is no bash")
        script = self.write("c", self.converge("completion", "bash", expect=0).stdout)
        line = 'source %s; COMP_WORDS=(converge hi); COMP_CWORD=1; $(complete -p converge | sed "s/.*-F \\([^ ]*\\).*/\\1/"); ' \
               'echo "${COMPREPLY[@]}"' % script
        self.assertEqual(self.run_program(["bash", "-c", line]).stdout.split(), ["history"])

    def test_man(self):
        page = self.converge("man", expect=0).stdout
        self.assertTrue(page.startswith(".TH ") or "\n.TH " in page)
        if shutil.which("man"):
            path = self.write("converge.1", page)
            done = self.run_program(["man", "--warnings", "-l", path], environment={"MANPAGER": "cat", "MANWIDTH": "100"})
            self.assertEqual(done.stderr, "")

    def test_version(self):
        text = self.converge("version", expect=0).stdout
        self.assertRegex(text, r"^converge \d+\.\d+\.\d+\n")
        self.assertEqual(json.loads(self.converge("version", "--output", "json", expect=0).stdout)["converge"],
                         text.split()[1])

    def test_help(self):
        text = self.converge("--help", expect=0).stdout
        for word in re.findall(r"\b(?:apply|plan|lint|undo|history|why|explain)\b", text):
            self.assertIn("Usage", self.converge(word, "--help", expect=0).stdout)
        self.assertIn("Exit codes", text)

    def test_lint(self):
        done = self.converge("lint", self.site, expect=0)
        self.assertEqual(done.stdout, "1 host, 3 resources: no errors\n")
        self.write("site.yaml", "- hosts: all\n  resources:\n    - file: /a\n      mood: x\n")
        self.assertIn("site.yaml:4:7", self.converge("lint", self.site, expect=65).stderr)

    def test_an_inventory_that_cannot_be_read_is_not_taken_for_none(self):
        os.symlink("nowhere", self.path("cluster.yaml"))
        done = self.apply(expect=65)
        self.assertIn("cluster.yaml", done.stderr)
        self.assertEqual(os.listdir(self.root), [])

    def test_disable_and_enable(self):
        self.assertIn("not disabled", self.converge("enable", "--root", self.root, expect=0).stdout)
        self.converge("disable", "by hand", "--root", self.root, expect=0)
        self.assertIn("by hand", self.apply(expect=75).stderr)
        again = self.converge("disable", "another reason", "--root", self.root, expect=75)
        self.assertIn("by hand", again.stderr)  # the first reason stands until somebody enables
        self.assertIn("by hand", self.converge("enable", "--root", self.root, expect=0).stdout)
        self.apply()

    def test_apply_is_the_default_command(self):
        self.converge(self.site, "--root", self.root, "--no-cache", expect=0)
        self.assertEqual(self.read("root/etc/motd"), "Welcome.\n")


class SavedPlan(Case):
    def setUp(self):
        super().setUp()
        self.site = self.write("site.yaml", '- hosts: all\n  resources:\n    - file: /a\n      content: "new a\\n"\n'
                               '    - file: /b\n      content: "new b\\n"\n')
        self.write("root/a", "old a\n")
        self.write("root/b", "old b\n")
        self.plan = self.path("saved.plan")

    def save(self):
        self.converge("plan", self.site, "--root", self.root, "--out", self.plan, expect=2)

    def apply(self, expect):
        return self.converge("apply", self.plan, "--root", self.root, "--output", "json", expect=expect)

    def test_applied_as_saved(self):
        self.save()
        self.assertEqual(os.stat(self.plan).st_mode & 0o777, 0o600)
        os.unlink(self.site)  # the plan holds all that is needed
        self.apply(expect=0)
        self.assertEqual((self.read("root/a"), self.read("root/b")), ("new a\n", "new b\n"))

    def test_only_what_moved_is_refused(self):
        self.save()
        self.write("root/a", "somebody else\n")
        done = self.apply(expect=1)
        finished = {e["resource"]: e for e in self.events(done.stdout) if e["event"] == "resource_finished"}
        self.assertEqual({name: e["outcome"] for name, e in finished.items()}, {"file[/a]": "failed", "file[/b]": "changed"})
        self.assertIn("the machine moved since the plan was saved", json.dumps(finished["file[/a]"]))
        self.assertEqual((self.read("root/a"), self.read("root/b")), ("somebody else\n", "new b\n"))

    def test_already_there_is_no_error(self):
        self.save()
        self.write("root/a", "new a\n")
        self.apply(expect=0)

    def test_unplanned_drift_is_refused(self):
        self.write("root/b", "new b\n")
        self.save()
        self.write("root/b", "drifted\n")
        done = self.apply(expect=1)
        self.assertIn("did not say that this would change", done.stdout)
        self.assertEqual((self.read("root/a"), self.read("root/b")), ("new a\n", "drifted\n"))

    def test_damaged_plan(self):
        self.save()
        with open(self.plan, "rb") as file:
            good = file.read()
        for name, text in (("cut", good[:-100]), ("changed", good.replace(b"new a", b"bad a")), ("longer", good + b"x")):
            with self.subTest(name=name):
                with open(self.plan, "wb") as file:
                    file.write(text)
                done = self.apply(expect=65)
                self.assertTrue(done.stderr.startswith("converge: error: "), done.stderr)
                self.assertEqual(self.read("root/a"), "old a\n")


if __name__ == "__main__":
    unittest.main()
