# SPDX-License-Identifier: MIT
"""What a run replaced can be put back: content, mode, links, what was removed, what was not there."""
import json
import os
import re
import unittest

from support import Case, link_shell, tree

STATE = "var/lib/converge"

PLAYBOOK = """
- hosts: all
  resources:
    - file: /fresh
      content: "fresh\\n"
    - file: /replaced
      content: "new\\n"
      mode: "0600"
    - file: /mode
      mode: "0400"
    - file: /link
      target: new
    - file: /gone
      state: absent
    - file: /folder
      state: directory
    - file: /daemon.json
      merge: json
      content: {features: {cdi: true}}
"""


class Undo(Case):
    def setUp(self):
        super().setUp()
        self.site = self.write("site.yaml", PLAYBOOK)
        self.write("root/replaced", "old\n")
        self.write("root/mode", "text\n")
        self.write("root/gone", "precious\n", 0o640)
        self.write("root/daemon.json", '{\n  "log-level": "warn"\n}\n')
        os.symlink("old", self.path("root/link"))
        os.makedirs(self.path("root/var/lib"), 0o755)
        self.before = self.look()

    def look(self):
        return tree(self.root, (STATE,))

    def apply(self, expect=0):
        return self.converge("apply", self.site, "--root", self.root, expect=expect)

    def undo(self, *words, expect=0):
        return self.converge("undo", *words, "--root", self.root, expect=expect)

    def test_tree_is_as_before(self):
        self.apply()
        self.assertNotEqual(self.look(), self.before)
        self.undo("last", "--yes")
        self.assertEqual(self.look(), self.before)
        plan = self.converge("plan", self.site, "--root", self.root, expect=2).stdout
        self.assertEqual(re.findall(r"pending|drift", plan), [], "neither the YAML nor anybody else moved anything")
        self.assertEqual(len(re.findall(r"^. file\[/.*  undone$", plan, re.MULTILINE)), 7, plan)
        self.apply()
        self.converge("plan", self.site, "--root", self.root, expect=0)

    def test_undo_of_undo(self):
        self.apply()
        applied = self.look()
        first = self.undo("last", "--yes")
        self.assertNotIn("was the undo of", first.stdout)
        run = re.search(r"Undo of run (\S+)", first.stdout).group(1)
        again = self.undo("last", "--yes")
        self.assertIn("That run was the undo of run %s: what this undoes, %s has done.\n" % (run, run), again.stdout)
        self.assertIn("For an earlier run, name it", again.stdout)
        self.assertEqual(self.look(), applied)

    def test_check_changes_nothing(self):
        self.apply()
        applied = self.look()
        done = self.undo("last", "--check", expect=2)
        self.assertIn("/replaced", done.stdout)
        self.assertEqual(self.look(), applied)

    def test_asks_first(self):
        self.apply()
        applied = self.look()
        done = self.undo("last", expect=1)
        self.assertIn("--yes", done.stderr)
        self.assertEqual(self.look(), applied)

    def test_by_name(self):
        self.apply()
        runs = self.events(self.converge("history", "--root", self.root, "--output", "json", expect=0).stdout)
        run = [each["run"] for each in runs if each.get("command") == "apply"][0]
        self.undo(run, "--yes")
        self.assertEqual(self.look(), self.before)

    def test_unknown_run(self):
        done = self.undo("20200101T000000-0000", "--yes", expect=64)
        self.assertIn("20200101T000000-0000", done.stderr)
        self.assertEqual(self.look(), self.before)

    def test_what_a_later_run_changed_is_left(self):
        self.apply()
        runs = self.events(self.converge("history", "--root", self.root, "--output", "json", expect=0).stdout)
        first = [each["run"] for each in runs if each.get("command") == "apply"][0]
        self.write("site.yaml", PLAYBOOK.replace('"new\\n"', '"newer\\n"'))
        self.apply()
        done = self.undo(first, "--yes", expect=None)
        self.assertIn("/replaced", done.stderr + done.stdout)
        self.assertEqual(self.read("root/replaced"), "newer\n")


class Site(Case):
    """One play, and the way back of it."""

    def play(self, resources):
        return self.write("site.yaml", "- hosts: all\n  resources:\n" + resources)

    def apply(self, resources, expect=0):
        self.converge("apply", self.play(resources), "--root", self.root, expect=expect)
        runs = self.events(self.converge("history", "--root", self.root, "--output", "json", expect=0).stdout)
        return [each["run"] for each in runs if each.get("command") == "apply"][0]

    def undo(self, *words, expect=0):
        return self.converge("undo", *words, "--yes", "--root", self.root, expect=expect)


class Others(Site):
    """What others have done since is not lost to an undo."""

    MERGE = "    - file: %s\n      path: /daemon.json\n      merge: json\n      content: {%s: 1}\n"

    def test_keys_of_others_in_a_merged_file(self):
        self.write("root/daemon.json", '{"mine": 1}\n')
        first = self.apply(self.MERGE % ("one", "a"))
        self.apply(self.MERGE % ("one", "a") + self.MERGE % ("two", "b"))
        self.undo(first)
        left = json.loads(self.read("root/daemon.json"))
        self.assertEqual(left, {"mine": 1, "b": 1})

    def test_a_key_that_somebody_set_since(self):
        self.write("root/daemon.json", '{"mine": 1}\n')
        run = self.apply(self.MERGE % ("one", "a"))
        self.write("root/daemon.json", '{"mine": 1, "a": 7}\n')
        done = self.undo(run, expect=1)
        self.assertIn("no longer as the run left it", done.stderr)
        self.assertEqual(self.read("root/daemon.json"), '{"mine": 1, "a": 7}\n')
        self.undo(run, "--force")
        self.assertEqual(json.loads(self.read("root/daemon.json")), {"mine": 1})

    def test_two_merges_of_one_run_go_back_together(self):
        self.write("root/daemon.json", '{"mine": 1}\n')
        self.apply(self.MERGE % ("one", "a") + self.MERGE % ("two", "b"))
        self.undo("last")
        self.assertEqual(self.read("root/daemon.json"), '{"mine": 1}\n')

    def test_a_section_without_keys(self):
        self.write("root/x.ini", "[s]\nb=p\n")
        self.apply("    - file: /x.ini\n      merge: ini\n      content: {u: {}}\n")
        self.write("root/x.ini", self.read("root/x.ini") + "[v]\n")
        self.undo("last")
        self.assertEqual(self.read("root/x.ini"), "[s]\nb=p\n\n[v]\n")

    def test_merges_that_fought_go_back_one_after_the_other_by_force(self):
        self.write("root/sshd", "#Port 21\nUser a\n")
        item = "    - file: %s\n      path: /sshd\n      merge: lines\n      content: [{match: '%s', line: %s}, %s]\n"
        self.apply(item % ("base", "^#?Port ", "Port 22", "Banner x")
                   + item % ("hardening", "^Port", "Port 2222", "Quiet y"), expect=1)
        self.assertEqual(self.read("root/sshd"), "Port 2222\nUser a\nBanner x\nQuiet y\n")
        self.write("root/sshd", self.read("root/sshd") + "later\n")
        self.undo("last", "--force")
        self.assertEqual(self.read("root/sshd"), "#Port 21\nUser a\nlater\n")

    def test_a_file_that_somebody_edited(self):
        self.write("root/conf", "old\n")
        run = self.apply("    - file: /conf\n      content: new\n")
        self.write("root/conf", "precious\n")
        self.assertIn("--force", self.undo(run, expect=1).stderr)
        self.assertEqual(self.read("root/conf"), "precious\n")

    def tree(self):
        self.write("files/app/bin/run", "x\n")
        self.write("files/app/bin/deep/er", "x\n")
        self.write("files/app/conf", "x\n")
        return "    - file: /app\n      source: app\n"

    def test_data_in_a_copied_folder(self):
        run = self.apply(self.tree())
        self.write("root/app/data/db", "precious\n")
        self.write("root/app/bin/cache", "precious\n")
        self.undo(run)
        left = sorted(name for name in tree(self.root, (STATE,)) if name.startswith("app"))
        self.assertEqual(left, ["app", "app/bin", "app/bin/cache", "app/data", "app/data/db"])

    def test_a_copied_folder_goes_whole(self):
        before = tree(self.root, (STATE,))
        self.apply(self.tree())
        self.undo("last")
        self.assertEqual(set(tree(self.root, (STATE,))) - {"var", "var/lib"}, set(before))

    def test_a_folder_that_was_there(self):
        self.write("root/app/own", "mine\n")
        before = tree(self.root, (STATE,))
        self.apply(self.tree())
        self.undo("last")
        self.assertEqual({k: v for k, v in tree(self.root, (STATE,)).items() if not k.startswith("var")}, before)

    def test_a_link_that_a_folder_replaced(self):
        os.symlink("elsewhere", self.path("root/app"))
        self.apply(self.tree())
        self.undo("last")
        self.assertEqual(os.readlink(self.path("root/app")), "elsewhere")

    def test_a_folder_that_goes_is_said_to_be_full(self):
        self.write("root/old/a", "x")
        self.write("root/old/b/c", "x")
        site = self.play("    - file: /old\n      state: absent\n      recursive: true\n")
        plan = self.path("plan")
        done = self.converge("plan", site, "--root", self.root, "--out", plan, expect=2)
        self.assertIn("directory with 3 in it (a, b, b/c), of which no copy is kept -> absent", done.stdout)
        self.write("root/old/new", "x")
        self.converge("apply", plan, expect=1)
        self.assertTrue(os.path.exists(self.path("root/old/new")))

    def test_what_it_told_to_refresh_is_owed(self):
        resources = ("    - file: /conf\n      content: %s\n      notify: \"command[reload]\"\n"
                     "    - command: reload\n      run: \"true\"\n      when_notified: true\n")
        link_shell(self.root)
        self.write("root/conf", "one")
        run = self.apply(resources % "two")
        done = self.undo(run, expect=1)
        self.assertEqual(self.read("root/conf"), "one")
        self.assertNotIn("cannot be undone", done.stderr)
        self.assertIn("restart command[reload], because file[/conf] changed; the next apply makes up for it", done.stdout)
        self.assertIn("undo " + run, self.converge("history", "--root", self.root, expect=0).stdout)
        self.write("root/other", "one")
        self.apply(resources % "one" + "    - file: /other\n      content: two\n", expect=0)
        self.assertEqual(self.read("root/conf"), "one")

    def test_what_is_owed_to_others_is_not_taken_for_an_orphan(self):
        resources = ("    - file: /conf\n      content: two\n      notify: \"command[reload]\"\n"
                     "    - command: reload\n      run: [/no/such/program]\n      when_notified: true\n")
        run = self.apply(resources, expect=1)
        done = self.undo(run, expect=1)
        self.assertNotIn("no longer in the YAML", done.stdout)
        self.assertIn("the next apply makes up for it", done.stdout)

    def test_what_it_told_fires_in_the_next_run(self):
        resources = ("    - file: /conf\n      content: %s\n      notify: \"command[reload]\"\n"
                     "    - command: reload\n      run: \"true\"\n      when_notified: true\n")
        link_shell(self.root)
        self.write("root/conf", "one")
        self.undo(self.apply(resources % "two"), expect=1)
        done = self.converge("apply", self.play(resources % "one"), "--root", self.root, "--output", "json", expect=0)
        self.assertIn("trigger_fired", [event["event"] for event in self.events(done.stdout)])

    def test_a_full_folder_stays_until_its_successor_is_valid(self):
        self.write("root/conf/precious", "x")
        resources = "    - file: /conf\n      content: new\n      recursive: true\n      validate: [/no/such/program, \"%s\"]\n"
        self.apply(resources, expect=1)
        self.assertEqual(self.read("root/conf/precious"), "x")

    def test_last_is_the_newest_that_can_be_put_back(self):
        self.write("root/conf", "one")
        self.apply("    - file: /conf\n      content: two\n")
        self.apply("    - file: /conf\n      content: two\n")
        self.undo("last")
        self.assertEqual(self.read("root/conf"), "one")

    def test_check_as_events(self):
        self.write("root/conf", "one")
        self.apply("    - file: /conf\n      content: two\n")
        done = self.converge("undo", "last", "--check", "--output", "json", "--root", self.root, expect=2)
        self.assertIn("resource_planned", [event["event"] for event in self.events(done.stdout)])

    def test_last_that_cannot_be_undone_says_why(self):
        self.apply("    - file: /important\n      content: needed\n")
        self.write("root/old/a", "x")
        run = self.apply("    - file: /old\n      state: absent\n      recursive: true\n")
        done = self.undo("last", expect=1)
        self.assertIn("file[/old]: the directory /old is removed with all that is in it", done.stderr)
        self.assertIn(run, done.stdout)
        self.assertEqual(self.read("root/important"), "needed")

    def test_head_names_the_run(self):
        run = self.apply("    - file: /conf\n      content: two\n")
        done = self.undo("last", "--check", expect=2)
        self.assertRegex(done.stdout.splitlines()[0], r"^Undo of run %s  \d{4}-\d\d-\d\d [0-9:]{8} UTC  localhost  apply  1 changed$" % run)
        done = self.undo("last", "--check", "--output", "json", expect=2)
        self.events(done.stdout)

    def test_no_row_speaks_of_the_yaml(self):
        self.write("root/conf", "one")
        self.apply("    - file: /conf\n      content: two\n")
        self.assertNotIn("pending", self.undo("last", "--check", expect=2).stdout)
        done = self.converge("undo", "last", "--check", "--output", "json", "--root", self.root, expect=2)
        planned = [event for event in self.events(done.stdout) if event["event"] == "resource_planned"]
        self.assertEqual([event.get("reasons", []) for event in planned], [[]])


class Partly(Site):
    """What can be put back is, and the rest is named."""

    def test_a_folder_of_the_system_stays(self):
        self.apply("    - file: [/etc, /usr]\n      state: directory\n    - file: /etc/motd\n      content: x\n")
        done = self.undo("last", expect=1)
        self.assertIn("cannot be undone: file[/etc]: /etc holds the system itself", done.stderr)
        self.assertFalse(os.path.exists(self.path("root/etc/motd")))
        self.assertTrue(os.path.exists(self.path("root/etc")))

    def test_a_tree_that_purged_a_stranger(self):
        self.write("files/app/a", "new\n")
        self.write("root/app/a", "old\n")
        self.write("root/app/stranger", "x\n")
        self.apply("    - file: /app\n      source: app\n      purge: true\n")
        done = self.undo("last", expect=1)
        self.assertIn("cannot be undone: file[/app]: /app/stranger is purged", done.stderr)
        self.assertEqual(self.read("root/app/a"), "old\n")

    def test_a_full_folder_stays_and_is_named(self):
        self.apply("    - file: /new\n      state: directory\n    - file: /new/conf\n      content: x\n")
        self.write("root/new/theirs", "precious")
        done = self.undo("last", "--check", expect=2)
        self.assertIn("left as it is: file[/new]: /new holds theirs, and stays", done.stderr)
        self.assertNotIn("file[/new]\n", done.stdout)
        done = self.undo("last")
        self.assertNotIn("recursive", done.stdout + done.stderr)
        self.assertEqual(os.listdir(self.path("root/new")), ["theirs"])
        self.assertEqual(self.read("root/new/theirs"), "precious")

    def test_check_foresees_that_a_folder_gets_empty(self):
        self.apply("    - file: [/new, /new/sub]\n      state: directory\n    - file: /new/sub/conf\n      content: x\n")
        done = self.undo("last", "--check", expect=2)
        for name in ("/new", "/new/sub", "/new/sub/conf"):
            self.assertIn("file[%s]" % name, done.stdout)
        self.undo("last")
        self.assertFalse(os.path.exists(self.path("root/new")))

    def test_a_file_in_whose_place_a_folder_filled_up(self):
        self.write("root/thing", "old\n")
        self.apply("    - file: /thing\n      state: directory\n    - file: /other\n      content: x\n")
        self.write("root/thing/theirs", "precious")
        done = self.undo("last", expect=1)
        self.assertIn("cannot be undone: file[/thing]: reading /thing: /thing holds theirs", done.stderr)
        self.assertEqual(self.read("root/thing/theirs"), "precious")
        self.assertFalse(os.path.exists(self.path("root/other")))


class Metadata(Site):
    """Mode and owner go back where the run set them and nobody else has since."""

    def mode(self, name):
        return oct(os.stat(self.path(name)).st_mode & 0o7777)

    def test_a_mode_that_somebody_set_since(self):
        self.write("root/conf", "x")
        run = self.apply("    - file: /conf\n      mode: \"0600\"\n")
        os.chmod(self.path("root/conf"), 0o640)
        done = self.undo(run, expect=1)
        self.assertIn("cannot be undone: file[/conf]: its mode is 0640 by now, and the run left 0600; --force", done.stderr)
        self.assertEqual(self.mode("root/conf"), "0o640")
        self.undo(run, "--force")
        self.assertEqual(self.mode("root/conf"), "0o644")

    def test_the_content_goes_back_all_the_same(self):
        self.write("root/conf", "one")
        self.apply("    - file: /conf\n      content: two\n      mode: \"0600\"\n")
        os.chmod(self.path("root/conf"), 0o640)
        self.undo("last", expect=1)
        self.assertEqual((self.read("root/conf"), self.mode("root/conf")), ("one", "0o640"))

    def test_what_the_run_did_not_set(self):
        self.write("root/conf", "one")
        self.apply("    - file: /conf\n      content: two\n      owner: \"%d\"\n      mode: \"0644\"\n" % os.getuid())
        os.chmod(self.path("root/conf"), 0o600)
        if os.getuid() == 0:
            os.chown(self.path("root/conf"), 1, -1)
        self.undo("last")
        self.assertEqual((self.read("root/conf"), self.mode("root/conf")), ("one", "0o600"))
        self.assertEqual(os.stat(self.path("root/conf")).st_uid, 1 if os.getuid() == 0 else os.getuid())

    def test_the_content_that_the_run_did_not_write(self):
        self.write("root/conf", "one")
        self.apply("    - file: /conf\n      content: one\n      mode: \"0600\"\n")
        self.write("root/conf", "precious", 0o600)
        self.undo("last")
        self.assertEqual((self.read("root/conf"), self.mode("root/conf")), ("precious", "0o644"))

    def test_in_a_copied_folder(self):
        self.write("files/app/a", "new\n")
        self.write("files/app/b", "new\n")
        for name in "ab":
            self.write("root/app/" + name, "old\n")
        self.apply("    - file: /app\n      source: app\n      file_mode: \"0600\"\n")
        os.chmod(self.path("root/app/a"), 0o640)
        done = self.undo("last", expect=1)
        self.assertIn("the mode of /app/a is 0640 by now, and the run left 0600", done.stderr)
        self.assertEqual((self.read("root/app/a"), self.mode("root/app/a")), ("old\n", "0o640"))
        self.assertEqual((self.read("root/app/b"), self.mode("root/app/b")), ("old\n", "0o644"))

    def test_a_mode_that_nobody_set_since(self):
        self.write("root/conf", "x")
        self.apply("    - file: /conf\n      mode: u=rw,go=\n")
        self.undo("last")
        self.assertEqual(self.mode("root/conf"), "0o644")


class Lists(Site):
    """What a merge added to a list goes from it again."""

    CASES = (("json", '{"k": ["1"]}\n', "{k: [\"2\"]}", '{"k": ["1", "3", "2"]}\n', '{"k": ["1", "3"]}\n'),
             ("ini", "[s]\nk = 1\n", "{s: {k: [\"2\"]}}", "[s]\nk = 1\nk = 3\nk = 2\n", "[s]\nk = 1\nk = 3\n"))

    def test_united_lists(self):
        for form, before, content, edited, without in self.CASES:
            with self.subTest(form):
                name = "root/" + form
                self.write(name, before)
                text = "    - file: /%s\n      merge: %s\n      list: union\n      content: %s\n" % (form, form, content)
                run = self.apply(text)
                self.undo(run)
                self.assertEqual(self.read(name), before)
                run = self.apply(text)
                self.write(name, edited)
                self.undo(run)
                self.assertEqual(self.read(name), without)


if __name__ == "__main__":
    unittest.main()
