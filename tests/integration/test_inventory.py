# SPDX-License-Identifier: MIT
"""`converge inventory`, and inventories of all kinds from folders and from Git."""
import json
import shutil
import unittest

from support import Case

SCRIPT = '#!/bin/sh\necho \'{"cloud": {"hosts": ["c1"], "vars": {"v": 1}}, "_meta": {"hostvars": {}}}\'\n'


class Inventory(Case):
    def inventory(self, *words, expect=0):
        return self.converge("inventory", *words, cwd=self.path(""), expect=expect)

    def test_list_graph_and_host(self):
        self.write("hosts", "[web]\nw[1:2] a=1\n[web:vars]\nb=x y\n")
        listing = json.loads(self.inventory("-i", "hosts").stdout)
        self.assertEqual(listing["web"], {"hosts": ["w1", "w2"]})
        self.assertEqual(listing["_meta"]["hostvars"]["w2"], {"a": 1, "b": "x y"})
        self.assertEqual(self.inventory("-i", "hosts", "--graph", "web").stdout, "@web:\n  |--w1\n  |--w2\n")
        self.assertEqual(self.inventory("-i", "hosts", "--host", "w1", "-o", "yaml").stdout, "a: 1\nb: x y\n")
        self.assertIn("did you mean 'w1'?", self.inventory("-i", "hosts", "--host", "w11", expect=65).stderr)
        self.assertIn("did you mean 'web'?", self.inventory("-i", "hosts", "--graph", "wbe", expect=65).stderr)

    def test_limit_from_a_file(self):
        self.write("hosts", "[web]\nw[1:3]\n")
        self.write("retry", "w3\nw1\n")
        self.assertEqual(self.inventory("-i", "hosts", "--graph", "web", "-l", "@retry,!w1").stdout, "@web:\n  |--w3\n")
        self.write("bad", "w3\nw9\n")
        self.assertIn("bad:2:1: error: no host or group is called 'w9'", self.inventory("-i", "hosts", "-l", "@bad", expect=65).stderr)

    def test_script(self):
        self.write("inv.sh", SCRIPT, 0o755)
        self.assertEqual(json.loads(self.inventory("-i", "inv.sh", "--host", "c1").stdout), {"v": 1})
        self.write("inv.sh", "#!/bin/sh\necho no cloud >&2\nexit 4\n", 0o755)
        failed = self.inventory("-i", "inv.sh", expect=65).stderr
        self.assertIn("inv.sh: error: the inventory script failed: exit code 4\n", failed)
        self.assertIn("it says: no cloud\n", failed)

    @unittest.skipIf(shutil.which("git") is None, "there is no git")
    def test_git(self):
        who = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
               "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
        self.write("repo/prod/hosts", "[web]\nw1\n")
        self.write("repo/prod/group_vars/web.yml", "v: committed\n")
        self.write("repo/prod/cloud/inv.sh", SCRIPT, 0o755)
        for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "state"]):
            done = self.run_program(["git", *words], environment=who, cwd=self.path("repo"))
            self.assertEqual(done.returncode, 0, done.stderr)
        self.write("repo/prod/group_vars/web.yml", "v: dirty\n")
        done = self.inventory("--repo", "repo", "-i", "prod/hosts", "--host", "w1")
        self.assertEqual(json.loads(done.stdout), {"v": "committed"})
        self.assertIn("out of a Git revision", self.inventory("--repo", "repo", "-i", "prod/cloud", expect=65).stderr)


if __name__ == "__main__":
    unittest.main()
