# SPDX-License-Identifier: MIT
"""What a package would hold: `cmake --install` of the build that CONVERGE is of."""
import os
import shutil
import subprocess
import unittest

from support import CONVERGE, Case

BUILD = os.path.dirname(os.path.dirname(os.path.abspath(CONVERGE)))


@unittest.skipIf(shutil.which("cmake") is None, "there is no cmake")
@unittest.skipUnless(os.path.exists(os.path.join(BUILD, "share/converge.1")), "the target `share` is not built")
class Install(Case):
    def setUp(self):
        super().setUp()
        done = subprocess.run(["cmake", "--install", BUILD, "--prefix", "/usr"], capture_output=True, text=True,
                              timeout=120, check=False, env={**os.environ, "DESTDIR": self.path("package")})
        self.assertEqual(done.returncode, 0, done.stderr)

    def installed(self, name):
        path = self.path("package/usr", name)
        self.assertTrue(os.path.isfile(path), name)
        return path

    def test_programs_run_from_there(self):
        self.assertIn("converge", self.run_program([self.installed("bin/converge"), "version"]).stdout)
        self.assertIn("converge-agent", self.run_program([self.installed("libexec/converge/converge-agent"), "version"]).stdout)

    def test_man_page_and_completions_are_those_of_the_program(self):
        for name, words in {"share/man/man1/converge.1": ["man"],
                            "share/bash-completion/completions/converge": ["completion", "bash"],
                            "share/zsh/vendor-completions/_converge": ["completion", "zsh"],
                            "share/fish/vendor_completions.d/converge.fish": ["completion", "fish"]}.items():
            with open(self.installed(name), encoding="utf-8") as file:
                self.assertEqual(file.read(), self.converge(*words, expect=0).stdout, name)

    def test_examples_work_where_they_are_installed(self):
        site = self.installed("share/doc/converge/examples/playbooks/demo/site.yaml")
        inventory = self.installed("share/doc/converge/examples/inventory/demo.yaml")
        self.converge("lint", "--inventory", inventory, site, expect=0)


if __name__ == "__main__":
    unittest.main()
